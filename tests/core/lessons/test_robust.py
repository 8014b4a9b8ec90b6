"""Lines under losses that differ in how far one point may pull them."""

import numpy as np
import pytest

from core.lessons.robust import ROBUST_LOSSES, Line, fit

X = np.linspace(0, 10, 13)
RNG = np.random.default_rng(0)
Y = 0.5 * X + 1 + 0.2 * RNG.normal(size=13)
FAR = np.where(np.arange(13) == 12, -20.0, Y)  # the last point of Y, flung away


def total(name: str, line: Line, y: np.ndarray) -> float:
    return sum(ROBUST_LOSSES[name].value(float(r), line.sigma(x)) for x, r in zip(X, y - line.w * X - line.b, strict=True))


@pytest.mark.parametrize("name", ROBUST_LOSSES)
def test_the_pull_is_the_derivative_of_the_loss(name: str) -> None:
    loss = ROBUST_LOSSES[name]
    for r in (-9.0, -1.5, -0.4, 0.3, 0.99, 4.0):
        for sigma in (0.3, 1.0, 2.0):
            slope = (loss.value(r + 1e-6, sigma) - loss.value(r - 1e-6, sigma)) / 2e-6
            assert loss.pull(r, sigma) == pytest.approx(slope, rel=1e-5)
    assert loss.pull(0.0, 1.0) == 0


@pytest.mark.parametrize("y", [Y, FAR], ids=["no outlier", "an outlier"])
@pytest.mark.parametrize("name", ROBUST_LOSSES)
def test_no_line_nearby_has_a_smaller_loss(name: str, y: np.ndarray) -> None:
    line = fit(name, X, y)
    least = total(name, line, y)
    for change in RNG.normal(0, 0.02, (200, 4)):
        assert total(name, Line(*np.add(line, change)), y) >= least - 1e-6


def test_squared_errors_line_is_least_squares() -> None:
    assert fit("squared", X, FAR)[:2] == pytest.approx(tuple(np.polyfit(X, FAR, 1)))


def test_only_squared_error_follows_an_outlier() -> None:
    turned = {name: abs(fit(name, X, FAR).w - fit(name, X, Y).w) for name in ROBUST_LOSSES}
    assert turned["squared"] > 0.5
    assert max(turned["absolute"], turned["huber"], turned["predicted_sigma"]) < 0.2
    assert turned["student_t"] < 0.02


def test_the_farther_a_point_is_the_less_it_pulls_on_student_ts_line() -> None:
    pulls = [ROBUST_LOSSES["student_t"].pull(r, 1.0) for r in (2.0, 5.0, 50.0)]
    assert pulls[0] > pulls[1] > pulls[2] > 0


@pytest.mark.parametrize("name", ROBUST_LOSSES)
def test_one_point_or_equal_x_have_a_level_line_and_no_point_is_said(name: str) -> None:
    assert fit(name, np.array([3.0]), np.array([2.0]))[:2] == pytest.approx((0, 2))
    line = fit(name, np.full(3, 4.0), np.array([1.0, 2.0, 2.5]))
    assert line.w == 0
    assert 1 <= line.b <= 2.5
    with pytest.raises(ValueError, match="no point"):
        fit(name, np.zeros(0), np.zeros(0))


def test_an_outlier_at_one_end_is_taken_for_noise_that_grows_towards_it() -> None:
    line = fit("predicted_sigma", X, FAR)
    near, far = line.sigma(0.0), line.sigma(10.0)
    assert far > 10 * near
    residual = float(FAR[-1] - line.w * X[-1] - line.b)
    assert abs(ROBUST_LOSSES["predicted_sigma"].pull(residual, far)) < 0.1 * abs(ROBUST_LOSSES["squared"].pull(residual, far))
