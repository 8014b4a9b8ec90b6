"""Corruptions of a picture before the network gets it: rotation, wider or thinner strokes, occlusion, noise."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import affine_grid

from core.augment import SIDE, change_stroke_width, sample


@dataclass(frozen=True)
class Corruption:
    """The strength of each; 0 changes nothing."""

    rotation: float = 0.0  # degrees, clockwise
    stroke: float = 0.0  # px wider on each side, negative: thinner
    occluded: int = 0  # columns of pixels, from the left, that are erased
    noise: float = 0.0  # standard deviation of the normal noise added to every pixel, in units of full ink
    seed: int = 0  # of the noise


def corrupt(picture: NDArray[np.float32], by: Corruption) -> NDArray[np.float32]:
    """Rotate, change_stroke_width the strokes, occlude, add noise, in this order. (28, 28) in [0, 1] -> a new (28, 28) in [0, 1]."""
    pixels = torch.from_numpy(np.ascontiguousarray(picture)).view(1, 1, SIDE, SIDE)
    if by.rotation:
        cos, sin = math.cos(math.radians(by.rotation)), math.sin(math.radians(by.rotation))
        inverse = torch.tensor([[[cos, sin, 0.0], [-sin, cos, 0.0]]])
        pixels = sample(pixels, affine_grid(inverse, [1, 1, SIDE, SIDE], align_corners=False))
    for part in _in_unit_steps(by.stroke):
        pixels = change_stroke_width(pixels, torch.full((1, 1, 1, 1), part))
    changed = pixels.view(SIDE, SIDE).numpy().copy()
    changed[:, : by.occluded] = 0
    changed += by.noise * np.random.default_rng(by.seed).standard_normal((SIDE, SIDE), np.float32)
    return np.asarray(np.clip(changed, 0, 1), np.float32)


def _in_unit_steps(amount: float) -> list[float]:
    """2.5 -> [1, 1, 0.5]: `change_stroke_width` reaches one px at a time."""
    whole = [math.copysign(1.0, amount)] * int(abs(amount))
    rest = abs(amount) - len(whole)
    return [*whole, math.copysign(rest, amount)] if rest else whole
