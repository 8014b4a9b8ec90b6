"""math.js against core.regression: the browser walks the path that the lecture's code walks."""

import numpy as np
import pytest

from core.lessons.presets import PRESETS
from core.regression import curvature, descend, mse_and_gradient, summarise

HARD = {
    "a million away": (1e6 + np.arange(8) / 8, 3 * np.arange(8) / 8 + 1),
    "equal x": (np.full(4, 0.1), np.arange(4.0)),
    "one point": (np.array([3.0]), np.array([2.0])),
}
SETS = {name: (points.x, points.y) for name, points in PRESETS.items()} | HARD


@pytest.fixture(scope="module")
def mathematics(run_in_browser):
    """`mathematics(expression, *arguments)` runs it where math.js is."""
    return run_in_browser("regression/math.js")


@pytest.mark.parametrize("name", SETS)
def test_the_browser_walks_the_path_that_core_regression_walks(mathematics, name):
    x, y = SETS[name]
    points = np.stack([x, y], axis=1).tolist()
    curve = curvature(summarise(x, y))
    told = mathematics("(points) => curvature(summarise(points))", points)
    for field in ("steep", "shallow", "angle", "limit", "fastest"):
        assert told[field] == pytest.approx(getattr(curve, field), rel=1e-12, abs=1e-300)
    assert told["borders"] == pytest.approx(curve.borders)
    for share in (0.01, 0.4, 0.7, 0.99, 1.01, 3):
        eta = share * curve.limit
        assert mathematics("(points, eta) => regime(curvature(summarise(points)), eta)", points, eta) == curve.regime(eta)
        walk = """(points, eta) => {
          const sums = summarise(points), curve = curvature(sums), path = [deviation(sums, {w: -1, b: 2})], lines = [{w: -1, b: 2}];
          while (path.length <= 60 && outcomeOf(excessLoss(sums, path.at(-1)), excessLoss(sums, path[0])) !== "diverged")
            {
              lines.push(nextLine(lines.at(-1), eta, gradientOf(sums, path.at(-1))));
              path.push(nextState(sums, path.at(-1), eta, gradientOf(sums, path.at(-1))));
            }
          const row = (state, i) => [lines[i].w, lines[i].b, sums.least_loss + excessLoss(sums, state)];
          return path.map((state, i) => [...row(state, i), ...errorsOf(sums, curve, state)]);
        }"""
        path = descend(x, y, step_size=eta, n_steps=60, start=(-1.0, 2.0))
        ours = np.column_stack([path.w, path.b, path.loss, path.errors])
        theirs = np.array(mathematics(walk, points, eta))
        assert theirs.shape == ours.shape
        assert np.allclose(theirs, ours, rtol=1e-9, atol=1e-9 * np.abs(ours).max(axis=0))


def test_a_batch_gradient_is_the_gradient_over_its_points(mathematics):
    points = PRESETS["Noisy line"]
    some = np.stack([points.x, points.y], axis=1)[[3, 8, 11]]
    _, grad_w, grad_b = mse_and_gradient(some[:, 0], some[:, 1], 0.4, -1.0)
    assert mathematics("(points) => batchGradient(points, {w: 0.4, b: -1})", some.tolist()) == pytest.approx([grad_w, grad_b])


def test_a_round_of_batches_uses_every_point_once(mathematics):
    order = mathematics("() => shuffled([...Array(20).keys()], seededRandom(1))")
    assert sorted(order) == list(range(20))
    assert order != list(range(20))
    assert order == mathematics("() => shuffled([...Array(20).keys()], seededRandom(1))")


@pytest.mark.parametrize("share", [0.001, 0.3, 0.5, 0.9, 0.99])
def test_the_steps_foretold_are_the_steps_needed(mathematics, share):
    curve = curvature(summarise(*SETS["Noisy line"]))
    eta = share * curve.limit
    points = np.stack(SETS["Noisy line"], axis=1).tolist()
    told = mathematics("(points, eta) => stepsToHundredth(curvature(summarise(points)), eta)", points, eta)
    slower = max(curve.factors(eta))
    assert slower**told <= 0.01 < slower ** (told - 1)


def test_the_steps_foretold_are_finite_a_million_away(mathematics):
    points = np.stack(SETS["a million away"], axis=1).tolist()
    told = mathematics("(points) => stepsToHundredth(curvature(summarise(points)), 3e-13)", points)
    curve = curvature(summarise(*SETS["a million away"]))
    assert told == pytest.approx(np.log(100) / (3e-13 * curve.shallow), rel=1e-6)


def test_standardising_in_the_browser_makes_the_bowl_round(mathematics):
    points = PRESETS["Far from the origin"]
    pairs = np.stack([points.x, points.y], axis=1).tolist()
    assert mathematics("(points) => curvature(standardised(summarise(points))).condition", pairs) == pytest.approx(1)
