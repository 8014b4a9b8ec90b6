"""The nonlinear functions between the layers: all that anybody needs of one is its row."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

LEAK: Final = 0.01  # leaky ReLU's slope below zero, torch's default and ONNX's


@dataclass(frozen=True)
class Activation:
    """One activation function ρ, applied to each number on its own: any shape -> the same shape."""

    title: str
    formula: str  # LaTeX
    function: Callable[[Tensor], Tensor]
    derivative: Callable[[Tensor], Tensor]  # ρ'(z) at the same z
    backward: Callable[[Tensor, Tensor, Tensor], Tensor]  # ∂L/∂h, z, and h = ρ(z) -> ∂L/∂z, in one pass
    source: str  # how a PyTorch script calls it on {}
    onnx: str  # the ONNX operator that is this function by its defaults
    words: str
    onnx_opset: int = 17  # the first version of ONNX's operators that has it; 17, of 2022, is the least that is written
    is_linear: bool = False
    is_sigmoidal: bool = False  # S-shaped: flat on both sides


def _sigmoid_derivative(z: Tensor) -> Tensor:
    return torch.sigmoid(z) * (1 - torch.sigmoid(z))


def _gelu_derivative(z: Tensor) -> Tensor:
    """Φ(z) + z φ(z), with the standard normal's distribution function and density."""
    return (1 + torch.erf(z / math.sqrt(2))) / 2 + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


ACTIVATIONS: Final = {
    "relu": Activation(
        title="ReLU",
        formula=r"\rho(z) = \max(0, z)",
        function=torch.relu,
        derivative=lambda z: (z > 0).to(z.dtype),  # at the kink we take 0, as torch does
        backward=lambda grad_h, z, h: torch.ops.aten.threshold_backward(grad_h, h, 0),
        source="torch.relu({})",
        onnx="Relu",
        words="Passes what is positive, blocks the rest. Its slope is 1 wherever it is on, so gradients do not shrink.",
    ),
    "leaky_relu": Activation(
        title="Leaky ReLU",
        formula=rf"\rho(z) = \max({LEAK:g}\, z,\, z)",
        function=functional.leaky_relu,
        derivative=lambda z: torch.where(z > 0, torch.ones_like(z), LEAK),
        backward=lambda grad_h, z, h: torch.ops.aten.leaky_relu_backward(grad_h, z, LEAK, False),
        source="nn.functional.leaky_relu({})",
        onnx="LeakyRelu",
        words="A ReLU that lets a hundredth of what is negative through, so that no unit is dead for good.",
    ),
    "gelu": Activation(
        title="GELU",
        formula=r"\rho(z) = z\, \Phi(z)",
        function=functional.gelu,
        derivative=_gelu_derivative,
        backward=lambda grad_h, z, h: torch.ops.aten.gelu_backward(grad_h, z),
        source="nn.functional.gelu({})",
        onnx="Gelu",
        onnx_opset=20,  # of 2023
        words="A ReLU without the kink: z times Φ(z), the probability that a standard normal number is less than z. Usual in transformers.",
    ),
    "sigmoid": Activation(
        title="Sigmoid",
        formula=r"\rho(z) = \frac{1}{1 + e^{-z}}",
        function=torch.sigmoid,
        derivative=_sigmoid_derivative,
        backward=lambda grad_h, z, h: torch.ops.aten.sigmoid_backward(grad_h, h),
        source="torch.sigmoid({})",
        onnx="Sigmoid",
        words="Squeezes every number into (0, 1). Its slope is at most 1/4, so gradients shrink from layer to layer.",
        is_sigmoidal=True,
    ),
    "tanh": Activation(
        title="Tanh",
        formula=r"\rho(z) = \tanh z",
        function=torch.tanh,
        derivative=lambda z: 1 - torch.tanh(z) ** 2,
        backward=lambda grad_h, z, h: torch.ops.aten.tanh_backward(grad_h, h),
        source="torch.tanh({})",
        onnx="Tanh",
        words="The hyperbolic tangent squeezes every number into (-1, 1), symmetric about zero. Its slope is 1 at zero and fades outwards.",
        is_sigmoidal=True,
    ),
    "identity": Activation(
        title="None",
        formula=r"\rho(z) = z",
        function=lambda z: z,
        derivative=torch.ones_like,
        backward=lambda grad_h, z, h: grad_h,
        source="{}",
        onnx="Identity",
        words="No activation: however many layers are stacked, the network stays one affine map.",
        is_linear=True,
    ),
}
