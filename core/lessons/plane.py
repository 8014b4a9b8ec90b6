"""Linear regression with D inputs, in the matrix form `ŷ = X W + b`; the page shows D = 2, a plane."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.regression import STOP_RATIO, Vector

Matrix = NDArray[np.float64]
TRUE_W: Final = (1.2, -0.7)
TRUE_B: Final = 0.5


@dataclass(frozen=True)
class Plane:
    """`ŷ = X W + b` with `w` (D,); `loss` is the mean squared error on the points it was fitted to."""

    w: Vector
    b: float
    loss: float


def generate(n: int = 40, noise: float = 0.5, seed: int = 0) -> tuple[Matrix, Vector]:
    """Points x (N, 2), x₁ uniform on [−2, 2] and x₂ on [−1, 3], with `y = Wᵀx + b` and normal noise."""
    rng = np.random.default_rng(seed)
    x = np.stack([rng.uniform(-2, 2, n), rng.uniform(-1, 3, n)], axis=1).round(2)
    return x, (x @ np.array(TRUE_W) + TRUE_B + noise * rng.standard_normal(n)).round(2)


def with_ones(x: Matrix) -> Matrix:
    """x (N, D) -> (N, D + 1): a last column of ones, so that b is one more weight."""
    return np.column_stack([x, np.ones(len(x))])


def mse_and_gradient(x: Matrix, y: Vector, weights: Vector) -> tuple[float, Vector]:
    """`L = (1/N) ‖y − A θ‖²` and `∂L/∂θ = −(2/N) Aᵀ (y − A θ)`, with A = `with_ones(x)` and θ = (W, b) (D + 1,)."""
    a = with_ones(x)  # (N, D + 1)
    residual = y - a @ weights  # (N,)
    return float(np.mean(residual**2)), np.asarray(-2 / len(y) * a.T @ residual, dtype=np.float64)


def largest_stable_step(x: Matrix) -> float:
    """`2/λ_max` of the Hessian `(2/N) AᵀA`."""
    a = with_ones(x)
    return float(2 / np.linalg.eigvalsh(2 / len(x) * a.T @ a)[-1])


def least_squares(x: Matrix, y: Vector) -> Plane:
    """The plane with the smallest loss."""
    weights = np.asarray(np.linalg.lstsq(with_ones(x), y, rcond=None)[0], dtype=np.float64)
    return Plane(weights[:-1], float(weights[-1]), mse_and_gradient(x, y, weights)[0])


def descend(x: Matrix, y: Vector, *, step_size: float, n_steps: int) -> tuple[Plane, int | None]:
    """The plane after `n_steps` steps from zero, and the step at which it diverged, if it did."""
    weights = np.zeros(x.shape[1] + 1)
    loss, gradient = first, _ = mse_and_gradient(x, y, weights)
    for step in range(1, n_steps + 1):
        weights = weights - step_size * gradient
        loss, gradient = mse_and_gradient(x, y, weights)
        if not loss <= STOP_RATIO * first or not math.isfinite(loss):
            return Plane(weights[:-1], float(weights[-1]), loss), step
    return Plane(weights[:-1], float(weights[-1]), loss), None
