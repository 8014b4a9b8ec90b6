"""The committed curves are what the command measures: the beginning of each is measured again."""

import pytest
import torch

from core import mnist
from core.lessons import confidently_wrong
from core.lessons.confidently_wrong import BIAS, N_STEPS, load_curves, measure
from core.losses import LOSSES


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


def test_the_command_names_the_file_it_writes():
    assert confidently_wrong.FILE.name in confidently_wrong.__doc__
