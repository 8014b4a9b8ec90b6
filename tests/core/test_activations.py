"""Every activation's derivative is what autograd finds, at ordinary and at extreme inputs."""

import pytest
import torch

from core.activations import ACTIVATIONS

REFERENCES = {
    "relu": torch.nn.ReLU(), "leaky_relu": torch.nn.LeakyReLU(), "gelu": torch.nn.GELU(),
    "sigmoid": torch.nn.Sigmoid(), "tanh": torch.nn.Tanh(), "identity": torch.nn.Identity(),
}  # fmt: skip
EXTREMES = [-1e30, -1e4, -100.0, -1e-30, 0.0, 1e-30, 100.0, 1e4, 1e30]
INPUTS = torch.cat([torch.linspace(-6, 6, 121, dtype=torch.float64), torch.tensor(EXTREMES, dtype=torch.float64)])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_function_is_torchs_own(name):
    assert torch.equal(ACTIVATIONS[name].function(INPUTS), REFERENCES[name](INPUTS))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_derivative_is_autograds(name):
    z = INPUTS.clone().requires_grad_()
    ACTIVATIONS[name].function(z).sum().backward()
    torch.testing.assert_close(ACTIVATIONS[name].derivative(INPUTS), z.grad, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_shape_and_dtype_stay_as_they_are(name):
    z = torch.randn(2, 3, 4)
    for function in (ACTIVATIONS[name].function, ACTIVATIONS[name].derivative):
        assert function(z).shape == z.shape
        assert function(z).dtype == z.dtype
        assert function(z).isfinite().all()


@pytest.mark.parametrize(
    ("name", "largest"),
    [("relu", 1.0), ("leaky_relu", 1.0), ("gelu", 1.129), ("sigmoid", 0.25), ("tanh", 1.0), ("identity", 1.0)],
)
def test_the_steepest_slope_is_what_the_words_say(name, largest):
    assert ACTIVATIONS[name].derivative(INPUTS).max().item() == pytest.approx(largest, rel=1e-3)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_way_back_is_the_chain_rule(name, dtype):
    z = INPUTS.to(dtype)
    grad_h = torch.linspace(-1, 1, len(z), dtype=dtype)
    activation = ACTIVATIONS[name]
    found = activation.backward(grad_h, z, activation.function(z))
    torch.testing.assert_close(found, grad_h * activation.derivative(z), rtol=1e-5, atol=1e-7)
