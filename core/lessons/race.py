"""Cross-entropy against squared error of softmax outputs, in lockstep: two classes of points in the plane, one line each.

The model has one logit z = w · x + b for class 1 (that of class 0 is 0). Both losses begin at the same weights, which are `start` times a
direction that is right for the points, negated: the larger `start`, the surer the model begins, and of the wrong side. The same in the
browser: pages/ui/components/race/model.js.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.losses import LOSSES

RACERS: Final = ("cross_entropy", "softmax_mse")
LR: Final = 0.5
N_PER_CLASS: Final = 14
LARGEST_START: Final = 15.0


@dataclass(frozen=True)
class Standing:
    """One racer after some steps."""

    weights: NDArray[np.float64]  # (3,): w, b
    loss: float  # mean, nats or squared units
    accuracy: float  # fraction
    slope: float  # mean of |∂L/∂z| over the points: what the gradient has to work with


def sample(seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two clouds of N_PER_CLASS points each: x (N, 2) and labels (N,), class 1 first."""
    rng = np.random.default_rng(seed)
    clouds = [rng.normal(0, 0.7, (N_PER_CLASS, 2)) + middle for middle in ((1.2, 0.9), (-1.2, -0.9))]
    return np.concatenate(clouds).round(2), np.repeat([1.0, 0.0], N_PER_CLASS)


def wrong_start(x: NDArray[np.float64], labels: NDArray[np.float64], start: float) -> NDArray[np.float64]:
    """Weights (3,) that point from class 1 to class 0: `start` long. Zero where the classes have the same mean."""
    apart = x[labels == 1].mean(0) - x[labels == 0].mean(0)
    length = float(np.hypot(*apart))
    return np.array([*(-start * apart / length if length > 0 else (0.0, 0.0)), 0.0])


def race(loss: str, x: NDArray[np.float64], labels: NDArray[np.float64], start: float) -> Iterator[Standing]:
    """Gradient descent on all points with step size LR: where it stands before the first step and after each.

    Args:
        loss: one of RACERS.
        x: points, (N, 2), of both classes.
        labels: 0 or 1, (N,).
        start: how sure of the wrong side it begins, in [0, LARGEST_START].
    """
    inputs = torch.from_numpy(np.column_stack([x, np.ones(len(x))]))  # (N, 3)
    truth = torch.from_numpy(1 - labels).long()  # the column of the true class among the logits (z, 0)
    weights = torch.from_numpy(wrong_start(x, labels, start))
    while True:
        z = inputs @ weights
        logits = torch.stack([z, torch.zeros_like(z)], 1)  # (N, 2)
        slope = LOSSES[loss].gradient(logits, truth)[:, 0]  # ∂L/∂z of each point
        value = LOSSES[loss].per_example(logits, truth).mean().item()
        yield Standing(weights.numpy().copy(), value, _accuracy(z, truth), slope.abs().mean().item())
        weights = weights - LR * (inputs * slope[:, None]).mean(0)


def _accuracy(z: Tensor, truth: Tensor) -> float:
    return ((z < 0).long() == truth).double().mean().item()
