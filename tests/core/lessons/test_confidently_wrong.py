"""The committed curves are what the command measures: the beginning of each is measured again."""

from dataclasses import replace

import pytest
import torch

from core import mnist
from core.lessons import confidently_wrong
from core.lessons.confidently_wrong import BIAS, LOSSES_COMPARED, N_STEPS, configs, first_gradients, load_curves, measure
from core.losses import LOSSES
from core.mlp import from_config


@pytest.fixture(scope="module")
def digits():
    return mnist.load()


def test_the_file_holds_both_losses_from_both_starts():
    assert {(curve.loss, curve.bias) for curve in load_curves()} == {
        (loss, bias) for loss in ("cross_entropy", "softmax_mse") for bias in (BIAS, 0.0)
    }
    for curve in load_curves():
        assert (curve.steps[0], curve.steps[-1]) == (0, N_STEPS)
        assert len(curve.steps) == len(curve.test_acc)


@pytest.mark.parametrize("curve", load_curves(), ids=lambda curve: f"{curve.loss}-{curve.bias:g}")
def test_the_first_hundred_steps_measured_again_match_the_file(digits, curve):
    steps, test_acc = zip(*measure(curve.loss, curve.bias, digits, n_steps=100), strict=True)
    assert list(steps) == curve.steps[:3]
    assert list(test_acc) == pytest.approx(curve.test_acc[:3], abs=0.002)  # other processors add in another order


def test_what_the_page_says_is_in_the_file():
    last = {(curve.loss, curve.bias): curve.test_acc[-1] for curve in load_curves()}
    assert last["cross_entropy", BIAS] > 0.94
    assert last["softmax_mse", BIAS] < 0.12
    assert abs(last["cross_entropy", 0.0] - last["softmax_mse", 0.0]) < 0.03


def test_at_a_confident_wrong_answer_squared_error_has_almost_no_gradient():
    gradients = {}
    for loss in ("cross_entropy", "softmax_mse"):
        logits = torch.zeros(1, 10, dtype=torch.float64)
        logits[0, 0] = BIAS
        logits.requires_grad_()
        LOSSES[loss].per_example(logits, torch.tensor([3])).sum().backward()
        gradients[loss] = logits.grad.norm().item()
    assert gradients["cross_entropy"] > 1
    assert gradients["softmax_mse"] < 1e-4


@pytest.mark.parametrize(("bias", "low", "high"), [(0.0, 2, 20), (5.0, 3, 10), (BIAS, 50_000, 200_000)])
def test_how_much_larger_cross_entropys_first_gradient_is_depends_on_the_start(digits, bias, low, high):
    gradients = first_gradients(bias, digits)
    assert low < gradients["cross_entropy"] / gradients["softmax_mse"] < high


def test_the_first_gradients_are_autograds(digits):
    model = from_config(replace(confidently_wrong.CONFIG, start_bias=2.0)).double()
    z = model(digits.train.images[:100].double())
    z.retain_grad()
    LOSSES["softmax_mse"].per_example(z, digits.train.labels[:100]).sum().backward()
    assert first_gradients(2.0, digits, n=100)["softmax_mse"] == pytest.approx(z.grad.abs().mean().item(), rel=1e-4)


def test_the_runner_trains_the_networks_of_the_stored_curves():
    assert [config.loss for config in configs(BIAS)] == list(LOSSES_COMPARED)
    for config in configs(BIAS):
        assert (config.lr, config.optimizer, config.seed) == (0.1, "sgd", 0)
        assert from_config(config).layers[-1].bias.tolist() == [BIAS] + 9 * [0.0]


def test_the_command_names_the_file_it_writes():
    assert confidently_wrong.FILE.name in confidently_wrong.__doc__
