"""A small change for another answer: the changed picture is a picture, and the network reads what was asked for."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from core import mnist
from core.config import RunConfig
from core.interpret.adversarial import applied, smallest_change
from core.interpret.attribution import Network, probabilities
from core.mlp import DEFAULT_MODEL, LECTURE_MODEL, from_config, load_model_and_config


@pytest.fixture(scope="module")
def pictures() -> NDArray[np.float32]:
    return mnist.load().test.images[:8].view(-1, 28, 28).numpy()


@pytest.fixture(params=[DEFAULT_MODEL, LECTURE_MODEL], ids=["default", "lecture"])
def network(request: pytest.FixtureRequest) -> Network:
    return Network("shipped", *load_model_and_config(request.param))


def made(**settings: object) -> Network:
    config = RunConfig(**settings)  # type: ignore[arg-type]
    return Network("untrained", from_config(config).eval(), config)


def test_the_changed_picture_is_in_range_and_read_as_asked(network: Network, pictures: NDArray[np.float32]) -> None:
    for picture in pictures:
        for target in range(10):
            change = smallest_change(network, picture, target)
            assert change.after.min() >= 0
            assert change.after.max() <= 1
            assert change.reached
            assert int(probabilities(network, change.after).argmax()) == target
            np.testing.assert_allclose(change.chances_after, probabilities(network, change.after), atol=1e-5)


def test_the_answer_itself_needs_no_change(network: Network, pictures: NDArray[np.float32]) -> None:
    answer = int(probabilities(network, pictures[0]).argmax())
    assert not smallest_change(network, pictures[0], answer).difference.any()


def test_it_stops_at_the_border(network: Network, pictures: NDArray[np.float32]) -> None:
    for picture in pictures:
        second = int(probabilities(network, picture).argsort()[-2])
        change = smallest_change(network, picture, second)
        assert applied(network, change, 1.0)[1].argmax() == second
        assert applied(network, change, 0.99)[1].argmax() != second


def test_in_a_linear_network_it_is_the_distance_to_the_border() -> None:
    """|lead| / |w_target - w_answer|, where no pixel meets an end of its range."""
    network = made(hidden_sizes=())
    torch.manual_seed(0)
    picture = np.full((28, 28), 0.5, np.float32)
    weights = network.model.layers[0].weight.detach().numpy()
    outputs = weights @ picture.flatten()
    answer, second = outputs.argsort()[::-1][:2].tolist()
    distance = (outputs[answer] - outputs[second]) / np.linalg.norm(weights[answer] - weights[second])
    assert np.linalg.norm(smallest_change(network, picture, second).difference) == pytest.approx(distance, rel=0.02)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse", "gaussian", "gaussian_spread"])
def test_every_loss_can_be_asked(loss: str, pictures: NDArray[np.float32]) -> None:
    change = smallest_change(made(loss=loss, hidden_sizes=(64,)), pictures[0], 3)
    assert 0 <= change.after.min() <= change.after.max() <= 1
    assert change.reached == (int(change.chances_after.argmax()) == 3)


def test_a_network_without_gradients_is_not_moved(pictures: NDArray[np.float32]) -> None:
    change = smallest_change(made(initialisation="zeros"), pictures[0], 3)
    assert not change.reached
    assert not change.difference.any()


def test_the_same_changes_in_other_places_hardly_ever_change_the_answer(network: Network, pictures: NDArray[np.float32]) -> None:
    seconds = [int(probabilities(network, picture).argsort()[-2]) for picture in pictures]
    changes = [smallest_change(network, picture, second) for picture, second in zip(pictures, seconds, strict=True)]
    assert np.mean([change.n_shuffled for change in changes]) < 0.05 * 200
