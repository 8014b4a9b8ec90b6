"""When a likelihood pays off: data whose noise grows, described with one width everywhere and with a width of its own at each x.

Data: x evenly at random in [0, 4], y = 2x + 1 + σ(x) ε, σ(x) = 0.2 + 0.4x, ε normal. Both descriptions are a straight line
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
WIDTH_95: Final = 1.96  # standard deviations to each side that hold 95 % of a normal distribution
N_FRESH: Final = 30_000  # new points on which coverage is measured, so that it is known to about 0.2 percentage points
ROUNDS: Final = 40  # of the fit; it needs about ten
FRESH_SEED: Final = 2**31  # none that a visitor can choose for the data


@dataclass(frozen=True)
class Description:
    """ŷ = w x + b and log σ̂² = u x + c; with one width everywhere, u = 0."""

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
        reach = WIDTH_95 * (log_variance / 2).exp()
        return mean - reach, mean + reach

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
    """The true width of the noise."""
    return 0.2 + 0.4 * x


def sample(n: int, seed: int) -> tuple[Tensor, Tensor]:
    """n points: x (n,), y (n,), float64."""
    generator = torch.Generator().manual_seed(seed)
    x = X_MAX * torch.rand(n, generator=generator, dtype=torch.float64)
    return x, 2 * x + 1 + sigma(x) * torch.randn(n, generator=generator, dtype=torch.float64)


def fit_constant(x: Tensor, y: Tensor) -> Description:
    """Minimise the squared error: least squares, then one σ̂, the root mean square of what is left."""
    design = torch.stack([x, torch.ones_like(x)], 1)
    w, b = torch.linalg.lstsq(design, y[:, None]).solution.flatten().tolist()
    return Description(w, b, 0.0, math.log(((y - w * x - b) ** 2).mean().item()))


def fit_predicted(x: Tensor, y: Tensor) -> Description:
    """Minimise LOSSES["gaussian_spread"] over w, b, u and c by Fisher scoring: Newton's method with the expected curvature.

    Each round solves two least-squares problems: the line, with weights 1/σ̂², and the change of log σ̂², which is what
    (y - ŷ)²/σ̂² has above 1. It begins where `fit_constant` ends. (torch.optim would do, but its first use imports for seconds.)
    """
    design = torch.stack([x, torch.ones_like(x)], 1)  # (N, 2)
    start = fit_constant(x, y)
    width = torch.tensor([start.u, start.c], dtype=x.dtype)
    for _ in range(ROUNDS):
        root = torch.exp(-design @ width / 2)  # (N,), 1/σ̂
        line = torch.linalg.lstsq(design * root[:, None], y * root).solution
        surplus = ((y - design @ line) * root) ** 2 - 1
        width = width + torch.linalg.lstsq(design, surplus).solution
    return Description(*line.tolist(), *width.tolist())


def comparison(descriptions: Mapping[str, Description]) -> pd.DataFrame:
    """One row a description: coverage of each third (fractions) and mean negative log-likelihood (nats), on N_FRESH new points."""
    x, y = sample(N_FRESH, FRESH_SEED)
    rows = {title: [*description.coverage(x, y), description.negative_log_likelihood(x, y)] for title, description in descriptions.items()}
    columns = ["left third", "middle third", "right third", "−log likelihood"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
