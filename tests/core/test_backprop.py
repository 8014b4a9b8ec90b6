"""core.backprop: the gradient written out is autograd's, for every loss, activation, depth and precision."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from core import mnist
from core.activations import ACTIVATIONS
from core.backprop import loss_and_gradients
from core.config import RunConfig
from core.losses import LOSSES, smooth_labels
from core.mlp import MultiLayerPerceptron, from_config

DIGITS = mnist.synthetic(200, 10).train
CONFIG = RunConfig(hidden_sizes=(40, 12), precision="float32")


def by_autograd(model: MultiLayerPerceptron, config: RunConfig, x: Tensor, targets: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
    loss = LOSSES[config.loss].per_example(model(x), targets).mean()
    return loss.detach(), torch.autograd.grad(loss, list(model.parameters()))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden_sizes", [(), (16,), (40, 12)])
def test_loss_and_gradients_are_autograds(loss: str, activation: str, hidden_sizes: tuple[int, ...]) -> None:
    config = replace(CONFIG, loss=loss, activation=activation, hidden_sizes=hidden_sizes)
    model = from_config(config)
    expected, gradients = by_autograd(model, config, DIGITS.images, DIGITS.labels)
    torch.testing.assert_close(loss_and_gradients(model, LOSSES[loss], DIGITS.images, DIGITS.labels), expected)
    for parameter, gradient in zip(model.parameters(), gradients, strict=True):
        assert gradient.abs().max() > 0
        torch.testing.assert_close(parameter.grad, gradient, rtol=1e-4, atol=1e-6)


def test_targets_may_be_distributions() -> None:
    model, targets = from_config(CONFIG), smooth_labels(DIGITS.labels, 0.2)
    _, gradients = by_autograd(model, CONFIG, DIGITS.images, targets)
    loss_and_gradients(model, LOSSES["cross_entropy"], DIGITS.images, targets)
    torch.testing.assert_close([parameter.grad for parameter in model.parameters()], list(gradients), rtol=1e-4, atol=1e-6)


def test_in_bfloat16_they_are_autograds_in_bfloat16() -> None:
    config = replace(CONFIG, precision="bfloat16")
    model = from_config(config)
    expected, gradients = by_autograd(model, config, DIGITS.images, DIGITS.labels)
    assert torch.equal(loss_and_gradients(model, LOSSES["cross_entropy"], DIGITS.images.bfloat16(), DIGITS.labels), expected)
    for parameter, gradient in zip(model.parameters(), gradients, strict=True):
        torch.testing.assert_close(parameter.grad, gradient, rtol=2e-2, atol=1e-4)


@pytest.mark.parametrize("more", [{"batch_norm": True}, {"dropout": 0.5}])
def test_batch_norm_and_dropout_are_left_to_autograd(more: dict[str, float]) -> None:
    config = replace(CONFIG, **more)
    model, twin = from_config(config), from_config(config)
    model.generator, twin.generator = torch.Generator().manual_seed(0), torch.Generator().manual_seed(0)
    expected, gradients = by_autograd(twin, config, DIGITS.images, DIGITS.labels)
    assert torch.equal(loss_and_gradients(model, LOSSES["cross_entropy"], DIGITS.images, DIGITS.labels), expected)
    assert all(torch.equal(p.grad, g) for p, g in zip(model.parameters(), gradients, strict=True) if p.grad is not None)
    assert all(p.grad is not None for p in model.parameters())
