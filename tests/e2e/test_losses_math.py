"""The losses in the browser against core's: values and gradients, also where exponentials leave the range of numbers."""

import math

import numpy as np
import pytest
import torch

from core.lessons.race import RACERS, race, sample
from core.lessons.robust import ROBUST_LOSSES, fit
from core.losses import LOSSES
from pages.ui.losses.outlier import X, Y

OUTPUTS = (-800.0, -8.0, -2.0, -0.1, 0.0, 0.3, 1.0, 8.0, 800.0)


def in_core(name: str, output: float, target: int, sigma: float) -> tuple[float, float]:
    """Value and derivative of a loss of core for one output: the logit of "yes", beside 0 for "no", or the estimate of the target."""
    loss = LOSSES[name]
    if loss.takes_logits:
        outputs, truth = torch.tensor([[output, 0.0]], dtype=torch.float64), torch.tensor([1 - target])
    else:
        spread = [2 * math.log(sigma)] if loss.sigma else []
        outputs, truth = torch.tensor([[output, *spread]], dtype=torch.float64), torch.tensor([[float(target)]])
    return loss.per_example(outputs, truth).item(), loss.gradient(outputs, truth)[0, 0].item()


@pytest.mark.parametrize("target", [0, 1])
@pytest.mark.parametrize("name", LOSSES)
def test_one_output_costs_in_the_browser_what_it_costs_in_core(run_in_browser, name, target):
    losses = run_in_browser("shared/losses.js")
    assert set(losses("() => Object.keys(LOSSES)")) == set(LOSSES)
    for output in OUTPUTS:
        for sigma in (0.2, 1.0, 4.0):
            given = losses("(name, z, y, s) => [LOSSES[name].value(z, y, s), LOSSES[name].gradient(z, y, s)]", name, output, target, sigma)
            assert given == pytest.approx(in_core(name, output, target, sigma), rel=1e-9, abs=1e-12), (output, sigma)


@pytest.mark.parametrize("temperature", [0.25, 1.0, 4.0])
@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_ten_logits_cost_in_the_browser_what_they_cost_in_core(run_in_browser, scale, temperature):
    logits = scale * torch.linspace(-2, 3, 10, dtype=torch.float64)[None] ** 2
    z = (logits / temperature).requires_grad_()
    loss = LOSSES["cross_entropy"].per_example(z, torch.tensor([4]))
    (gradient,) = torch.autograd.grad(loss.sum(), z)
    given = run_in_browser("shared/softmax.js")("(z, k, t) => crossEntropy(z, k, t)", logits[0].tolist(), 4, temperature)
    assert given["loss"] == pytest.approx(loss.item(), rel=1e-9)
    assert given["chances"] == pytest.approx(z.softmax(1)[0].tolist(), rel=1e-9, abs=1e-300)
    assert given["gradient"] == pytest.approx((gradient[0] / temperature).tolist(), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("points", [[1.0], [-1.2, 0.3, 0.8, 1.4, 2.2]])
@pytest.mark.parametrize(("mean", "sigma"), [(-1.0, 1.0), (0.7, 0.2), (4.0, 3.0)])
def test_the_likelihood_of_points_is_cores_and_its_gradients_are_autograds(run_in_browser, points, mean, sigma):
    y = torch.tensor(points, dtype=torch.float64)[:, None]
    at = torch.tensor([mean, sigma], dtype=torch.float64, requires_grad=True)
    outputs = torch.stack([at[0].expand(len(y)), 2 * at[1].log().expand(len(y))], 1)
    loss = LOSSES["gaussian_spread"].per_example(outputs, y).mean()
    loss.backward()
    assert at.grad is not None
    gaussian = run_in_browser("shared/gaussian.js")
    given = gaussian("(points, mean, sigma) => negativeLogLikelihood(points, mean, sigma)", points, mean, sigma)
    assert [given["loss"], given["byMean"], given["bySigma"]] == pytest.approx([loss.item(), *at.grad.tolist()], rel=1e-9)
    best = gaussian("(points) => mostLikely(points, 0.2)", points)
    assert best["mean"] == pytest.approx(y.mean().item())
    assert best["sigma"] == pytest.approx(max(0.2, math.sqrt(y.var(correction=0).item())))


@pytest.mark.parametrize(
    ("x", "y"),
    [(X, Y), ((1.0,), (2.0,)), ((3.0, 3.0, 3.0), (0.0, 1.0, 5.0)), ((0.0, 1.0), (0.0, 1.0)), ((0.0, 5.0, 9.0), (-6.0, 12.0, -6.0))],
    ids=["an outlier", "one point", "equal x", "two points", "a roof"],
)
@pytest.mark.parametrize("name", ROBUST_LOSSES)
def test_the_browser_lays_the_line_that_core_lays(run_in_browser, name, x, y):
    robust = run_in_browser("shared/robust.js")
    assert robust("() => Object.keys(ROBUST_LOSSES)") == list(ROBUST_LOSSES)
    line = robust("(name, points) => fit(name, points)", name, [list(point) for point in zip(x, y, strict=True)])
    assert [line[part] for part in "wbuc"] == pytest.approx(fit(name, np.array(x), np.array(y)), rel=1e-6, abs=1e-6)
    for r in (-7.0, -1.0, -0.3, 0.0, 0.5, 1.0, 9.0):
        for sigma in (0.3, 2.0):
            given = robust("(name, r, s) => [ROBUST_LOSSES[name].value(r, s), ROBUST_LOSSES[name].pull(r, s)]", name, r, sigma)
            assert given == pytest.approx([ROBUST_LOSSES[name].value(r, sigma), ROBUST_LOSSES[name].pull(r, sigma)])


@pytest.mark.parametrize("start", [0.0, 2.0, 15.0])
@pytest.mark.parametrize("loss", RACERS)
def test_the_browsers_race_goes_the_way_of_cores(modules, loss, start):
    x, labels = sample()
    points = [[*point, int(label)] for point, label in zip(x.tolist(), labels, strict=True)]
    walk = """async ([loss, points, start, steps]) => {
        const { standing, wrongStart } = await import("/pages/ui/components/race/model.js");
        const path = [standing(loss, points, wrongStart(points, start))];
        for (let i = 0; i < steps; i += 1) path.push(standing(loss, points, path.at(-1).next));
        return path;
    }"""
    given = modules.evaluate(walk, [loss, points, start, 60])
    for i, (here, there) in enumerate(zip(given, race(loss, x, labels, start), strict=False)):
        assert here["weights"] == pytest.approx(there.weights.tolist(), rel=1e-9, abs=1e-12), i
        assert [here[name] for name in ("loss", "accuracy", "slope")] == pytest.approx([there.loss, there.accuracy, there.slope]), i
