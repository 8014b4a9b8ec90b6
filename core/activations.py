"""The nonlinear functions between the layers: formula, function, derivative and words, side by side."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor


@dataclass(frozen=True)
class Activation:
    """One activation function ρ, applied to each number on its own: any shape -> the same shape."""

    title: str
    formula: str  # LaTeX
    function: Callable[[Tensor], Tensor]
    derivative: Callable[[Tensor], Tensor]  # ρ'(z) at the same z
    backward: Callable[[Tensor, Tensor], Tensor]  # a loss's gradient by h = ρ(z), and h itself -> its gradient by z, in one pass
    words: str


def _sigmoid_derivative(z: Tensor) -> Tensor:
    return torch.sigmoid(z) * (1 - torch.sigmoid(z))


ACTIVATIONS: Final = {
    "relu": Activation(
        title="ReLU",
        formula=r"\rho(z) = \max(0, z)",
        function=torch.relu,
        derivative=lambda z: (z > 0).to(z.dtype),  # at the kink we take 0, as torch does
        backward=lambda by_h, h: torch.ops.aten.threshold_backward(by_h, h, 0),
        words="Passes what is positive, blocks the rest. Its slope is 1 wherever it is on, so gradients do not shrink.",
    ),
    "sigmoid": Activation(
        title="Sigmoid",
        formula=r"\rho(z) = \frac{1}{1 + e^{-z}}",
        function=torch.sigmoid,
        derivative=_sigmoid_derivative,
        backward=torch.ops.aten.sigmoid_backward,
        words="Squeezes every number into (0, 1). Its slope is at most 1/4, so gradients shrink from layer to layer.",
    ),
    "tanh": Activation(
        title="Tanh",
        formula=r"\rho(z) = \tanh z",
        function=torch.tanh,
        derivative=lambda z: 1 - torch.tanh(z) ** 2,
        backward=torch.ops.aten.tanh_backward,
        words="The hyperbolic tangent squeezes every number into (-1, 1), symmetric about zero. Its slope is 1 at zero and fades outwards.",
    ),
    "identity": Activation(
        title="None",
        formula=r"\rho(z) = z",
        function=lambda z: z,
        derivative=torch.ones_like,
        backward=lambda by_h, _: by_h,
        words="No activation: however many layers are stacked, the network stays one affine map.",
    ),
}
