"""Every activation's derivative is what autograd finds, at ordinary and at extreme inputs."""

import pytest
import torch

from core.activations import ACTIVATIONS

REFERENCES = {"relu": torch.nn.ReLU(), "sigmoid": torch.nn.Sigmoid(), "tanh": torch.nn.Tanh(), "identity": torch.nn.Identity()}
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


@pytest.mark.parametrize(("name", "largest"), [("relu", 1.0), ("sigmoid", 0.25), ("tanh", 1.0), ("identity", 1.0)])
def test_the_steepest_slope_is_what_the_words_say(name, largest):
    assert ACTIVATIONS[name].derivative(INPUTS).max().item() == pytest.approx(largest)
