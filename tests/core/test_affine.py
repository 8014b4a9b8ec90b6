"""core.affine: the same map and the same gradients as torch's own."""

import platform

import pytest
import torch
from torch.nn.functional import linear

from core.affine import HAS_ONEDNN, Affine


@pytest.mark.parametrize(("n", "n_in", "n_out"), [(1, 784, 256), (256, 784, 256), (96, 256, 10), (3, 1, 1), (2, 5, 2048)])
def test_outputs_and_gradients_are_those_of_torch_linear(n: int, n_in: int, n_out: int) -> None:
    torch.manual_seed(0)
    layer, x = Affine(n_in, n_out), torch.randn(n, n_in, requires_grad=True)
    upstream = torch.randn(n, n_out)
    ours = torch.autograd.grad(layer(x), [x, layer.weight, layer.bias], upstream)
    theirs = torch.autograd.grad(linear(x, layer.weight, layer.bias), [x, layer.weight, layer.bias], upstream)
    assert torch.allclose(layer(x), linear(x, layer.weight, layer.bias), rtol=1e-4, atol=1e-4)
    for one, two in zip(ours, theirs, strict=True):
        assert torch.allclose(one, two, rtol=1e-4, atol=1e-3)


def test_gradients_agree_with_finite_differences_where_torch_computes_in_double() -> None:
    layer = Affine(4, 3).double()
    assert torch.autograd.gradcheck(layer, torch.randn(2, 4, dtype=torch.float64, requires_grad=True))


def test_inputs_that_need_no_gradient_get_none() -> None:
    x = torch.randn(5, 4)
    Affine(4, 3)(x).sum().backward()
    assert x.grad is None


def test_inputs_of_any_layout_and_shape_are_taken() -> None:
    layer = Affine(6, 3)
    x = torch.randn(6, 8)
    assert torch.allclose(layer(x.T), layer(x.T.contiguous()), atol=1e-6)
    assert layer(torch.randn(2, 3, 6)).shape == (2, 3, 3)
    assert layer(torch.zeros(0, 6)).shape == (0, 3)


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="torch carries oneDNN on x86 only")
def test_the_pinned_torch_still_has_the_operation_that_is_used() -> None:
    assert HAS_ONEDNN
