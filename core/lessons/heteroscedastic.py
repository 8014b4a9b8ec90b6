"""When a likelihood pays off: heteroscedastic data, fitted with one σ̂ everywhere and with a σ̂ that depends on x.

Data: x uniform on [0, 4], y = 2x + 1 + σ(x) ε, σ(x) = 0.2 + 0.4x, ε standard normal. Both fits are a straight line
with a band of ± 1.96 σ̂ about it; they differ only in whether σ̂ is one number or predicted from x.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
import torch
from torch import Tensor

from core.losses import LOSSES, mean_and_log_variance

X_MAX: Final = 4.0
Z_95: Final = 1.96  # standard deviations to each side that hold 95 % of a normal distribution
N_TEST: Final = 30_000  # new points on which coverage is measured, so that it is known to about 0.2 percentage points
N_ITERATIONS: Final = 40  # of the fit; it needs about ten
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

    def band(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The band that should hold 95 % of the data: its lower and upper edge, each (N,)."""
        mean, log_variance = (column.squeeze(1) for column in mean_and_log_variance(self.outputs(x)))
        half_width = Z_95 * (log_variance / 2).exp()
        return mean - half_width, mean + half_width

    def negative_log_likelihood(self, x: Tensor, y: Tensor) -> float:
        """Mean over the points, in nats."""
        return LOSSES["gaussian_spread"].per_example(self.outputs(x), y[:, None]).mean().item()

    def coverage(self, x: Tensor, y: Tensor) -> list[float]:
        """The fraction of the points that lie in the band, in the left, middle and right third of [0, X_MAX]."""
        low, high = self.band(x)
        inside = ((y >= low) & (y <= high)).double()
        third = (x / X_MAX * 3).long().clamp(max=2)
        return [inside[third == i].mean().item() for i in range(3)]


def sigma(x: Tensor) -> Tensor:
    """The true standard deviation of the noise: (N,) -> (N,)."""
    return 0.2 + 0.4 * x


def sample(n: int, seed: int) -> tuple[Tensor, Tensor]:
    """n points: x (n,), y (n,), float64."""
    generator = torch.Generator().manual_seed(seed)
    x = X_MAX * torch.rand(n, generator=generator, dtype=torch.float64)
    return x, 2 * x + 1 + sigma(x) * torch.randn(n, generator=generator, dtype=torch.float64)


def fit_homoscedastic(x: Tensor, y: Tensor) -> GaussianFit:
    """Minimise the squared error: least squares, then one σ̂, the root mean square of the residuals: x (N,), y (N,), float64."""
    design = torch.stack([x, torch.ones_like(x)], 1)
    w, b = torch.linalg.lstsq(design, y[:, None]).solution.flatten().tolist()
    return GaussianFit(w, b, 0.0, math.log(((y - w * x - b) ** 2).mean().item()))


def fit_heteroscedastic(x: Tensor, y: Tensor) -> GaussianFit:
    """Minimise LOSSES["gaussian_spread"] over w, b, u and c by Fisher scoring: Newton's method with the expected Hessian.

    Each iteration solves two least-squares problems: the line, with weights 1/σ̂², and the change of log σ̂², which is what
    (y - ŷ)²/σ̂² has above 1. It starts from `fit_homoscedastic`. (torch.optim would do, but its first use imports for seconds.)
    """
    design = torch.stack([x, torch.ones_like(x)], 1)  # (N, 2)
    start = fit_homoscedastic(x, y)
    width = torch.tensor([start.u, start.c], dtype=x.dtype)
    for _ in range(N_ITERATIONS):
        root = torch.exp(-design @ width / 2)  # (N,), 1/σ̂
        line = torch.linalg.lstsq(design * root[:, None], y * root).solution
        surplus = ((y - design @ line) * root) ** 2 - 1
        width = width + torch.linalg.lstsq(design, surplus).solution
    return GaussianFit(*line.tolist(), *width.tolist())


def comparison(fits: Mapping[str, GaussianFit]) -> pd.DataFrame:
    """One row for each fit: coverage of each third (fractions) and mean negative log-likelihood (nats), on N_TEST new points."""
    x, y = sample(N_TEST, TEST_SEED)
    rows = {title: [*fit.coverage(x, y), fit.negative_log_likelihood(x, y)] for title, fit in fits.items()}
    columns = ["left third", "middle third", "right third", "−log likelihood"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
