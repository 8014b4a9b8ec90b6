"""core.figures.diagnostics: what happens inside, layer by layer."""

import math

import numpy as np
import pandas as pd
import pytest

from core.figures.diagnostics import dead_units, gradient_sizes, histograms, layer_names


def moments(n_layers: int, n: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "step": [1 + 60 * i for i in range(n)],
            "gradients": [[10.0 ** -(i + layer) for layer in range(n_layers)] for i in range(n)],
            "dead": [[0.1 * i] * (n_layers - 1) for i in range(n)],
        }
    )


@pytest.mark.parametrize("n_layers", [1, 2, 9])
def test_every_layers_line_looks_different(n_layers: int) -> None:
    figure = gradient_sizes(moments(n_layers), 200)
    assert [trace.name for trace in figure.data] == layer_names(n_layers)
    assert len({(trace.line.color, trace.line.dash) for trace in figure.data}) == n_layers
    assert figure.layout.yaxis.type == "log"


def test_a_gradient_of_zero_leaves_a_gap_on_the_log_axis() -> None:
    rows = moments(2)
    rows.at[1, "gradients"] = [0.0, 0.5]
    first, output = gradient_sizes(rows, 200).data
    assert math.isnan(first.y[1])
    assert output.y[1] == 0.5


def test_dead_units_are_drawn_for_hidden_layers_only() -> None:
    figure = dead_units(moments(3), 200)
    assert [trace.name for trace in figure.data] == ["layer 1", "layer 2"]
    np.testing.assert_allclose(figure.data[0].y, [0, 0.1, 0.2])


def test_figures_accept_no_moments_and_a_linear_model() -> None:
    assert not gradient_sizes(moments(2, n=0), 200).data
    assert not dead_units(moments(1), 200).data


def test_the_first_layers_histogram_lies_at_the_top_and_the_highest_bin_fills_its_row() -> None:
    first, output = histograms([[-1.0, 1.0, [1, 4, 1]], [0.0, 2.0, [9, 0, 0]]], ["layer 1", "output"], x="weight").data
    assert (min(first.y), max(first.y)) == (1, pytest.approx(1.85))
    assert (min(output.y), max(output.y)) == (0, pytest.approx(0.85))
    assert sorted(set(np.round(np.array(first.y) - 1, 3))) == [0, 0.425, 0.85]  # heights are square roots
    assert (first.x[0], first.x[-1]) == (-1, 1)


def test_histograms_of_equal_values_and_of_values_that_are_not_finite_are_drawn() -> None:
    zeros, infinite = [0.0, 0.0, [0, 10, 0]], [-1.0, math.inf, [0, 0, 0]]
    (only,) = histograms([zeros, infinite], ["layer 1", "output"], x="weight").data
    assert max(only.y) == pytest.approx(1.85)


def test_more_layers_take_more_room_and_each_moment_takes_the_same() -> None:
    heights = [histograms([[-1.0, 1.0, [1, 2]]] * n, layer_names(n), x="weight").layout.height for n in (1, 2, 8)]
    assert heights[0] == heights[1] < heights[2]
