"""The affine map W x + b, with the fastest matrix product that the processor has.

On x86 PyPI's torch sends float32 products to Intel's MKL. On an AMD processor that takes 1,050 µs for (256, 784) · (784, 256)
where oneDNN, which torch carries too, takes 480 µs with the same float32 precision (2-core AMD EPYC, torch 2.14.1, 2 threads).
torch calls oneDNN by itself only in compiled code, so the two are joined here.
"""

from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

HAS_ONEDNN: Final = torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_linear_pointwise")  # type: ignore[no-untyped-call]


class Affine(nn.Linear):
    """As nn.Linear, (N, n_in) -> (N, n_out), with oneDNN's products for float32 on the CPU. Gradients of first order only.

    `products` is the type in which the matrix products are calculated; weights, sums and results stay in float32.
    """

    products: torch.dtype = torch.float32

    def forward(self, x: Tensor) -> Tensor:
        """X Wᵀ + b."""
        if x.dtype != torch.float32 or x.dim() != 2:
            return super().forward(x)
        if HAS_ONEDNN and x.device.type == "cpu":
            return _Affine.apply(x, self.weight, self.bias, self.products)  # type: ignore[no-any-return]
        if self.products == torch.float32:
            return super().forward(x)
        return nn.functional.linear(x.to(self.products), self.weight.to(self.products)).float() + self.bias


class _Affine(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, products: torch.dtype) -> Tensor:
        x, weight = x.to(products), weight.to(products)
        ctx.save_for_backward(x, weight)
        if products == torch.float32:
            return _product(x, weight, bias)
        return _product(x, weight).float() + bias

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor, Tensor, None]:
        x, weight = ctx.saved_tensors  # gradient (N, n_out), x (N, n_in), weight (n_out, n_in)
        rounded = gradient.to(x.dtype)
        by_x = _product(rounded, weight.T).float() if ctx.needs_input_grad[0] else None
        return by_x, _product(rounded.T, x.T).float(), gradient.sum(0), None


def _product(a: Tensor, b: Tensor, bias: Tensor | None = None) -> Tensor:
    """A Bᵀ + bias. (n, k), (m, k), (m,) -> (n, m)."""
    product: Tensor = torch.ops.mkldnn._linear_pointwise(a, b, bias, "none", [], "")
    return product
