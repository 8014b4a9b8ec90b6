"""A line through points under losses that differ in how far one point may pull it.

r = y - (w x + b) is a point's residual. Each loss is a row: what a residual costs, how hard it pulls (the derivative by r), and how the
line is found. All but one are functions of r alone; the Gaussian whose σ is predicted from x also asks for σ̂ at the point.
The same in the browser: pages/ui/components/shared/robust.js.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

N_ITERATIONS: Final = 100
NEAREST: Final = 1e-6  # residuals nearer to zero count as this where a weight would be infinite
DELTA: Final = 1.0  # of Huber's loss: from there on it is straight
DEGREES: Final = 3.0  # of freedom of the Student-t distribution; its scale is 1

LOG_VARIANCE_LIMIT: Final = 7.0  # log σ̂² stays within ± this, as in core/losses.py

Vector = NDArray[np.float64]


class Line(NamedTuple):
    """ŷ = w x + b; with log σ̂² = u x + c, where σ is predicted."""

    w: float
    b: float
    u: float = 0.0
    c: float = 0.0

    def sigma(self, x: float) -> float:
        """σ̂ at x; 1 where none is predicted."""
        return math.exp(max(-LOG_VARIANCE_LIMIT, min(LOG_VARIANCE_LIMIT, self.u * x + self.c)) / 2)


@dataclass(frozen=True)
class RobustLoss:
    """A loss of one residual r; s is σ̂ at its point."""

    title: str
    formula: str  # LaTeX
    value: Callable[[float, float], float]
    pull: Callable[[float, float], float]  # its derivative by r
    words: str
    predicts_sigma: bool = False

    def weight(self, r: float) -> float:
        """Of a point with this residual in least squares: pull / (2 r), so that squared error has weight 1."""
        far = math.copysign(max(abs(r), NEAREST), r)
        return self.pull(far, 1.0) / (2 * far)


ROBUST_LOSSES: Final = {
    "squared": RobustLoss(
        "Squared error", r"r^2", lambda r, s: r**2, lambda r, s: 2 * r, "Twice as far pulls twice as hard: one point can turn the line."
    ),
    "absolute": RobustLoss(
        "Absolute error",
        r"|r|",
        lambda r, s: abs(r),
        lambda r, s: math.copysign(1.0, r) if r else 0.0,
        "Every point pulls equally hard, however far it is.",
    ),
    "huber": RobustLoss(
        "Huber's loss",
        r"r^2 \text{ up to } |r| = 1,\; 2|r| - 1 \text{ beyond}",
        lambda r, s: r**2 if abs(r) <= DELTA else DELTA * (2 * abs(r) - DELTA),
        lambda r, s: 2 * max(-DELTA, min(DELTA, r)),
        "As squared error near the line, as absolute error far from it.",
    ),
    "student_t": RobustLoss(
        "Student-t likelihood, ν = 3",
        r"\tfrac{\nu + 1}{2} \log\!\big(1 + \tfrac{r^2}{\nu}\big) + \text{const}",
        lambda r, s: (DEGREES + 1) / 2 * math.log1p(r**2 / DEGREES),
        lambda r, s: (DEGREES + 1) * r / (DEGREES + r**2),
        "A distribution with heavy tails expects a few points far off: the farther one is, the less it pulls.",
    ),
    "predicted_sigma": RobustLoss(
        "Gaussian likelihood, σ(x) predicted",
        r"\log \hat\sigma(x) + \tfrac{r^2}{2 \hat\sigma(x)^2} + \text{const}",
        lambda r, s: math.log(s) + r**2 / (2 * s**2),
        lambda r, s: r / s**2,
        "An outlier at one end is taken for noise that grows towards it: the Gaussian becomes wide there, and the point pulls less.",
        predicts_sigma=True,
    ),
}


def fit(name: str, x: Vector, y: Vector) -> Line:
    """The line of least total loss through points x (N,), y (N,), by iteratively reweighted least squares from least squares.

    Student-t's loss may have several minima; this is the one found from there. Where all x are equal the line is level, at the points'
    (weighted) mean.

    Raises:
        ValueError: there is no point.
    """
    if len(x) == 0:
        raise ValueError("no point")
    loss, weights = ROBUST_LOSSES[name], np.ones(len(x))
    if loss.predicts_sigma:
        return _fit_with_sigma(x, y)
    line = Line(0.0, 0.0)
    for _ in range(N_ITERATIONS):
        line = _weighted_line(x, y, weights)
        weights = np.array([loss.weight(r) for r in y - line.w * x - line.b])
    return line


def _fit_with_sigma(x: Vector, y: Vector) -> Line:
    """By Fisher scoring (core/lessons/heteroscedastic.py), in steps that change no log σ̂² by more than 1: an outlier asks for more."""
    ones = np.ones(len(x))
    line = _weighted_line(x, y, ones)
    u, c = 0.0, math.log(max(float(np.mean((y - line.w * x - line.b) ** 2)), math.exp(-LOG_VARIANCE_LIMIT)))
    for _ in range(N_ITERATIONS):
        weights = np.exp(-np.clip(u * x + c, -LOG_VARIANCE_LIMIT, LOG_VARIANCE_LIMIT))
        line = _weighted_line(x, y, weights)
        change = _weighted_line(x, (y - line.w * x - line.b) ** 2 * weights - 1, ones)
        share = min(1.0, 1 / max(1e-12, float(np.abs(change.w * x + change.b).max())))
        u, c = u + share * change.w, c + share * change.b
    return Line(line.w, line.b, u, c)


def _weighted_line(x: Vector, y: Vector, weights: Vector) -> Line:
    total = weights.sum()
    x_mean, y_mean = (weights @ x) / total, (weights @ y) / total
    spread = weights @ (x - x_mean) ** 2
    w = float(weights @ ((x - x_mean) * (y - y_mean)) / spread) if spread > 1e-12 * total else 0.0
    return Line(w, float(y_mean - w * x_mean))
