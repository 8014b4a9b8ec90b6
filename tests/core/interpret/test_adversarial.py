"""Adversarial examples stay valid pictures, and the network predicts the target for them."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from core import mnist
from core.config import RunConfig
from core.interpret.adversarial import adversarial_example, perturb
from core.interpret.attribution import Network, probabilities
from core.mlp import DEFAULT_MODEL, LECTURE_MODEL, from_config, load_model_and_config


@pytest.fixture(scope="module")
def pictures() -> NDArray[np.float32]:
    return mnist.load().test.images[:8].view(-1, 28, 28).numpy()


@pytest.fixture(params=[DEFAULT_MODEL, LECTURE_MODEL], ids=["default", "lecture"])
def network(request: pytest.FixtureRequest) -> Network:
    return Network("shipped", *load_model_and_config(request.param))


def untrained(**settings: object) -> Network:
    config = RunConfig(**settings)  # type: ignore[arg-type]
    return Network("untrained", from_config(config).eval(), config)


def test_an_adversarial_example_is_in_range_and_predicted_as_its_target(network: Network, pictures: NDArray[np.float32]) -> None:
    for picture in pictures:
        for target in range(10):
            example = adversarial_example(network, picture, target)
            assert example.after.min() >= 0
            assert example.after.max() <= 1
            assert example.succeeded
            assert int(probabilities(network, example.after).argmax()) == target
            np.testing.assert_allclose(example.probabilities_after, probabilities(network, example.after), atol=1e-5)


def test_the_prediction_itself_as_target_needs_no_perturbation(network: Network, pictures: NDArray[np.float32]) -> None:
    answer = int(probabilities(network, pictures[0]).argmax())
    assert not adversarial_example(network, pictures[0], answer).perturbation.any()


def test_it_ends_at_the_decision_boundary(network: Network, pictures: NDArray[np.float32]) -> None:
    for picture in pictures:
        second = int(probabilities(network, picture).argsort()[-2])
        example = adversarial_example(network, picture, second)
        assert perturb(network, example, 1.0)[1].argmax() == second
        assert perturb(network, example, 0.99)[1].argmax() != second


def test_in_a_linear_network_its_norm_is_the_distance_to_the_decision_boundary() -> None:
    """|margin| / |w_target - w_prediction|, where no pixel reaches an end of its range."""
    network = untrained(hidden_sizes=())
    torch.manual_seed(0)
    picture = np.full((28, 28), 0.5, np.float32)
    weights = network.model.layers[0].weight.detach().numpy()
    outputs = weights @ picture.flatten()
    answer, second = outputs.argsort()[::-1][:2].tolist()
    distance = (outputs[answer] - outputs[second]) / np.linalg.norm(weights[answer] - weights[second])
    assert np.linalg.norm(adversarial_example(network, picture, second).perturbation) == pytest.approx(distance, rel=0.02)


@pytest.mark.parametrize("loss", ["cross_entropy", "softmax_mse", "mse", "gaussian", "gaussian_spread"])
def test_it_works_for_networks_of_every_loss(loss: str, pictures: NDArray[np.float32]) -> None:
    example = adversarial_example(untrained(loss=loss, hidden_sizes=(64,)), pictures[0], 3)
    assert 0 <= example.after.min() <= example.after.max() <= 1
    assert example.succeeded == (int(example.probabilities_after.argmax()) == 3)


def test_without_a_gradient_it_says_that_it_did_not_succeed(pictures: NDArray[np.float32]) -> None:
    example = adversarial_example(untrained(initialisation="zeros"), pictures[0], 3)
    assert not example.succeeded
    assert not example.perturbation.any()


def test_the_same_perturbation_with_shuffled_pixels_rarely_changes_the_prediction(network: Network, pictures: NDArray[np.float32]) -> None:
    seconds = [int(probabilities(network, picture).argsort()[-2]) for picture in pictures]
    examples = [adversarial_example(network, picture, second) for picture, second in zip(pictures, seconds, strict=True)]
    assert np.mean([example.n_shuffled_flips for example in examples]) < 0.05 * 200
