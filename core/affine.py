"""The affine map W x + b, with the fastest matrix product that the processor has.

On x86 PyPI's torch sends float32 products to Intel's MKL. On an AMD processor that takes 460 µs for (256, 784) · (784, 256)
where oneDNN, which torch carries too, takes 230 µs with the same float32 precision, and 125 µs in bfloat16 (2-core AMD EPYC,
torch 2.14.1, 2 threads). torch calls oneDNN for float32 by itself only in compiled code, so the two are joined here.
"""

from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

HAS_ONEDNN: Final = torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_linear_pointwise")  # type: ignore[no-untyped-call]
MIN_ROWS: Final = 32  # of a result: below, transposing the factors for oneDNN costs more than it saves


class Affine(nn.Linear):
    """As nn.Linear, (N, n_in) -> (N, n_out), with oneDNN's products for float32 on the CPU. Gradients of first order only.

    `product_dtype` is the type in which the matrix products are calculated, and in which x may come; weights, sums and results stay
    in float32.
    """

    product_dtype: torch.dtype = torch.float32

    def forward(self, x: Tensor) -> Tensor:
        """X Wᵀ + b."""
        if self.weight.dtype != torch.float32 or x.dim() != 2:
            return super().forward(x)
        return _Affine.apply(x, self.weight, self.bias, self.product_dtype)  # type: ignore[no-any-return]

    def backward(self, x: Tensor, grad_output: Tensor) -> None:
        """Put the gradient into `.grad`, given x (N, n_in) and the loss's gradient with respect to the output, (N, n_out)."""
        self.weight.grad = grad_weight(grad_output, x.to(self.product_dtype))
        self.bias.grad = grad_output.sum(0)

    def grad_input(self, grad_output: Tensor) -> Tensor:
        """The loss's gradient with respect to the input, (N, n_out) -> (N, n_in)."""
        return grad_input(grad_output, self.weight.to(self.product_dtype))


class _Affine(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, product_dtype: torch.dtype) -> Tensor:
        x, weight = x.to(product_dtype), weight.to(product_dtype)
        ctx.save_for_backward(x, weight)
        return output(x, weight, bias)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor | None, Tensor, Tensor, None]:
        x, weight = ctx.saved_tensors
        grad_x = grad_input(grad_output, weight) if ctx.needs_input_grad[0] else None
        return grad_x, grad_weight(grad_output, x), grad_output.sum(0), None


def output(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """X Wᵀ + b. (N, n_in), (n_out, n_in), (n_out,) -> (N, n_out)."""
    if x.dtype == torch.float32:
        return _product(x, weight, bias)
    return torch.mm(x, weight.t()).float() + bias


def grad_weight(grad_output: Tensor, x: Tensor) -> Tensor:
    """The gradient with respect to W. (N, n_out), (N, n_in) -> (n_out, n_in)."""
    if x.dtype == torch.float32 and grad_output.shape[1] >= MIN_ROWS:
        return _product(grad_output.t(), x.t())
    return torch.mm(grad_output.to(x.dtype).t(), x).float()


def grad_input(grad_output: Tensor, weight: Tensor) -> Tensor:
    """The gradient with respect to X. (N, n_out), (n_out, n_in) -> (N, n_in)."""
    if weight.dtype == torch.float32 and grad_output.shape[1] >= MIN_ROWS:
        return _product(grad_output, weight.t())
    return torch.mm(grad_output.to(weight.dtype), weight).float()


def _product(a: Tensor, b: Tensor, bias: Tensor | None = None) -> Tensor:
    """A Bᵀ + bias. (n, k), (m, k), (m,) -> (n, m)."""
    if not HAS_ONEDNN or a.device.type != "cpu":
        return nn.functional.linear(a, b, bias)
    product: Tensor = torch.ops.mkldnn._linear_pointwise(a, b, bias, "none", [], "")
    return product
