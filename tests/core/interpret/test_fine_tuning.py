"""Fine-tuning changes a private copy only, and what it costs is measured on all test digits."""

import pytest
import torch

from core.interpret.attribution import Network, probabilities
from core.interpret.fine_tuning import STEP_SIZE, fine_tune
from core.mlp import LECTURE_MODEL, load_model_and_config
from core.mnist import Digits, load
from core.training import accuracy


@pytest.fixture(scope="module")
def digits() -> Digits:
    return load()


@pytest.fixture
def network() -> Network:
    return Network("lecture", *load_model_and_config(LECTURE_MODEL))


def test_fine_tuning_on_a_wrong_label_makes_it_likely_and_costs_accuracy(network: Network, digits: Digits) -> None:
    picture = digits.test.images[0].view(28, 28).numpy()  # a 7
    tuned = fine_tune(network, picture, 1, digits, 50)
    assert tuned.probability_before < 0.1
    assert tuned.probability_after > 0.9
    assert tuned.accuracy_after < tuned.accuracy_before == accuracy(network.model, digits.test)
    assert tuned.probability_after == pytest.approx(float(probabilities(tuned.network, picture)[1]))


def test_replay_reduces_forgetting(network: Network, digits: Digits) -> None:
    picture = digits.test.images[0].view(28, 28).numpy()
    alone, replayed = (fine_tune(network, picture, 1, digits, 50, replay=replay) for replay in (False, True))
    assert replayed.accuracy_after > alone.accuracy_after


def test_the_original_network_stays_unchanged(network: Network, digits: Digits) -> None:
    before = [parameter.detach().clone() for parameter in network.model.parameters()]
    fine_tune(network, digits.test.images[0].view(28, 28).numpy(), 1, digits, 3)
    for parameter, was in zip(network.model.parameters(), before, strict=True):
        assert torch.equal(parameter, was)
        assert parameter.grad is None


def test_one_step_is_the_gradient_times_the_step_size(network: Network, digits: Digits) -> None:
    image = digits.test.images[:1]
    torch.nn.functional.cross_entropy(network.model(image), torch.tensor([3])).backward()  # type: ignore[no-untyped-call]
    expected = [(p - STEP_SIZE * p.grad).detach() for p in network.model.parameters() if p.grad is not None]
    network.model.zero_grad()
    tuned = fine_tune(network, image.view(28, 28).numpy(), 3, digits, 1).network
    for parameter, wanted in zip(tuned.model.parameters(), expected, strict=True):
        torch.testing.assert_close(parameter.detach(), wanted)
