"""The way through a network: what is drawn is what the network calculates, and the lines are its strongest contributions."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from core import mnist
from core.config import RunConfig
from core.figures.forward_trace import network_at_work, unit_at
from core.interpret.attribution import Network, gradient_times_input, probabilities
from core.interpret.forward_trace import (
    MOST_LINES,
    MOST_UNITS,
    as_a_sum,
    into_probabilities,
    layers_of,
    pixel_weights,
    share_in,
    way_of,
)
from core.mlp import DEFAULT_MODEL, LECTURE_MODEL, from_config, load_model_and_config

CONFIGS = {
    "linear": RunConfig(hidden_sizes=()),
    "one unit": RunConfig(hidden_sizes=(1,)),
    "deep tanh with batch norm": RunConfig(hidden_sizes=(64, 48, 32), activation="tanh", batch_norm=True),
    "sigmoid": RunConfig(hidden_sizes=(40, 20), activation="sigmoid", loss="mse"),
    "spread": RunConfig(hidden_sizes=(30,), loss="gaussian_spread"),
    "all zero": RunConfig(initialisation="zeros"),
    "eight layers": RunConfig(hidden_sizes=(32,) * 8),
    "far too large": RunConfig(initialisation="too_large"),
}
NAMES = ["default", "lecture", *CONFIGS]


@pytest.fixture(scope="module")
def picture() -> NDArray[np.float32]:
    return mnist.load().test.images[0].view(28, 28).numpy()


@pytest.fixture(params=NAMES)
def network(request: pytest.FixtureRequest) -> Network:
    if request.param in CONFIGS:
        config = CONFIGS[request.param]
        model = from_config(config)
        with torch.random.fork_rng():
            torch.manual_seed(0)
            model.train()(torch.rand(64, 784))  # so that a batch norm has seen something
            for norm in model.norms:
                torch.nn.init.uniform_(norm.weight, 0.5, 2)
                torch.nn.init.normal_(norm.bias)
        return Network("made here", model.eval(), config)
    return Network("shipped", *load_model_and_config(DEFAULT_MODEL if request.param == "default" else LECTURE_MODEL))


def test_a_unit_is_the_sum_of_its_contributions_and_its_bias(network: Network, picture: NDArray[np.float32]) -> None:
    for at, layer in enumerate(layers := layers_of(network, picture)):
        everything = layer.contributions(list(range(len(layer.z))))
        np.testing.assert_allclose(everything.sum(1) + layer.bias, layer.z, rtol=1e-3, atol=1e-3)
        table = as_a_sum(layers, at, unit=0)
        assert table["adds"][:-1].sum() == pytest.approx(float(layer.z[0]), rel=1e-3, abs=1e-3)


def test_the_layers_are_those_of_the_network(network: Network, picture: NDArray[np.float32]) -> None:
    row = torch.from_numpy(picture).view(1, -1)
    with torch.no_grad():
        (before, after), outputs = network.model.hidden(row), network.model(row)
    *hidden, last = layers_of(network, picture)
    for layer, z, a in zip(hidden, before, after, strict=True):
        np.testing.assert_allclose(layer.z, z[0], rtol=1e-3, atol=1e-3)
        np.testing.assert_allclose(layer.a, a[0], rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(last.z, outputs[0, :10], rtol=1e-3, atol=1e-2)


def test_the_lines_are_the_150_largest_contributions_between_what_is_shown(network: Network, picture: NDArray[np.float32]) -> None:
    way = way_of(network, picture)
    sources = [list(range(784)), *way.shown[:-1]]
    for layer, lines, some, units in zip(way.layers, way.lines, sources, way.shown, strict=True):
        adds = np.abs(layer.weight[np.ix_(units, some)] * layer.x[some]).flatten()
        expected = np.sort(adds[adds > 0])[::-1][:MOST_LINES]
        np.testing.assert_array_equal([abs(line.adds) for line in lines], expected)
        for line in lines:
            assert line.adds == layer.weight[line.unit, line.source] * layer.x[line.source]
            assert line.unit in units
            assert line.source in some
        assert len({(line.source, line.unit) for line in lines}) == len(lines)


def test_the_units_shown_have_the_largest_shares(network: Network, picture: NDArray[np.float32]) -> None:
    way = way_of(network, picture)
    assert way.shown[-1] == list(range(10))
    for units, share in zip(way.shown, way.for_answer, strict=False):
        assert len(units) == min(MOST_UNITS, len(share))
        others = np.delete(np.abs(share), units)
        assert not len(others) or np.abs(share[units]).min() >= others.max()
        assert (np.diff(share[units]) <= 0).all()


def test_the_last_hidden_layers_shares_and_the_bias_are_the_output(network: Network, picture: NDArray[np.float32]) -> None:
    layers = layers_of(network, picture)
    for output in range(10):
        if shares := share_in(layers, output):
            total = float(shares[-1].sum() + layers[-1].bias[output])
            assert total == pytest.approx(float(layers[-1].z[output]), rel=1e-3, abs=1e-2)


def test_effective_weights_are_the_gradient(network: Network, picture: NDArray[np.float32]) -> None:
    layers = layers_of(network, picture)
    difference = (pixel_weights(layers, len(layers) - 1, 7) - pixel_weights(layers, len(layers) - 1, 1)) * picture
    np.testing.assert_allclose(difference, gradient_times_input(network, picture, 7, 1), rtol=1e-3, atol=1e-2)
    np.testing.assert_array_equal(pixel_weights(layers, 0, 0).flatten(), layers[0].weight[0])


def test_the_rows_end_with_the_probabilities(network: Network, picture: NDArray[np.float32]) -> None:
    outputs = layers_of(network, picture)[-1].z
    *_, (_, shares) = into_probabilities(network.config.loss, outputs)
    np.testing.assert_allclose(shares, probabilities(network, picture), atol=1e-3)


def test_e_to_the_z_is_what_softmax_divides() -> None:
    (_, z), (_, powers), (_, shares) = into_probabilities("cross_entropy", np.linspace(-20, 40, 10, dtype=np.float32))
    np.testing.assert_allclose(powers, np.exp(z))
    np.testing.assert_allclose(shares, powers / powers.sum())


def test_every_unit_that_is_drawn_can_be_tapped(network: Network, picture: NDArray[np.float32]) -> None:
    way = way_of(network, picture)
    figure = network_at_work(way, (len(way.shown) - 1, 0))
    units = [trace for trace in figure.data if trace.hovertemplate]
    assert len(units) == len(way.shown)
    for layer, trace in enumerate(units):
        places = [unit_at(x, y, way.shown) for x, y in zip(trace.x, trace.y, strict=True)]
        assert places == [(layer, slot) for slot in range(len(way.shown[layer]))]
    assert unit_at(-0.3, 0.5, way.shown) is None
