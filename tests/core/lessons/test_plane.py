import numpy as np
import pytest
import torch

from core.figures import regression as figures
from core.lessons.plane import descend, generate, largest_stable_step, least_squares, mse_and_gradient, with_ones


def test_the_gradient_matches_autograd():
    x, y = generate()
    weights = torch.tensor([0.3, -1.0, 2.0], dtype=torch.float64, requires_grad=True)
    loss = ((torch.tensor(y) - torch.tensor(with_ones(x)) @ weights) ** 2).mean()
    loss.backward()
    ours, gradient = mse_and_gradient(x, y, weights.detach().numpy())
    assert ours == pytest.approx(loss.item())
    assert gradient == pytest.approx(weights.grad.numpy())


def test_descent_converges_below_its_limit_and_diverges_above():
    x, y = generate()
    limit = largest_stable_step(x)
    model, diverged = descend(x, y, step_size=0.99 * limit, n_steps=2000)
    best = least_squares(x, y)
    assert diverged is None
    assert [*model.w, model.b] == pytest.approx([*best.w, best.b])
    _, diverged = descend(x, y, step_size=1.05 * limit, n_steps=2000)
    assert diverged is not None


def test_the_figure_holds_the_points_and_leaves_out_a_plane_that_diverged():
    x, y = generate()
    best = least_squares(x, y)
    whole = figures.plane(x, y, best, best)
    assert [trace.name for trace in whole.data] == ["model", "error", "least squares", "data"]
    assert np.array_equal(whole.data[-1].z, y)
    assert [trace.name for trace in figures.plane(x, y, None, best).data] == ["least squares", "data"]
