"""core.figures.train: the live charts say what they draw."""

import math

import numpy as np
import pandas as pd
import pytest

from core.figures.train import Mark, View, accuracy_curve, loss_curve, lr_curve
from core.palette import ERROR, STEP

N = 200
STEPS = pd.DataFrame({"step": np.arange(1, N + 1), "loss": np.linspace(2.3, 0.1, N), "lr": 0.01})
NONE = pd.DataFrame({"step": [], "loss": [], "lr": []}, dtype=float)


def test_the_pale_line_is_the_loss_and_the_strong_one_names_its_window() -> None:
    raw, smooth = loss_curve(STEPS, N, unit="nats", view=View(smooth=30)).data
    assert (raw.name, smooth.name) == ("each step", "mean of the last 30 steps")
    assert raw.opacity < 1
    assert raw.line.width < smooth.line.width
    np.testing.assert_array_equal(raw.y, STEPS["loss"])
    assert smooth.y[-1] == pytest.approx(STEPS["loss"].tail(30).mean())


def test_points_that_are_means_already_are_called_that() -> None:
    sparse = STEPS.assign(step=STEPS["step"] * 6)
    names = [trace.name for trace in loss_curve(sparse, 6 * N, unit="nats", view=View(smooth=30)).data]
    assert names == ["mean of each 6 steps", "mean of the last 30 steps"]


@pytest.mark.parametrize("smooth", [0, 1, 5])
def test_a_window_no_wider_than_a_point_draws_no_second_line(smooth: int) -> None:
    (only,) = loss_curve(STEPS.assign(step=STEPS["step"] * 6), 6 * N, unit="nats", view=View(smooth=smooth)).data
    assert only.opacity == 1


@pytest.mark.parametrize(
    ("view", "kinds", "words"),
    [
        (View(), (None, "log"), "(log axis)"),
        (View(log_x=True), ("log", "log"), "(both axes log)"),
        (View(log_x=True, log_y=False), ("log", None), "(log steps)"),
    ],
)
def test_log_axes_are_drawn_and_said(view: View, kinds: tuple[str | None, str | None], words: str) -> None:
    layout = loss_curve(STEPS, N, unit="nats", view=view).layout
    assert (layout.xaxis.type, layout.yaxis.type) == kinds
    assert words in layout.title.text


def test_a_loss_below_zero_is_not_drawn_on_a_log_axis() -> None:
    layout = loss_curve(STEPS.assign(loss=STEPS["loss"] - 1), N, unit="nats", view=View(log_y=True)).layout
    assert layout.yaxis.type is None
    assert layout.title.text == "Training loss, nats"


def test_the_visitors_zoom_outlives_new_points_but_not_another_kind_of_axis() -> None:
    def kept(steps: pd.DataFrame, view: View) -> str:
        return str(loss_curve(steps, N, unit="nats", view=view).layout.uirevision)

    assert kept(STEPS.head(10), View(smooth=30)) == kept(STEPS, View())
    assert len({kept(STEPS, View(log_x=x, log_y=y)) for x in (True, False) for y in (True, False)}) == 4


@pytest.mark.parametrize("steps", [NONE, STEPS.head(1), STEPS])
@pytest.mark.parametrize("view", [View(), View(True, False, 100)])
def test_the_charts_keep_their_height_and_their_length_whatever_has_come(steps: pd.DataFrame, view: View) -> None:
    figure = loss_curve(steps, N, unit="nats", view=view)
    assert figure.layout.height == loss_curve(NONE, N, unit="nats").layout.height
    assert figure.layout.xaxis.range[1] == pytest.approx(math.log10(N) if view.log_x else N)


def test_a_change_is_marked_at_its_step_on_either_axis() -> None:
    for log, x in ((False, 100), (True, 2)):
        layout = loss_curve(STEPS, N, unit="nats", view=View(log_x=log), marks=[Mark(100, "lr 0.01")]).layout
        assert (layout.annotations[0].text, layout.annotations[0].x) == ("lr 0.01", x)
        assert layout.shapes[0].x0 == layout.shapes[0].x1 == 100
    assert (
        accuracy_curve(pd.DataFrame({"epoch": [], "train_acc": [], "test_acc": []}), 3, [Mark(1.5, "lr 0.01")]).layout.shapes[0].x0 == 1.5
    )


def test_colours_mean_what_they_mean_everywhere() -> None:
    assert {trace.line.color for trace in loss_curve(STEPS, N, unit="nats", view=View(smooth=30)).data} == {ERROR}
    assert lr_curve(STEPS, N).data[0].line.color == STEP
