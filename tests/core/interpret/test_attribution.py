"""Attributions are faithful: they sum to the margin that they explain, and for linear networks they are exact."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from core import mnist
from core.config import RunConfig
from core.interpret.attribution import (
    Network,
    gradient_times_input,
    integrated_gradients,
    margins,
    median_sigma,
    predicted_sigma,
    probabilities,
)
from core.mlp import DEFAULT_MODEL, LECTURE_MODEL, from_config, load_model_and_config


@pytest.fixture(scope="module")
def pictures() -> NDArray[np.float32]:
    return mnist.load().test.images[:6].view(-1, 28, 28).numpy()


@pytest.fixture(params=[DEFAULT_MODEL, LECTURE_MODEL], ids=["default", "lecture"])
def network(request: pytest.FixtureRequest) -> Network:
    return Network("shipped", *load_model_and_config(request.param))


def test_integrated_gradients_sum_to_the_difference_from_the_baseline(network: Network, pictures: NDArray[np.float32]) -> None:
    for picture in pictures:
        target, other = probabilities(network, picture).argsort()[::-1][:2].tolist()
        here, baseline = margins(network, picture, target, other)
        total = float(integrated_gradients(network, picture, target, other, n_steps=4096).sum())
        assert total == pytest.approx(here - baseline, abs=0.01 * max(1.0, abs(here - baseline)))


def test_the_default_number_of_steps_is_accurate_to_two_percent(network: Network, pictures: NDArray[np.float32]) -> None:
    for picture in pictures:
        target, other = probabilities(network, picture).argsort()[::-1][:2].tolist()
        here, baseline = margins(network, picture, target, other)
        assert float(integrated_gradients(network, picture, target, other).sum()) == pytest.approx(here - baseline, rel=0.02, abs=0.05)


def test_in_a_linear_network_the_attribution_is_weight_times_input(pictures: NDArray[np.float32]) -> None:
    network = Network("linear", from_config(RunConfig(hidden_sizes=())), RunConfig(hidden_sizes=()))
    weights = network.model.layers[0].weight.detach().numpy()
    expected = (weights[3] - weights[5]).reshape(28, 28) * pictures[0]
    np.testing.assert_allclose(gradient_times_input(network, pictures[0], 3, 5), expected, atol=1e-6)
    np.testing.assert_allclose(integrated_gradients(network, pictures[0], 3, 5), expected, atol=1e-6)


def test_pixels_without_ink_have_no_attribution(network: Network, pictures: NDArray[np.float32]) -> None:
    for attribution in (gradient_times_input, integrated_gradients):
        assert (attribution(network, pictures[0], 7, 1)[pictures[0] == 0] == 0).all()


def test_attribution_leaves_the_shared_network_unchanged(network: Network, pictures: NDArray[np.float32]) -> None:
    before = [parameter.clone() for parameter in network.model.parameters()]
    integrated_gradients(network, pictures[0], 7, 1)
    for parameter, was in zip(network.model.parameters(), before, strict=True):
        assert parameter.grad is None
        assert torch.equal(parameter, was)


@pytest.mark.parametrize("loss", ["cross_entropy", "softmax_mse", "mse", "gaussian", "gaussian_spread"])
def test_probabilities_sum_to_one_for_every_loss(loss: str, pictures: NDArray[np.float32]) -> None:
    config = RunConfig(loss=loss)
    network = Network(loss, from_config(config), config)
    ten = probabilities(network, pictures[0])
    assert ten.shape == (10,)
    assert ten.sum() == pytest.approx(1, abs=1e-5)
    sigma = predicted_sigma(network, pictures[0])
    assert (sigma is not None) == (loss == "gaussian_spread")
    assert sigma is None or (sigma.shape == (10,) and (sigma > 0).all())


def test_the_median_sigma_is_taken_over_the_predicted_classes(pictures: NDArray[np.float32]) -> None:
    config = RunConfig(loss="gaussian_spread")
    network = Network("heteroscedastic", from_config(config), config)
    rows = torch.from_numpy(pictures[:5]).view(5, -1)
    means = network.model(rows).detach()[:, :10].argmax(1).tolist()
    each = [predicted_sigma(network, picture)[answer] for picture, answer in zip(pictures[:5], means, strict=True)]  # type: ignore[index]
    assert median_sigma(network, rows) == pytest.approx(float(np.median(each)), rel=1e-4)
