"""One width for all, or a width predicted from x: fits and coverage against independent references."""

import math

import numpy as np
import pytest
import torch
from scipy import optimize, stats

from core.lessons import heteroscedastic
from core.losses import LOSSES


@pytest.fixture(scope="module")
def data():
    return heteroscedastic.sample(300, 0)


@pytest.fixture(scope="module")
def fits(data):
    return {"constant": heteroscedastic.fit_homoscedastic(*data), "predicted": heteroscedastic.fit_heteroscedastic(*data)}


def test_the_data_are_what_the_page_says():
    x, y = heteroscedastic.sample(200_000, 1)
    assert 0 <= x.min() < 0.01
    assert heteroscedastic.X_MAX - 0.01 < x.max() <= heteroscedastic.X_MAX
    noise = ((y - 2 * x - 1) / (0.2 + 0.4 * x)).numpy()
    assert noise.mean() == pytest.approx(0, abs=0.01)
    assert noise.std() == pytest.approx(1, abs=0.01)


def test_the_homoscedastic_fit_is_least_squares_with_the_residuals_root_mean_square(data, fits):
    x, y = (tensor.numpy() for tensor in data)
    w, b = np.polyfit(x, y, 1)
    constant = fits["constant"]
    assert (constant.w, constant.b, constant.u) == (pytest.approx(w), pytest.approx(b), 0)
    assert math.exp(constant.c / 2) == pytest.approx(np.sqrt(((y - w * x - b) ** 2).mean()))


def test_the_heteroscedastic_fit_is_scipys_maximum_likelihood(data, fits):
    x, y = (tensor.numpy() for tensor in data)

    def loss(p):
        return -stats.norm.logpdf(y, p[0] * x + p[1], np.exp((p[2] * x + p[3]) / 2)).mean()

    best = optimize.minimize(loss, [1, 0, 0, 0], method="Nelder-Mead", options={"maxiter": 20_000, "xatol": 1e-9, "fatol": 1e-12})
    predicted = fits["predicted"]
    np.testing.assert_allclose([predicted.w, predicted.b, predicted.u, predicted.c], best.x, atol=1e-4)
    assert predicted.negative_log_likelihood(*data) == pytest.approx(best.fun)


@pytest.mark.parametrize("n_points", [50, 100, 300, 1000])
def test_every_fit_ends_where_the_gradient_is_zero(n_points):
    for seed in range(0, 1000, 37):
        x, y = heteroscedastic.sample(n_points, seed)
        fit = heteroscedastic.fit_heteroscedastic(x, y)
        gradient = LOSSES["gaussian_spread"].gradient(fit.outputs(x), y[:, None])
        for column in (gradient[:, 0] * x, gradient[:, 0], gradient[:, 1] * x, gradient[:, 1]):
            assert column.mean().item() == pytest.approx(0, abs=1e-6)


def test_the_band_holds_95_percent_of_data_from_its_own_distribution():
    x = torch.full((200_000,), 2.0, dtype=torch.float64)
    fit = heteroscedastic.GaussianFit(1.0, 0.5, 0.3, -1.0)
    y = 2.5 + math.exp(-0.2) * torch.randn(200_000, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    assert fit.coverage(x, y)[1] == pytest.approx(0.95, abs=0.002)


@pytest.mark.parametrize("n_points", [50, 100, 300, 1000])
@pytest.mark.parametrize("seed", [0, 1, 999])
def test_every_choice_on_the_page_gives_the_heteroscedastic_fit_a_better_likelihood(n_points, seed):
    x, y = heteroscedastic.sample(n_points, seed)
    fits = {"constant": heteroscedastic.fit_homoscedastic(x, y), "predicted": heteroscedastic.fit_heteroscedastic(x, y)}
    losses = heteroscedastic.losses_on_new_points(fits)
    assert np.isfinite(heteroscedastic.coverage_table(fits).to_numpy()).all()
    assert losses["predicted"] < losses["constant"]


@pytest.mark.parametrize(("level", "tolerance", "near"), [(0.5, 0.06, 0.1), (0.8, 0.06, 0.09), (0.95, 0.04, 0.06)])
def test_the_homoscedastic_bands_cover_too_much_on_the_left_and_too_little_on_the_right(fits, level, tolerance, near):
    """What the page shows at its start."""
    table = heteroscedastic.coverage_table(fits)
    left, _, right = table.loc[f"constant, {level:.0%} band"]
    assert left > level + tolerance
    assert right < level - tolerance
    assert ((table.loc[f"predicted, {level:.0%} band"] - level).abs() < near).all()


def test_many_data_sets_are_fitted_at_once_as_each_alone():
    x, y = heteroscedastic.sample(100, 3, n_data_sets=5)
    assert x.shape == y.shape == (5, 100)
    constant, predicted = heteroscedastic._homoscedastic(x, y), heteroscedastic._heteroscedastic(x, y)
    for i in range(5):
        one, other = heteroscedastic.fit_homoscedastic(x[i], y[i]), heteroscedastic.fit_heteroscedastic(x[i], y[i])
        assert constant[i].tolist() == pytest.approx([one.w, one.b, one.u, one.c])
        assert predicted[i].tolist() == pytest.approx([other.w, other.b, other.u, other.c], abs=1e-9)


@pytest.mark.parametrize("n_points", [50, 100, 300, 1000])
def test_a_predicted_width_halves_the_intercepts_spread_while_the_lines_hardly_differ(n_points):
    """What the page says at the end of the section."""
    constant, predicted = heteroscedastic.intercepts(n_points, 0)
    assert len(constant) == len(predicted) == heteroscedastic.N_DATA_SETS
    assert constant.mean() == pytest.approx(1, abs=4 * constant.std() / 200**0.5)
    assert predicted.mean() == pytest.approx(1, abs=4 * predicted.std() / 200**0.5)
    assert constant.std() / predicted.std() > 1.6
    x, y = heteroscedastic.sample(n_points, 0)
    fits = heteroscedastic.fit_homoscedastic(x, y), heteroscedastic.fit_heteroscedastic(x, y)
    assert heteroscedastic.largest_distance(*fits) < 0.5
