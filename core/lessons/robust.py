"""A line through points under losses that differ in how far one point may pull it.

r = y - (w x + b) is a point's residual. Each loss is a row: what a residual costs, how hard it pulls (the derivative), and the weight by
which iteratively reweighted least squares finds the line: pull / (2 r), so that squared error has weight 1. The same in the browser:
pages/ui/components/shared/robust.js.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

N_ITERATIONS: Final = 100
NEAREST: Final = 1e-6  # residuals nearer to zero count as this where a weight would be infinite
DELTA: Final = 1.0  # of Huber's loss: from there on it is straight
DEGREES: Final = 3.0  # of freedom of the Student-t distribution; its scale is 1

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class RobustLoss:
    """A loss of one residual."""

    title: str
    formula: str  # LaTeX
    value: Callable[[float], float]
    pull: Callable[[float], float]  # its derivative
    words: str

    def weight(self, r: float) -> float:
        """Of a point with this residual in least squares."""
        far = math.copysign(max(abs(r), NEAREST), r)
        return self.pull(far) / (2 * far)


ROBUST_LOSSES: Final = {
    "squared": RobustLoss(
        "Squared error", r"r^2", lambda r: r**2, lambda r: 2 * r, "Twice as far pulls twice as hard: one point can turn the line."
    ),
    "absolute": RobustLoss(
        "Absolute error", r"|r|", abs, lambda r: math.copysign(1.0, r) if r else 0.0, "Every point pulls equally hard, however far it is."
    ),
    "huber": RobustLoss(
        "Huber's loss",
        r"r^2 \text{ up to } |r| = 1,\; 2|r| - 1 \text{ beyond}",
        lambda r: r**2 if abs(r) <= DELTA else DELTA * (2 * abs(r) - DELTA),
        lambda r: 2 * max(-DELTA, min(DELTA, r)),
        "As squared error near the line, as absolute error far from it.",
    ),
    "student_t": RobustLoss(
        "Student-t likelihood, ν = 3",
        r"\tfrac{\nu + 1}{2} \log\!\big(1 + \tfrac{r^2}{\nu}\big) + \text{const}",
        lambda r: (DEGREES + 1) / 2 * math.log1p(r**2 / DEGREES),
        lambda r: (DEGREES + 1) * r / (DEGREES + r**2),
        "A distribution with heavy tails expects a few points far off: the farther one is, the less it pulls.",
    ),
}


def fit(name: str, x: Vector, y: Vector) -> tuple[float, float]:
    """The line (w, b) of least total loss through points x (N,), y (N,), by iteratively reweighted least squares from least squares.

    Student-t's loss may have several minima; this is the one found from there. Where all x are equal the line is level, at the points'
    (weighted) mean.

    Raises:
        ValueError: there is no point.
    """
    if len(x) == 0:
        raise ValueError("no point")
    loss, weights = ROBUST_LOSSES[name], np.ones(len(x))
    w = b = 0.0
    for _ in range(N_ITERATIONS):
        total = weights.sum()
        x_mean, y_mean = (weights @ x) / total, (weights @ y) / total
        spread = weights @ (x - x_mean) ** 2
        w = float(weights @ ((x - x_mean) * (y - y_mean)) / spread) if spread > 1e-12 * total else 0.0
        b = float(y_mean - w * x_mean)
        weights = np.array([loss.weight(r) for r in y - w * x - b])
    return w, b
