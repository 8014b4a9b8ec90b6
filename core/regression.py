"""Linear regression in one dimension: loss, gradient, curvature, gradient descent and least squares.

Model `ŷ = w x + b`, loss `L(w, b) = (1/N) Σ (yᵢ − w xᵢ − b)²`: the mean over N, without the ½ that some books have.

L is a quadratic, so five sums over the points say all about it. They are kept centred (`Sums`), and descent walks in
`(w − w*, error of the line at the mean of x)` instead of (w, b): with x = 1,000,000 + something small, plain sums of x²
would leave nothing of the something small. `pages/ui/components/regression/math.js` is the same mathematics in the
browser; tests/e2e/test_regression_math.py holds the two together.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

STOP_RATIO: Final = 1e6  # descent has converged, or diverged, when its excess over the smallest loss is this much smaller, or larger
CRAWL_RATE: Final = 0.01  # it crawls while the slower error loses less than this share of itself in a step

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Sums:
    """What descent needs to know of N points: averages, all taken about the mean."""

    n: int
    x_mean: float
    y_mean: float
    xx: float  # (1/N) Σ (x − x̄)²; exactly 0 when all x are equal
    xy: float  # (1/N) Σ (x − x̄)(y − ȳ)
    least_loss: float  # the loss of the least-squares line

    @property
    def unique(self) -> bool:
        """Whether one line is best; with a single x every line through (x̄, ȳ) is as good."""
        return self.xx > 0

    @property
    def best(self) -> tuple[float, float]:
        """(w, b) of least squares; the one nearest to (0, 0) where many are best, as numpy.linalg.lstsq has it."""
        if self.unique:
            w = self.xy / self.xx
            return w, self.y_mean - w * self.x_mean
        share = self.y_mean / (1 + self.x_mean**2)
        return share * self.x_mean, share


@dataclass(frozen=True)
class Curvature:
    """Eigenvalues of the Hessian `H = (2/N) [[Σx², Σx], [Σx, N]]` and what they say about a step size η."""

    steep: float  # λ_max
    shallow: float  # λ_min; 0 when all x are equal
    angle: float  # the steep eigenvector is (cos angle, sin angle) in the (w, b) plane

    @property
    def limit(self) -> float:
        """Descent converges for every η below `2/λ_max`."""
        return 2 / self.steep

    @property
    def fastest(self) -> float:
        """`2/(λ_min + λ_max)`, where both errors shrink equally fast; a direction that is flat has no error to shrink."""
        return 2 / (self.steep + (self.shallow or self.steep))

    @property
    def condition(self) -> float:
        """`κ = λ_max/λ_min`; infinite when all x are equal."""
        return self.steep / self.shallow if self.shallow else math.inf

    @property
    def borders(self) -> tuple[float, float, float]:
        """The step sizes at which crawling ends, oscillation begins and divergence begins, in rising order."""
        crawl_end = min(CRAWL_RATE / (self.shallow or self.steep), self.limit)
        return crawl_end, max(1 / self.steep, crawl_end), self.limit

    def factors(self, step_size: float) -> tuple[float, float]:
        """`|1 − ηλ|` along the steep and the shallow eigenvector: what is left of each error after a step."""
        return abs(1 - step_size * self.steep), abs(1 - step_size * self.shallow)

    def regime(self, step_size: float) -> str:
        """What descent does with this η: crawls, good, oscillates or diverges.

        It oscillates from `1/λ_max`, where the error along the steep eigenvector changes sign at every step. The fastest
        step always lies beyond that.
        """
        crawl_end, oscillates, limit = self.borders
        if step_size >= limit:
            return "diverges"
        if step_size < crawl_end:
            return "crawls"
        return "oscillates" if step_size > oscillates else "good"


@dataclass(frozen=True)
class Descent:
    """The path of gradient descent: entry 0 is the start, entry k the state after k steps."""

    w: Vector
    b: Vector
    loss: Vector  # finite: a step whose loss overflows is not in the path
    errors: NDArray[np.float64]  # (steps + 1, 2): (w, b) − (w*, b*) along the steep and the shallow eigenvector
    outcome: str  # "converged", "diverged" (the path ends there) or "running"


def summarise(x: ArrayLike, y: ArrayLike) -> Sums:
    """The five sums of points `x` (N,), `y` (N,).

    Raises:
        ValueError: no points, lengths that differ, NaN or infinity, or numbers whose squares overflow.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape or not x.size:
        raise ValueError(f"x and y must be equally long and not empty, not {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("x and y must be finite numbers")
    with np.errstate(over="ignore", invalid="ignore"):
        (x_mean, dx), (y_mean, dy) = _centre(x), _centre(y)
        xx, xy = float(np.mean(dx * dx)), float(np.mean(dx * dy))
        slope = xy / xx if xx else 0.0
        sums = Sums(x.size, x_mean, y_mean, xx, xy, float(np.mean((dy - slope * dx) ** 2)))
    if not np.isfinite([xx + x_mean * x_mean, y_mean * y_mean, xy, sums.least_loss, slope]).all():
        raise ValueError("the numbers are too large: their squares overflow")
    return sums


def _centre(values: Vector) -> tuple[float, Vector]:
    from_first = values - values[0]  # close numbers subtract exactly, and equal ones give zeros
    mean = from_first.mean()
    return float(values[0] + mean), from_first - mean


def curvature(sums: Sums) -> Curvature:
    """The eigenvalues of the Hessian, from `trace = 2 (s + x̄² + 1)` and `determinant = 4 s`, with s the variance of x.

    The smaller one is `determinant / λ_max`: the difference that the quadratic formula has there would cancel.
    """
    difference = sums.xx + sums.x_mean**2 - 1
    steep = sums.xx + sums.x_mean**2 + 1 + math.hypot(difference, 2 * sums.x_mean)
    return Curvature(steep, 4 * sums.xx / steep, math.atan2(2 * sums.x_mean, difference) / 2)


def standardised(sums: Sums) -> Sums:
    """The sums of the same points with `z = (x − x̄)/sd` in place of x: its Hessian is 2 times the identity."""
    if not sums.unique:
        raise ValueError("all x are equal: there is no spread to divide by")
    return Sums(sums.n, 0.0, sums.y_mean, 1.0, sums.xy / math.sqrt(sums.xx), sums.least_loss)


def mse_and_gradient(x: ArrayLike, y: ArrayLike, w: float, b: float) -> tuple[float, float, float]:
    """`L`, `∂L/∂w = −(2/N) Σ (y − w x − b) x` and `∂L/∂b = −(2/N) Σ (y − w x − b)`, straight from the points."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    residual = y - w * x - b  # (N,)
    return float(np.mean(residual**2)), float(-2 * np.mean(residual * x)), float(-2 * np.mean(residual))


def hessian(x: ArrayLike) -> NDArray[np.float64]:
    """`H = (2/N) [[Σx², Σx], [Σx, N]]` (2, 2): the same everywhere, since L is a quadratic."""
    x = np.asarray(x, dtype=np.float64)
    return 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])


def largest_stable_step(x: ArrayLike) -> float:
    """`2/λ_max(H)`: descent converges for every η below it and diverges above it."""
    x = np.asarray(x, dtype=np.float64)
    return curvature(summarise(x, np.zeros_like(x))).limit


def least_squares(x: ArrayLike, y: ArrayLike) -> tuple[float, float]:
    """(w, b) with the smallest loss: `w = Σ(x − x̄)(y − ȳ) / Σ(x − x̄)²`, `b = ȳ − w x̄`.

    When all x are equal every line through (x̄, ȳ) is as good; then it is the one with the smallest w² + b².
    """
    return summarise(x, y).best


def descend(x: ArrayLike, y: ArrayLike, *, step_size: float, n_steps: int, start: tuple[float, float] = (0.0, 0.0)) -> Descent:
    """Gradient descent `w ← w − η ∂L/∂w`, `b ← b − η ∂L/∂b` from `start` = (w, b), over all points at every step.

    Args:
        x: (N,).
        y: (N,).
        step_size: η, at least 0.
        n_steps: the path ends earlier when the excess over the smallest loss has grown a million times.
        start: (w, b).
    """
    return descend_sums(summarise(x, y), step_size=step_size, n_steps=n_steps, start=start)


def descend_sums(sums: Sums, *, step_size: float, n_steps: int, start: tuple[float, float] = (0.0, 0.0)) -> Descent:
    """`descend`, from the sums alone: a step costs the same for ten points and for a million."""
    if not (math.isfinite(step_size) and step_size >= 0):
        raise ValueError(f"the step size must be a number of at least 0, not {step_size}")
    w, b = start
    slope_error, error_at_mean = w - sums.best[0], b + w * sums.x_mean - sums.y_mean  # w − w*, and the line's error at x̄
    states = [(w, b, slope_error, error_at_mean)]
    first_excess = _excess_loss(sums, slope_error, error_at_mean)
    diverged = False
    while len(states) <= n_steps and not diverged:
        grad_w, grad_b = 2 * (sums.xx * slope_error + sums.x_mean * error_at_mean), 2 * error_at_mean
        w, b = w - step_size * grad_w, b - step_size * grad_b
        slope_error, error_at_mean = slope_error - step_size * grad_w, error_at_mean - step_size * (sums.x_mean * grad_w + grad_b)
        diverged = not _excess_loss(sums, slope_error, error_at_mean) <= STOP_RATIO * first_excess
        if math.isfinite(_excess_loss(sums, slope_error, error_at_mean)):
            states.append((w, b, slope_error, error_at_mean))
    settled = _excess_loss(sums, slope_error, error_at_mean) * STOP_RATIO <= first_excess
    return _path(sums, np.array(states), "diverged" if diverged else "converged" if settled else "running")


def _excess_loss(sums: Sums, slope_error: float, error_at_mean: float) -> float:
    return sums.xx * slope_error * slope_error + error_at_mean * error_at_mean


def _path(sums: Sums, states: NDArray[np.float64], outcome: str) -> Descent:
    w, b, slope_error, error_at_mean = states.T
    curve = curvature(sums)
    cos, sin = math.cos(curve.angle), math.sin(curve.angle)
    errors = np.stack(
        [2 * sums.xx / curve.steep * cos * slope_error + sin * error_at_mean, -curve.steep / 2 * sin * slope_error + cos * error_at_mean],
        axis=1,
    )
    loss = sums.least_loss + sums.xx * slope_error**2 + error_at_mean**2
    return Descent(w, b, loss, errors, outcome)
