"""The forward pass of one picture, traced: what every unit receives from the units before it, and which of them matter most.

In eval mode batch norm is an affine map too. It is folded into the layer before it, so z = W x + b holds in every network.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.activations import ACTIVATIONS
from core.interpret.attribution import Network
from core.losses import LOSSES, as_probabilities

MAX_UNITS: Final = 24  # of a hidden layer: as many as a finger can tell apart
MAX_CONNECTIONS: Final = 150  # between two layers
MAX_TERMS: Final = 4  # of a unit's sum, one by one
N_CLASSES: Final = 10

Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Layer:
    """One layer for one picture, D inputs and H units: z = W x + b, a = ρ(z); the outputs have a = z."""

    weight: Numbers  # (H, D)
    bias: Numbers  # (H,)
    x: Numbers  # (D,)
    z: Numbers  # (H,)
    a: Numbers  # (H,)
    slope: Numbers  # (H,) ρ'(z)

    def contributions(self, units: list[int]) -> Numbers:
        """What each input adds to the z of these units, w · x: (len(units), D). A row plus the unit's bias sums to its z."""
        return self.weight[units] * self.x


@dataclass(frozen=True)
class Connection:
    """From one input to one unit."""

    source: int  # index among the layer's inputs
    unit: int  # index in the layer
    contribution: float  # w · x, its share of the unit's z


@dataclass(frozen=True)
class ForwardTrace:
    """One picture's forward pass, and the part of it that is shown."""

    layers: list[Layer]
    shown: list[list[int]]  # units of each layer, from the top of its column down
    connections: list[list[Connection]]  # into each layer
    probabilities: Numbers  # (10,)
    attributions: list[Numbers]  # (H,) for each hidden layer: what its units contribute to the answer


def forward_trace(network: Network, picture: Numbers, probabilities: Numbers) -> ForwardTrace:
    """Trace a picture (28, 28) in [0, 1], for which the network gives these ten probabilities (10,)."""
    layers = trace_layers(network, picture)
    attributions = unit_attributions(layers, int(probabilities.argmax()))
    shown = most_influential_units(attributions)
    return ForwardTrace(layers, shown, connections_between(layers, shown), probabilities, attributions)


@torch.no_grad()
def trace_layers(network: Network, picture: Numbers) -> list[Layer]:
    """Every layer for one picture (28, 28), first to last; the last has ten units, the outputs. Calculated in float32."""
    x, found = torch.from_numpy(np.ascontiguousarray(picture)).flatten(), []
    rho = ACTIVATIONS[network.config.activation]
    for linear, norm in itertools.zip_longest(network.model.layers, network.model.norms):
        weight, bias = _folded(linear, norm)
        if linear is network.model.layers[-1]:
            weight, bias, rho = weight[:N_CLASSES], bias[:N_CLASSES], ACTIVATIONS["identity"]  # without the log σ² that some predict
        z = weight @ x + bias  # (H, D) (D,) -> (H,)
        a = rho.function(z)
        found.append(Layer(*(tensor.numpy() for tensor in (weight, bias, x, z, a, rho.derivative(z)))))
        x = a
    return found


def pixel_weights(layers: list[Layer], at: int, unit: int) -> Numbers:
    """∂z/∂pixel of one unit of layer `at` -> (28, 28): its weights in the first layer, the chain rule's product in a deeper one."""
    row = layers[at].weight[unit]  # (D,)
    for layer in reversed(layers[:at]):
        row = (row * layer.slope) @ layer.weight
    return np.asarray(row.reshape(28, 28))


def unit_attributions(layers: list[Layer], output: int) -> list[Numbers]:
    """Each hidden unit's contribution to an output, a · ∂output/∂a: (H,) for every hidden layer, first to last.

    In the last hidden layer this is exactly the unit's term in the output's sum; further back it is gradient × input, which is
    exact only for a linear network.
    """
    return list(_attributions_backwards(layers, output))[::-1]


