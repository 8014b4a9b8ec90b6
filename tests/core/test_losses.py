"""Every loss is torch's own, its gradient is autograd's, and both stay finite where a diverging network would take them."""

import math

import pytest
import torch
from torch.nn import functional

from core.losses import LOG_VARIANCE_LIMIT, LOSSES, mean_and_log_variance, smooth_labels

K = 10


def reference(name: str, outputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """The loss of each example by torch.nn.functional."""
    targets = functional.one_hot(labels, K).to(outputs.dtype)
    if name == "cross_entropy":
        return functional.cross_entropy(outputs, labels, reduction="none")
    if name == "softmax_mse":
        return functional.mse_loss(outputs.softmax(1), targets, reduction="none").sum(1)
    if name == "mse":
        return functional.mse_loss(outputs, targets, reduction="none").sum(1)
    mean, log_variance = outputs, torch.zeros_like(outputs)
    if name == "gaussian_spread":
        mean, log_variance = outputs[:, :K], outputs[:, K:]
    return functional.gaussian_nll_loss(mean, targets, log_variance.exp(), full=True, reduction="none").sum(1)


def examples(name: str, n: int = 64, scale: float = 2.0) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    outputs = torch.randn(n, K * LOSSES[name].outputs_per_class, generator=generator, dtype=torch.float64) * scale
    return outputs, torch.randint(K, (n,), generator=generator)


def autograd(name: str, outputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    outputs = outputs.clone().requires_grad_()
    LOSSES[name].per_example(outputs, labels).sum().backward()
    assert outputs.grad is not None
    return outputs.grad


@pytest.mark.parametrize("name", LOSSES)
def test_the_loss_of_each_example_is_torchs(name):
    outputs, labels = examples(name)
    torch.testing.assert_close(LOSSES[name].per_example(outputs, labels), reference(name, outputs, labels))


@pytest.mark.parametrize("name", LOSSES)
def test_the_gradient_is_autograds(name):
    outputs, labels = examples(name)
    torch.testing.assert_close(LOSSES[name].gradient(outputs, labels), autograd(name, outputs, labels))


@pytest.mark.parametrize("scale", [1e2, 1e4, 1e6])
@pytest.mark.parametrize("name", LOSSES)
def test_extreme_outputs_give_finite_losses_and_autograds_gradients(name, scale):
    outputs, labels = examples(name, scale=scale)
    loss, gradient = LOSSES[name].per_example(outputs, labels), LOSSES[name].gradient(outputs, labels)
    assert loss.isfinite().all()
    assert gradient.isfinite().all()
    torch.testing.assert_close(gradient, autograd(name, outputs, labels))


@pytest.mark.parametrize("scale", [1.0, 1e6])
@pytest.mark.parametrize("name", LOSSES)
def test_probabilities_lie_in_0_to_1_and_sum_to_1(name, scale):
    outputs, _ = examples(name, scale=scale)
    probabilities = LOSSES[name].probabilities(outputs)
    assert probabilities.shape == (len(outputs), K)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    torch.testing.assert_close(probabilities.sum(1), torch.ones(len(outputs), dtype=torch.float64))


@pytest.mark.parametrize("name", LOSSES)
def test_a_perfect_output_has_the_least_loss_and_no_gradient(name):
    labels = torch.arange(K)
    outputs = torch.eye(K, dtype=torch.float64)
    if LOSSES[name].takes_logits:
        outputs = outputs * 1e3
    if name == "gaussian_spread":
        outputs = torch.cat([outputs, torch.full_like(outputs, -LOG_VARIANCE_LIMIT)], 1)
    gradient = LOSSES[name].gradient(outputs, labels)[:, :K]
    torch.testing.assert_close(gradient, torch.zeros_like(gradient))
    worse = LOSSES[name].per_example(outputs.roll(1, 0), labels)
    assert (LOSSES[name].per_example(outputs, labels) < worse).all()


def test_the_gaussian_with_sigma_1_is_half_the_squared_error_and_half_its_gradient():
    outputs, labels = examples("mse")
    torch.testing.assert_close(LOSSES["gaussian"].gradient(outputs, labels), LOSSES["mse"].gradient(outputs, labels) / 2)
    constant = K / 2 * math.log(2 * math.pi)
    torch.testing.assert_close(LOSSES["gaussian"].per_example(outputs, labels), LOSSES["mse"].per_example(outputs, labels) / 2 + constant)


def test_a_log_variance_beyond_its_limit_gets_no_gradient():
    outputs = torch.zeros(1, 2 * K)
    outputs[0, K], outputs[0, K + 1] = 2 * LOG_VARIANCE_LIMIT, -2 * LOG_VARIANCE_LIMIT
    gradient = LOSSES["gaussian_spread"].gradient(outputs, torch.tensor([3]))
    assert gradient[0, K] == gradient[0, K + 1] == 0
    assert mean_and_log_variance(outputs)[1].abs().max() == LOG_VARIANCE_LIMIT


def test_only_the_true_class_s_probability_enters_cross_entropys_sum():
    logits, labels = examples("cross_entropy")
    others_shuffled = logits.clone()
    others_shuffled[labels > 1, :2] = logits[labels > 1][:, [1, 0]]
    loss = LOSSES["cross_entropy"].per_example
    torch.testing.assert_close(loss(logits, labels), loss(others_shuffled, labels))


@pytest.mark.parametrize("name", [name for name in LOSSES if name != "cross_entropy"])
def test_one_hot_targets_are_the_labels_they_stand_for(name):
    outputs, labels = examples(name)
    targets = functional.one_hot(labels, K)
    for function in (LOSSES[name].per_example, LOSSES[name].gradient):
        torch.testing.assert_close(function(outputs, targets), function(outputs, labels))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.9])
def test_label_smoothing_is_torchs_and_its_gradient_autograds(share):
    outputs, labels = examples("cross_entropy")
    targets = smooth_labels(labels, share).to(outputs.dtype)
    expected = functional.cross_entropy(outputs, labels, reduction="none", label_smoothing=share)
    torch.testing.assert_close(LOSSES["cross_entropy"].per_example(outputs, targets), expected, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(LOSSES["cross_entropy"].gradient(outputs, targets), autograd("cross_entropy", outputs, targets))
