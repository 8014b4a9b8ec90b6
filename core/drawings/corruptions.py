"""What can go wrong with a picture on its way to the network: it is turned, its strokes swell, a part is hidden, noise falls on it."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import affine_grid

from core.augment import SIDE, redraw, sample


@dataclass(frozen=True)
class Disturbance:
    """How much of each; 0 changes nothing."""

    rotation: float = 0.0  # degrees, clockwise
    stroke: float = 0.0  # px wider on each side, negative: thinner
    hidden: int = 0  # px from the left that are wiped out
    noise: float = 0.0  # standard deviation of normal noise on every pixel
    seed: int = 0


def disturb(picture: NDArray[np.float32], by: Disturbance) -> NDArray[np.float32]:
    """Turn, redraw, hide, add noise, in this order. (28, 28) in [0, 1] -> the same."""
    pixels = torch.from_numpy(np.ascontiguousarray(picture)).view(1, 1, SIDE, SIDE)
    if by.rotation:
        cos, sin = math.cos(math.radians(by.rotation)), math.sin(math.radians(by.rotation))
        turn = torch.tensor([[[cos, sin, 0.0], [-sin, cos, 0.0]]])
        pixels = sample(pixels, affine_grid(turn, [1, 1, SIDE, SIDE], align_corners=False))
    for part in _in_steps_of_one(by.stroke):
        pixels = redraw(pixels, torch.full((1, 1, 1, 1), part))
    changed = pixels.view(SIDE, SIDE).numpy().copy()
    changed[:, : by.hidden] = 0
    changed += by.noise * np.random.default_rng(by.seed).standard_normal((SIDE, SIDE), np.float32)
    return np.asarray(np.clip(changed, 0, 1), np.float32)


def _in_steps_of_one(amount: float) -> list[float]:
    whole = [math.copysign(1.0, amount)] * int(abs(amount))
    rest = abs(amount) - len(whole)
    return [*whole, math.copysign(rest, amount)] if rest else whole
