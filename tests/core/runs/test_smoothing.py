"""core.runs.smoothing: a mean over steps, which looks back and nowhere else."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.runs.smoothing import steps_per_point, trailing_mean


def points(widths: list[int], losses: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"step": np.cumsum(widths), "loss": losses})


def by_hand(steps: pd.DataFrame, window: int) -> list[float]:
    """Each point's loss written down once for each of its steps, and pandas' own rolling mean where points are one step wide."""
    each = np.repeat(steps["loss"].to_numpy(), np.diff(steps["step"], prepend=0))
    return [float(each[max(0, step - window) : step].mean()) for step in steps["step"]]


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=60), st.integers(1, 80))
def test_on_single_steps_it_is_the_rolling_mean_of_pandas(losses: list[float], window: int) -> None:
    steps = points([1] * len(losses), losses)
    wanted = steps["loss"].rolling(window, min_periods=1).mean()
    np.testing.assert_allclose(trailing_mean(steps, window), wanted, atol=1e-8)


def test_a_point_counts_as_often_as_it_has_steps() -> None:
    steps = points([4, 4, 2, 4], [8.0, 4.0, 1.0, 2.0])
    np.testing.assert_allclose(trailing_mean(steps, 10)[:3], by_hand(steps, 10)[:3])
    assert trailing_mean(steps, 10)[3] == pytest.approx((4 * 4 + 2 * 1 + 4 * 2) / 10)


@given(st.integers(1, 29), st.floats(-1e6, 1e6))
def test_what_comes_later_changes_nothing(at: int, other: float) -> None:
    steps = points([3] * 30, list(np.linspace(5, 1, 30)))
    changed = steps.assign(loss=np.where(np.arange(30) >= at, other, steps["loss"]))
    np.testing.assert_array_equal(trailing_mean(changed, 20)[:at], trailing_mean(steps, 20)[:at])


def test_points_wider_than_the_window_stay_as_they_are() -> None:
    steps = points([50, 50, 50], [3.0, 2.0, 1.0])
    np.testing.assert_allclose(trailing_mean(steps, 30), [3.0, 2.0, 1.0])


def test_nothing_smoothed_is_nothing() -> None:
    assert trailing_mean(points([], []), 30).shape == (0,)


def test_how_many_steps_a_point_stands_for_is_the_usual_number() -> None:
    assert steps_per_point(points([6, 6, 6, 1, 6], [1.0] * 5)) == 6
    assert steps_per_point(points([], [])) == 1
