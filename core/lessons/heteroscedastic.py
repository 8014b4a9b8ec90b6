"""When a likelihood pays off: heteroscedastic data, fitted with one σ̂ everywhere and with a σ̂ that depends on x.

Data: x uniform on [0, 4], y = 2x + 1 + σ(x) ε, σ(x) = 0.2 + 0.4x, ε standard normal. Both fits are a straight line
with bands about it that should hold a share of the data; they differ only in whether σ̂ is one number or predicted from x.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from core.losses import LOSSES, mean_and_log_variance

X_MAX: Final = 4.0
LEVELS: Final = (0.5, 0.8, 0.95)  # shares of the data that the bands should hold
N_TEST: Final = 30_000  # new points on which coverage is measured, so that a third's is known to 0.2 (95 %) or 0.5 (50 %) percentage points
N_DATA_SETS: Final = 200  # whose lines are compared
MAX_ITERATIONS: Final = 40  # of the fit; it needs about ten
TEST_SEED: Final = 2**31  # none that a visitor can choose for the data


@dataclass(frozen=True)
class GaussianFit:
    """ŷ = w x + b and log σ̂² = u x + c; in the homoscedastic fit u = 0."""

    w: float
    b: float
    u: float
    c: float

    def outputs(self, x: Tensor) -> Tensor:
        """As a network would give them, ŷ and log σ̂². (N,) -> (N, 2)."""
        return torch.stack([self.w * x + self.b, self.u * x + self.c], 1)

    def band(self, x: Tensor, level: float = LEVELS[-1]) -> tuple[Tensor, Tensor]:
        """The band that should hold this share of the data: its lower and upper edge, each (N,)."""
        mean, log_variance = (column.squeeze(1) for column in mean_and_log_variance(self.outputs(x)))
        half_width = NormalDist().inv_cdf((1 + level) / 2) * (log_variance / 2).exp()
        return mean - half_width, mean + half_width

    def negative_log_likelihood(self, x: Tensor, y: Tensor) -> float:
        """Mean over the points, in nats."""
        return LOSSES["gaussian_spread"].per_example(self.outputs(x), y[:, None]).mean().item()

    def coverage(self, x: Tensor, y: Tensor, level: float = LEVELS[-1]) -> list[float]:
        """The fraction of the points that lie in the band, in the left, middle and right third of [0, X_MAX]."""
        low, high = self.band(x, level)
        inside = ((y >= low) & (y <= high)).double()
        third = (x / X_MAX * 3).long().clamp(max=2)
        return [inside[third == i].mean().item() for i in range(3)]


def sigma(x: Tensor) -> Tensor:
    """The true standard deviation of the noise; any shape."""
    return 0.2 + 0.4 * x


def sample(n: int, seed: int, n_data_sets: int = 1) -> tuple[Tensor, Tensor]:
    """n points: x (n,), y (n,), float64. Of several data sets: (n_data_sets, n) each."""
    generator = torch.Generator().manual_seed(seed)
    shape = (n,) if n_data_sets == 1 else (n_data_sets, n)
    x = X_MAX * torch.rand(shape, generator=generator, dtype=torch.float64)
    return x, 2 * x + 1 + sigma(x) * torch.randn(shape, generator=generator, dtype=torch.float64)


def fit_homoscedastic(x: Tensor, y: Tensor) -> GaussianFit:
    """Minimise the squared error: least squares, then one σ̂, the root mean square of the residuals: x (N,), y (N,), float64."""
    return GaussianFit(*_homoscedastic(x, y).tolist())


def fit_heteroscedastic(x: Tensor, y: Tensor) -> GaussianFit:
    """Minimise LOSSES["gaussian_spread"] over w, b, u and c: x (N,), y (N,), float64."""
    return GaussianFit(*_heteroscedastic(x, y).tolist())


def _homoscedastic(x: Tensor, y: Tensor) -> Tensor:
    """(..., N), (..., N) -> (..., 4): w, b, u and c."""
    w, b = _weighted_line(x, y, torch.ones_like(x))
    log_variance = (y - w * x - b).square().mean(-1, keepdim=True).log()
    return torch.cat([w, b, torch.zeros_like(log_variance), log_variance], -1)


def _heteroscedastic(x: Tensor, y: Tensor) -> Tensor:
    """(..., N), (..., N) -> (..., 4): w, b, u and c, by Fisher scoring, which is Newton's method with the expected Hessian.

    Each iteration solves two least-squares problems: the line, with weights 1/σ̂², and the change of log σ̂², which is what
    (y - ŷ)²/σ̂² has above 1. It starts from the homoscedastic fit. (torch.optim would do, but its first use imports for seconds.)
    """
    ones = torch.ones_like(x)
    w, b, u, c = torch.tensor_split(_homoscedastic(x, y), 4, -1)
    for _ in range(MAX_ITERATIONS):
        weights = torch.exp(-u * x - c)
        w, b = _weighted_line(x, y, weights)
        more_u, more_c = _weighted_line(x, (y - w * x - b) ** 2 * weights - 1, ones)
        u, c = u + more_u, c + more_c
        if max(more_u.abs().max(), more_c.abs().max()) < 1e-9:
            break
    return torch.cat([w, b, u, c], -1)


def _weighted_line(x: Tensor, y: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    """Least squares: (..., N) each -> slope and intercept, (..., 1) each."""
    weights = weights / weights.sum(-1, keepdim=True)
    x_mean, y_mean = ((weights * each).sum(-1, keepdim=True) for each in (x, y))
    weighted = weights * (x - x_mean)
    slope = (weighted * (y - y_mean)).sum(-1, keepdim=True) / (weighted * (x - x_mean)).sum(-1, keepdim=True)
    return slope, y_mean - slope * x_mean


def coverage_table(fits: Mapping[str, GaussianFit]) -> pd.DataFrame:
    """One row for each band of each fit: the share of N_TEST new points that it holds in each third (fractions)."""
    x, y = sample(N_TEST, TEST_SEED)
    rows = {f"{title}, {level:.0%} band": fit.coverage(x, y, level) for title, fit in fits.items() for level in LEVELS}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["left third", "middle third", "right third"])


def losses_on_new_points(fits: Mapping[str, GaussianFit]) -> dict[str, float]:
    """Mean negative log-likelihood of each fit on N_TEST new points, in nats."""
    x, y = sample(N_TEST, TEST_SEED)
    return {title: fit.negative_log_likelihood(x, y) for title, fit in fits.items()}


def intercepts(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The b of both fits, homoscedastic and heteroscedastic, on N_DATA_SETS data sets of n points: each (N_DATA_SETS,)."""
    x, y = sample(n, TEST_SEED + 1 + seed, N_DATA_SETS)
    return _homoscedastic(x, y)[:, 1].numpy(), _heteroscedastic(x, y)[:, 1].numpy()


def largest_distance(one: GaussianFit, other: GaussianFit) -> float:
    """How far apart two lines are at most on [0, X_MAX]."""
    return max(abs(one.w * x + one.b - other.w * x - other.b) for x in (0.0, X_MAX))
