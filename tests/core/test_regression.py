import math

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.lessons.presets import PRESETS
from core.regression import (
    curvature,
    descend,
    descend_sums,
    hessian,
    largest_stable_step,
    least_squares,
    mse_and_gradient,
    standardised,
    summarise,
)

coordinate = st.floats(-100, 100, allow_nan=False).map(lambda value: round(value, 3))
cloud = st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=30).map(np.array)
each_preset = pytest.mark.parametrize("points", PRESETS.values(), ids=PRESETS.keys())


def lstsq(x, y):
    return np.linalg.lstsq(np.stack([x, np.ones_like(x)], axis=1), y, rcond=None)[0]


@each_preset
def test_least_squares_is_numpys_on_every_preset(points):
    assert least_squares(points.x, points.y) == pytest.approx(tuple(lstsq(points.x, points.y)), rel=1e-10)


@given(cloud)
def test_least_squares_is_numpys_on_random_points(points):
    x, y = points.T
    assume(np.std(x) > 1e-2)
    assert least_squares(x, y) == pytest.approx(tuple(lstsq(x, y)), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("x", [[2.0, 2.0, 2.0], [0.1] * 7, [0.0, 0.0], [5.0]])
def test_equal_x_leave_a_family_of_which_least_squares_is_the_smallest(x):
    x = np.array(x)
    y = np.arange(1.0, len(x) + 1)
    assert not summarise(x, y).unique
    assert least_squares(x, y) == pytest.approx(tuple(lstsq(x, y)))


def test_least_squares_keeps_its_digits_a_million_away_from_the_origin():
    small = np.array([0.0, 0.25, 0.5, 0.75, 1.0])  # exact in binary, so the answer is known
    w, b = least_squares(1e6 + small, 3 * small + 7)
    assert w == pytest.approx(3, rel=1e-12)
    assert b == pytest.approx(7 - 3e6, rel=1e-12)


@given(cloud, coordinate, coordinate)
def test_the_gradient_is_autograds(points, w, b):
    x, y = torch.tensor(points.T)
    line = torch.tensor([w, b], dtype=torch.float64, requires_grad=True)
    loss = ((y - line[0] * x - line[1]) ** 2).mean()
    loss.backward()
    assert mse_and_gradient(x.numpy(), y.numpy(), w, b) == pytest.approx((loss.item(), *line.grad.tolist()), rel=1e-9, abs=1e-7)


@given(cloud)
def test_the_hessian_is_autograds_and_its_eigenvalues_are_numpys(points):
    x, y = torch.tensor(points.T)
    by_autograd = torch.autograd.functional.hessian(
        lambda line: ((y - line[0] * x - line[1]) ** 2).mean(), torch.zeros(2, dtype=torch.float64)
    )
    assert hessian(x.numpy()) == pytest.approx(by_autograd.numpy())
    assume(np.std(points[:, 0]) > 1e-2)
    low, high = np.linalg.eigvalsh(hessian(x.numpy()))
    curve = curvature(summarise(*points.T))
    assert (curve.shallow, curve.steep) == pytest.approx((low, high), rel=1e-6)
    steep = np.array([math.cos(curve.angle), math.sin(curve.angle)])
    assert hessian(x.numpy()) @ steep == pytest.approx(curve.steep * steep, rel=1e-9, abs=1e-9)


def test_the_smaller_eigenvalue_is_right_where_numpys_is_noise():
    x = 1e6 + np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    curve = curvature(summarise(x, x))
    assert curve.shallow == pytest.approx(4 * 0.125 / curve.steep, rel=1e-12)  # determinant / trace, variance 1/8
    assert curve.condition > 1e24


def test_a_first_step_a_thousand_million_away_keeps_its_digits():
    path = descend([1e9, 1e9 - 10], [1.0, 2.0], step_size=1e-19, n_steps=1)
    assert (path.w[1], path.b[1]) == pytest.approx((1e-19 * (1e9 + 2 * (1e9 - 10)), 1e-19 * 3), rel=1e-12)


def test_descent_is_the_update_written_out():
    points = PRESETS["Noisy line"]
    path = descend(points.x, points.y, step_size=0.07, n_steps=200, start=(-1.0, 3.0))
    w, b = -1.0, 3.0
    for k in range(201):
        loss, grad_w, grad_b = mse_and_gradient(points.x, points.y, w, b)
        assert (path.w[k], path.b[k], path.loss[k]) == pytest.approx((w, b, loss), rel=1e-9)
        w, b = w - 0.07 * grad_w, b - 0.07 * grad_b


@each_preset
def test_descent_converges_just_below_the_limit_and_diverges_just_above_it(points):
    limit = largest_stable_step(points.x)
    n_steps = 3 * math.ceil(math.log(1e6) * curvature(summarise(points.x, points.y)).condition)
    below = descend(points.x, points.y, step_size=0.99 * limit, n_steps=min(n_steps + 2000, 200_000))
    assert below.outcome == "converged"
    assert (below.w[-1], below.b[-1]) == pytest.approx(least_squares(points.x, points.y), abs=2e-2)
    assert descend(points.x, points.y, step_size=1.01 * limit, n_steps=1000).outcome == "diverged"


@settings(max_examples=200)
@given(cloud, coordinate, coordinate)
def test_random_points_shrink_below_the_limit_and_grow_above_it(points, w, b):
    x, y = points.T
    limit = largest_stable_step(x)
    below = descend(x, y, step_size=0.99 * limit, n_steps=50, start=(w, b))
    steep = np.abs(below.errors[:, 0])
    assume(steep[0] > 1e-6 * np.abs(below.errors[0]).max())
    assert steep[1:] == pytest.approx(0.98 * steep[:-1], rel=1e-6)
    assert below.outcome != "diverged"
    above = descend(x, y, step_size=1.01 * limit, n_steps=4000, start=(w, b))
    assert above.outcome == "diverged"
    assert np.isfinite(above.loss).all()


@given(cloud, st.floats(1e-4, 3))
def test_each_error_shrinks_by_its_own_factor(points, share):
    sums = summarise(*points.T)
    curve = curvature(sums)
    step_size = share * curve.limit
    path = descend_sums(sums, step_size=step_size, n_steps=6)
    predicted = np.array(curve.factors(step_size))
    big = np.abs(path.errors[:-1]) > 1e-7 * np.abs(path.errors[:-1]).max()
    measured = np.abs(path.errors[1:]) / np.where(big, np.abs(path.errors[:-1]), 1)
    assert np.allclose(measured[big], np.broadcast_to(predicted, measured.shape)[big], rtol=1e-4, atol=1e-6)


@given(cloud)
def test_the_fastest_step_beats_its_neighbours(points):
    assume(np.std(points[:, 0]) > 1e-2)
    curve = curvature(summarise(*points.T))
    slowest = max(curve.factors(curve.fastest))
    assert slowest <= max(curve.factors(0.99 * curve.fastest)) + 1e-12
    assert slowest <= max(curve.factors(1.01 * curve.fastest)) + 1e-12
    assert slowest == pytest.approx((curve.condition - 1) / (curve.condition + 1), abs=1e-9)


@given(cloud, st.floats(1e-3, 0.999))
def test_regimes_say_what_then_happens(points, share):
    sums = summarise(*points.T)
    curve = curvature(sums)
    step_size = share * curve.limit
    path = descend_sums(sums, step_size=step_size, n_steps=1, start=(1.0, 2.0))
    (steep, shallow), (steep_after, _) = path.errors
    regime = curve.regime(step_size)
    if regime == "crawls":
        assert 1 - step_size * (curve.shallow or curve.steep) > 0.99
    elif abs(steep) > 1e-6 * abs(shallow) and curve.factors(step_size)[0] > 1e-6:
        assert (regime == "oscillates") == (steep * steep_after < 0)
    assert curve.regime(curve.limit) == curve.regime(2 * curve.limit) == "diverges"


@each_preset
def test_borders_are_where_regimes_change(points):
    curve = curvature(summarise(points.x, points.y))
    names = ["crawls", "good", "oscillates", "diverges"]
    edges = [curve.limit * 1e-6, *curve.borders, curve.limit * 10]
    for name, low, high in zip(names, edges, edges[1:], strict=False):
        if high > low * (1 + 1e-9):
            assert curve.regime((low + high) / 2) == name


def test_standardised_x_has_a_round_bowl_and_the_same_least_loss():
    sums = summarise(PRESETS["Far from the origin"].x, PRESETS["Far from the origin"].y)
    curve = curvature(standardised(sums))
    assert (curve.condition, curve.limit, curve.fastest) == pytest.approx((1, 1, 0.5))
    z = (PRESETS["Far from the origin"].x - sums.x_mean) / np.std(PRESETS["Far from the origin"].x)
    assert standardised(sums).best == pytest.approx(least_squares(z, PRESETS["Far from the origin"].y))
    with pytest.raises(ValueError, match="all x are equal"):
        standardised(summarise([2, 2], [1, 3]))


def test_equal_x_converge_to_the_nearest_line_of_the_family():
    path = descend([2, 2, 2], [1, 2, 3], step_size=0.1, n_steps=100)
    assert path.outcome == "converged"
    assert path.w[-1] * 2 + path.b[-1] == pytest.approx(2)
    assert path.w[-1] == pytest.approx(2 * path.b[-1])  # from (0, 0) it moves along the gradient (x, 1) alone


def test_a_hundred_thousand_points_descend_to_least_squares():
    rng = np.random.default_rng(0)
    x = rng.normal(3, 2, 100_000)
    y = 2 * x - 1 + rng.normal(0, 1, 100_000)
    path = descend(x, y, step_size=0.9 * largest_stable_step(x), n_steps=1000)
    assert (path.w[-1], path.b[-1]) == pytest.approx(least_squares(x, y))


@each_preset
def test_descent_needs_the_sums_of_the_points_alone(points):
    eta = 0.5 * largest_stable_step(points.x)
    from_points = descend(points.x, points.y, step_size=eta, n_steps=20)
    from_sums = descend_sums(summarise(points.x, points.y), step_size=eta, n_steps=20)
    assert np.array_equal(from_points.w, from_sums.w)
    assert np.array_equal(from_points.b, from_sums.b)


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([], [], "not empty"),
        ([1, 2], [1], "equally long"),
        ([1, math.nan], [1, 2], "finite"),
        ([1, 2], [math.inf, 2], "finite"),
        ([1e200, 2], [1, 2], "too large"),
    ],
)
def test_unusable_points_are_refused_in_words(x, y, words):
    with pytest.raises(ValueError, match=words):
        least_squares(x, y)


