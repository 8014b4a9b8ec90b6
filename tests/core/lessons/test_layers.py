"""Two layers are one map exactly when nothing bends between them."""

import numpy as np
import pytest
import torch

from core.activations import ACTIVATIONS
from core.lessons.layers import N_DOTS, N_LINES, as_latex, compare, grid_lines, random_matrix, slope_through_layers

FIRST, SECOND = [[1.0, 0.5], [-0.5, 1.0]], [[0.8, -0.6], [0.5, 1.0]]


def test_without_an_activation_two_layers_are_the_matrix_product():
    layers = compare(FIRST, SECOND, "identity")
    one_matrix = np.array(SECOND) @ np.array(FIRST)
    np.testing.assert_allclose(layers.product, one_matrix)
    np.testing.assert_allclose(layers.outputs, layers.points.numpy() @ one_matrix.T, atol=1e-12)
    np.testing.assert_allclose(layers.stepwise, layers.at_once)
    assert layers.rms_gap == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("activation", [name for name, row in ACTIVATIONS.items() if not row.is_linear])
def test_with_an_activation_no_single_affine_map_does_the_same(activation):
    layers = compare(FIRST, SECOND, activation)
    assert layers.rms_gap > 0.01
    design = np.c_[layers.points, np.ones(len(layers.points))]
    nearest = design @ np.linalg.lstsq(design, layers.outputs.numpy(), rcond=None)[0]
    np.testing.assert_allclose(layers.closest, nearest, atol=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_singular_and_zero_matrices_are_maps_too(activation):
    for matrix in ([[0.0, 0.0], [0.0, 0.0]], [[1.0, 1.0], [1.0, 1.0]]):
        assert compare(matrix, SECOND, activation).outputs.isfinite().all()
        assert np.isfinite(compare(FIRST, matrix, activation).rms_gap)


def test_the_grid_has_its_lines_in_both_directions():
    lines = grid_lines()
    assert lines.shape == (2 * N_LINES, N_DOTS, 2)
    assert (lines[:N_LINES].std(1)[:, 1] < 1e-12).all()  # along a horizontal line y stays
    assert (lines[N_LINES:].std(1)[:, 0] < 1e-12).all()


@pytest.mark.parametrize("seed", range(20))
def test_random_matrices_fit_their_fields_and_do_not_flatten_the_plane(seed):
    matrix = random_matrix(seed)
    assert matrix.abs().max() <= 1.5
    assert np.abs(np.linalg.det(matrix.numpy())) >= 0.5 - 1e-12
    torch.testing.assert_close(matrix, (matrix * 10).round() / 10)


def test_the_slope_of_ten_sigmoids_all_but_removes_a_gradient():
    value, slope, deep = slope_through_layers("sigmoid", 0.0, 10)
    assert (value, slope) == (0.5, 0.25)
    assert deep == pytest.approx(2**-20)


def test_latex_has_no_minus_zero():
    assert as_latex(torch.tensor([[-0.001, 1.0], [2.0, -3.0]])) == r"\begin{pmatrix} 0.00 & 1.00 \\ 2.00 & -3.00 \end{pmatrix}"
    assert as_latex(torch.tensor([1.0, -1.0]), 0) == r"\begin{pmatrix} 1 \\ -1 \end{pmatrix}"
