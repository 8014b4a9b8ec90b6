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
    table = heteroscedastic.comparison(
        {"constant": heteroscedastic.fit_homoscedastic(x, y), "predicted": heteroscedastic.fit_heteroscedastic(x, y)}
    )
    assert np.isfinite(table.to_numpy()).all()
    assert table.loc["predicted"].iloc[3] < table.loc["constant"].iloc[3]


def test_the_homoscedastic_band_covers_too_much_on_the_left_and_too_little_on_the_right(fits):
    """What the page shows at its start."""
    table = heteroscedastic.comparison(fits)
    left, _, right = table.loc["constant"].iloc[:3]
    assert left > 0.99
    assert right < 0.88
    assert ((table.loc["predicted"].iloc[:3] - 0.95).abs() < 0.06).all()
