"""The traced forward pass is the one that the network computes, and the connections shown have the largest contributions."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from core import mnist
from core.config import RunConfig
from core.figures.forward_trace import network_diagram, unit_at
from core.interpret.attribution import Network, gradient_times_input, probabilities
from core.interpret.forward_trace import (
    MAX_CONNECTIONS,
    MAX_UNITS,
    forward_trace,
    pixel_weights,
    probability_steps,
    trace_layers,
    unit_attributions,
    weighted_sum,
)
from core.mlp import DEFAULT_MODEL, LECTURE_MODEL, from_config, load_model_and_config

CONFIGS = {
    "linear": RunConfig(hidden_sizes=()),
    "one unit": RunConfig(hidden_sizes=(1,)),
    "deep tanh with batch norm": RunConfig(hidden_sizes=(64, 48, 32), activation="tanh", batch_norm=True),
    "GELU with batch norm": RunConfig(hidden_sizes=(40, 20), activation="gelu", batch_norm=True),
    "leaky ReLU": RunConfig(hidden_sizes=(40, 20), activation="leaky_relu"),
    "sigmoid": RunConfig(hidden_sizes=(40, 20), activation="sigmoid", loss="mse"),
    "heteroscedastic": RunConfig(hidden_sizes=(30,), loss="gaussian_spread"),
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
    for at, layer in enumerate(layers := trace_layers(network, picture)):
        everything = layer.contributions(list(range(len(layer.z))))
        np.testing.assert_allclose(everything.sum(1) + layer.bias, layer.z, rtol=1e-3, atol=1e-3)
        table = weighted_sum(layers, at, unit=0)
        assert table["contribution"][:-1].sum() == pytest.approx(float(layer.z[0]), rel=1e-3, abs=1e-3)


def test_the_layers_are_those_of_the_network(network: Network, picture: NDArray[np.float32]) -> None:
    row = torch.from_numpy(picture).view(1, -1)
    with torch.no_grad():
        (before, after), outputs = network.model.hidden(row), network.model(row)
    *hidden, last = trace_layers(network, picture)
    for layer, z, a in zip(hidden, before, after, strict=True):
        np.testing.assert_allclose(layer.z, z[0], rtol=1e-3, atol=1e-3)
        np.testing.assert_allclose(layer.a, a[0], rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(last.z, outputs[0, :10], rtol=1e-3, atol=1e-2)


def test_the_connections_are_the_150_largest_contributions_between_the_units_shown(network: Network, picture: NDArray[np.float32]) -> None:
    trace = forward_trace(network, picture, probabilities(network, picture))
    sources = [list(range(784)), *trace.shown[:-1]]
    for layer, connections, inputs, units in zip(trace.layers, trace.connections, sources, trace.shown, strict=True):
        products = np.abs(layer.weight[np.ix_(units, inputs)] * layer.x[inputs]).flatten()
        expected = np.sort(products[products > 0])[::-1][:MAX_CONNECTIONS]
        np.testing.assert_array_equal([abs(line.contribution) for line in connections], expected)
        for line in connections:
            assert line.contribution == layer.weight[line.unit, line.source] * layer.x[line.source]
            assert line.unit in units
            assert line.source in inputs
        assert len({(line.source, line.unit) for line in connections}) == len(connections)


def test_the_units_shown_have_the_largest_attributions(network: Network, picture: NDArray[np.float32]) -> None:
    trace = forward_trace(network, picture, probabilities(network, picture))
    assert trace.shown[-1] == list(range(10))
    for units, attribution in zip(trace.shown, trace.attributions, strict=False):
        assert len(units) == min(MAX_UNITS, len(attribution))
        others = np.delete(np.abs(attribution), units)
        assert not len(others) or np.abs(attribution[units]).min() >= others.max()
        assert (np.diff(attribution[units]) <= 0).all()


def test_the_last_hidden_layers_attributions_and_the_bias_sum_to_the_output(network: Network, picture: NDArray[np.float32]) -> None:
    layers = trace_layers(network, picture)
    for output in range(10):
        if attributions := unit_attributions(layers, output):
            total = float(attributions[-1].sum() + layers[-1].bias[output])
            assert total == pytest.approx(float(layers[-1].z[output]), rel=1e-3, abs=1e-2)


def test_effective_weights_are_the_gradient(network: Network, picture: NDArray[np.float32]) -> None:
    layers = trace_layers(network, picture)
    difference = (pixel_weights(layers, len(layers) - 1, 7) - pixel_weights(layers, len(layers) - 1, 1)) * picture
    np.testing.assert_allclose(difference, gradient_times_input(network, picture, 7, 1), rtol=1e-3, atol=1e-2)
    np.testing.assert_array_equal(pixel_weights(layers, 0, 0).flatten(), layers[0].weight[0])


def test_the_last_row_is_the_probabilities(network: Network, picture: NDArray[np.float32]) -> None:
    outputs = trace_layers(network, picture)[-1].z
    *_, (_, last) = probability_steps(network.config.loss, outputs)
    np.testing.assert_allclose(last, probabilities(network, picture), atol=1e-3)


def test_softmax_is_exp_z_divided_by_its_sum() -> None:
    (_, z), (_, powers), (_, softmax) = probability_steps("cross_entropy", np.linspace(-20, 40, 10, dtype=np.float32))
    np.testing.assert_allclose(powers, np.exp(z))
    np.testing.assert_allclose(softmax, powers / powers.sum())


def test_every_unit_in_the_diagram_can_be_tapped(network: Network, picture: NDArray[np.float32]) -> None:
    trace = forward_trace(network, picture, probabilities(network, picture))
    figure = network_diagram(trace, (len(trace.shown) - 1, 0))
    markers = [drawn for drawn in figure.data if drawn.hovertemplate]
    assert len(markers) == len(trace.shown)
    for layer, column in enumerate(markers):
        places = [unit_at(x, y, trace.shown) for x, y in zip(column.x, column.y, strict=True)]
        assert places == [(layer, slot) for slot in range(len(trace.shown[layer]))]
    assert unit_at(-0.3, 0.5, trace.shown) is None
