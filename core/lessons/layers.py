"""Two layers as two maps of the plane: y = W2ᵀ ρ(W1ᵀ x). Without ρ they are one map, the matrix product W2ᵀ W1ᵀ.

Matrices are given transposed, as they stand in the formula: (outputs, inputs). float64, so that equal means equal.
"""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from core.activations import ACTIVATIONS

N_LINES: Final = 9  # of the grid, in each direction
N_DOTS: Final = 49  # on each line, so that it can bend


@dataclass(frozen=True)
class TwoLayers:
    """Two layers, what they do to the grid's N points, and what the best single affine map would do."""

    first: Tensor  # (2, 2), W1ᵀ
    second: Tensor  # (2, 2), W2ᵀ
    points: Tensor  # (N, 2), x
    hidden: Tensor  # (N, 2), h = ρ(W1ᵀ x)
    outputs: Tensor  # (N, 2), y = W2ᵀ h
    closest: Tensor  # (N, 2), the affine map of x that comes nearest to y in the mean square
    rms_gap: float  # root mean square distance between outputs and closest
    x: Tensor  # (2,), one point ...
    stepwise: Tensor  # (2,) ... through the layers one after the other, W2ᵀ ρ(W1ᵀ x) ...
    at_once: Tensor  # (2,) ... and through their product, (W2ᵀ W1ᵀ) x

    @property
    def product(self) -> Tensor:
        """W2ᵀ W1ᵀ, (2, 2)."""
        return self.second @ self.first


def grid_lines() -> Tensor:
    """Lines parallel to the axes over the square [-1, 1]²: (2 * N_LINES, N_DOTS, 2), the horizontal ones first."""
    across, along = torch.linspace(-1, 1, N_LINES, dtype=torch.float64), torch.linspace(-1, 1, N_DOTS, dtype=torch.float64)
    y, x = torch.meshgrid(across, along, indexing="ij")
    horizontal = torch.stack([x, y], -1)  # (N_LINES, N_DOTS, 2)
    return torch.cat([horizontal, horizontal.flip(-1)])


def compare(first: list[list[float]], second: list[list[float]], activation: str) -> TwoLayers:
    """Send the grid's points through y = W2ᵀ ρ(W1ᵀ x); first holds the rows of W1ᵀ, second those of W2ᵀ."""
    rho = ACTIVATIONS[activation].function
    w1, w2 = torch.tensor(first, dtype=torch.float64), torch.tensor(second, dtype=torch.float64)
    points = grid_lines().reshape(-1, 2)
    hidden = rho(points @ w1.T)
    outputs = hidden @ w2.T
    design = torch.cat([points, torch.ones(len(points), 1, dtype=points.dtype)], 1)  # (N, 3)
    closest = design @ torch.linalg.lstsq(design, outputs).solution
    rms_gap = (outputs - closest).square().sum(1).mean().sqrt().item()
    x = torch.tensor([1.0, -1.0], dtype=torch.float64)
    return TwoLayers(w1, w2, points, hidden, outputs, closest, rms_gap, x, w2 @ rho(w1 @ x), (w2 @ w1) @ x)


def random_matrix(seed: int) -> Tensor:
    """A 2 × 2 matrix of tenths in [-1.5, 1.5], not nearly singular (|determinant| at least 0.5)."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        matrix = torch.randint(-15, 16, (2, 2), generator=generator).double() / 10
        if matrix.det().abs() >= 0.5:
            return matrix


def as_latex(matrix: Tensor, decimals: int = 2) -> str:
    """A matrix (R, C), or a vector (R,) as a column, for st.latex."""
    rows = (matrix[:, None] if matrix.ndim == 1 else matrix).round(decimals=decimals) + 0.0  # + 0.0: no minus zero
    body = r" \\ ".join(" & ".join(f"{value:.{decimals}f}" for value in row) for row in rows.tolist())
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def slope_through_layers(activation: str, z: float, n_layers: int) -> tuple[float, float, float]:
    """ρ(z), ρ'(z), and the factor by which `n_layers` such slopes in a row scale a gradient: ρ'(z) to the power n_layers."""
    at = torch.tensor(z, dtype=torch.float64)
    slope = ACTIVATIONS[activation].derivative(at).item()
    return ACTIVATIONS[activation].function(at).item(), slope, slope**n_layers