def _attributions_backwards(layers: list[Layer], output: int) -> Iterator[Numbers]:
    gradient = layers[-1].weight[output]
    for layer in reversed(layers[:-1]):
        yield layer.a * gradient
        gradient = (gradient * layer.slope) @ layer.weight


def most_influential_units(attributions: list[Numbers], limit: int = MAX_UNITS) -> list[list[int]]:
    """The units of each layer that are shown: those with the largest attributions, from positive to negative; all outputs."""
    shown = []
    for attribution in attributions:
        largest = np.abs(attribution).argsort(kind="stable")[::-1][:limit]
        shown.append(largest[attribution[largest].argsort(kind="stable")[::-1]].tolist())
    return [*shown, list(range(N_CLASSES))]


def strongest_connections(layer: Layer, sources: list[int], units: list[int], limit: int = MAX_CONNECTIONS) -> list[Connection]:
    """The connections from `sources` to `units` with the largest contributions by absolute value, in this order, without zeros."""
    products = layer.contributions(units)[:, sources]  # (units, sources)
    order = np.abs(products).argsort(axis=None, kind="stable")[::-1][:limit]
    rows, columns = np.unravel_index(order, products.shape)
    return [
        Connection(sources[column], units[row], float(products[row, column]))
        for row, column in zip(rows, columns, strict=True)
        if products[row, column]
    ]


def connections_between(layers: list[Layer], shown: list[list[int]]) -> list[list[Connection]]:
    """The strongest connections into each layer, between the units that are shown; into the first layer from all pixels."""
    sources = [list(range(layers[0].weight.shape[1])), *shown[:-1]]
    return [strongest_connections(layer, inputs, units) for layer, inputs, units in zip(layers, sources, shown, strict=True)]


def weighted_sum(layers: list[Layer], at: int, unit: int, limit: int = MAX_TERMS) -> pd.DataFrame:
    """A unit's z as a sum: its strongest inputs one by one, all others, the bias; columns input, w, x and contribution.

    Pixels are named by row and column, units by their index.
    """
    layer = layers[at]
    products = layer.contributions([unit])[0]  # (D,)
    strongest, others = np.split(np.abs(products).argsort(kind="stable")[::-1], [limit])
    rows = [(_name_of(source, at), layer.weight[unit, source], layer.x[source], products[source]) for source in strongest]
    rest = (f"all {len(others)} others", None, None, products[others].sum())
    ends = [("bias b", None, None, layer.bias[unit]), ("sum: z", None, None, layer.z[unit])]
    return pd.DataFrame([*rows, rest, *ends], columns=["input", "w", "x", "contribution"])


def _name_of(source: int, at: int) -> str:
    return f"unit {source}" if at else f"pixel ({source // 28}, {source % 28})"


def probability_steps(loss: str, outputs: Numbers) -> list[tuple[str, NDArray[np.float64]]]:
    """How ten outputs become probabilities, row by row: softmax for cross-entropy; the other losses estimate probabilities themselves."""
    z = torch.from_numpy(outputs).double()  # in float32 e^z ends at z = 88
    if LOSSES[loss].takes_logits:
        rows: list[tuple[str, Tensor]] = [("z", z), ("eᶻ", z.exp()), ("eᶻ / sum", torch.softmax(z, 0))]
    else:
        rows = [("ŷ", z), ("in [0, 1]", z.clamp(1e-6, 1)), ("of their sum", as_probabilities(z[None])[0])]
    return [(name, row.numpy()) for name, row in rows]


def _folded(linear: nn.Linear, norm: nn.BatchNorm1d | None) -> tuple[Tensor, Tensor]:
    """W and b of a layer with its batch norm γ (W x + b - μ) / sqrt(σ² + ε) + β multiplied out."""
    if norm is None or norm.running_mean is None or norm.running_var is None:
        return linear.weight, linear.bias
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()  # (H,)
    return linear.weight * scale[:, None], (linear.bias - norm.running_mean) * scale + norm.bias