@pytest.mark.parametrize("step_size", [-1, math.nan, math.inf])
def test_unusable_step_sizes_are_refused(step_size):
    with pytest.raises(ValueError, match="step size"):
        descend([1, 2], [1, 2], step_size=step_size, n_steps=1)


@pytest.mark.parametrize("step_size", [0.0, 1e-300, 1e300])
def test_extreme_step_sizes_end_in_words_not_in_nan(step_size):
    path = descend([1, 2], [1, 2.5], step_size=step_size, n_steps=50)
    assert path.outcome == ("diverged" if step_size == 1e300 else "running")
    assert not np.isnan(path.loss).any()


def test_batches_of_one_point_diverge_at_a_step_size_that_is_below_the_limit():
    points = PRESETS["Noisy line"]
    eta = 0.99 * largest_stable_step(points.x)
    assert descend(points.x, points.y, step_size=eta, n_steps=2000).outcome == "converged"
    order, w, b = np.random.default_rng(0), 0.0, 0.0
    first = mse_and_gradient(points.x, points.y, w, b)[0]
    for one in np.concatenate([order.permutation(len(points.x)) for _ in range(100)]):
        _, grad_w, grad_b = mse_and_gradient(points.x[[one]], points.y[[one]], w, b)
        w, b = w - eta * grad_w, b - eta * grad_b
    assert mse_and_gradient(points.x, points.y, w, b)[0] > 1e6 * first
