"""How a run's loss, learning rate and accuracies went."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from core.figures import blank
from core.palette import ERROR, MODEL, MUTED, REFERENCE, STEP
from core.runs.smoothing import steps_per_point, trailing_mean

LOG_TICKS: Final = [digit * 10.0**power for power in range(-6, 7) for digit in (1, 2, 5)]

BEFORE_THE_FIRST_STEP: Final = (-2, 0.5)  # powers of ten: where the loss of most runs will be
ACCURACY_FLOORS: Final = (0.95, 0.9, 0.8, 0.5)  # where the axis may begin, so that it seldom moves while points come in
INSIDE: Final = {"orientation": "v", "y": 1.0, "yanchor": "top", "x": 1.0, "xanchor": "right", "bgcolor": "rgba(0,0,0,0)"}


@dataclass(frozen=True)
class Mark:
    """A moment at which a setting was changed."""

    at: float  # on the x axis
    label: str  # "lr 0.01"


@dataclass(frozen=True)
class View:
    """How the visitor wants the loss drawn."""

    log_x: bool = False
    log_y: bool = True
    smooth: int = 0  # steps, the window of the smoothed curve; 0: none


def loss_curve(steps: pd.DataFrame, n_steps: int, *, unit: str, view: View = View(), marks: Sequence[Mark] = ()) -> go.Figure:
    """The training loss over the steps (columns step, loss); `n_steps` is the whole run's, so the axis stands still."""
    figure = blank(x="Step", y="", title=f"Training loss, {unit}", height=280)
    each = steps_per_point(steps)
    smoothed = view.smooth > each
    figure.add_scatter(
        x=steps["step"], y=steps["loss"], mode="lines", name="each step" if each == 1 else f"mean of each {each} steps",
        line={"color": ERROR, "width": 1 if smoothed else 1.5}, opacity=0.4 if smoothed else 1,
        hovertemplate="step %{x}: %{y:.4f}<extra></extra>",
    )  # fmt: skip
    if smoothed:
        figure.add_scatter(
            x=steps["step"], y=trailing_mean(steps, view.smooth), mode="lines", name=f"mean of the last {view.smooth} steps",
            line={"color": ERROR, "width": 2}, hovertemplate=f"step %{{x}}: %{{y:.4f}}, mean of the last {view.smooth}<extra></extra>",
        )  # fmt: skip
    log_y = view.log_y and bool((steps["loss"] > 0).all())  # a likelihood's logarithm may be on either side of zero
    if log_y:
        figure.update_yaxes(type="log", tickvals=LOG_TICKS, ticktext=[f"{tick:g}" for tick in LOG_TICKS])
        if steps.empty:
            figure.update_yaxes(range=list(BEFORE_THE_FIRST_STEP))
    _step_axis(figure, n_steps, log=view.log_x)
    axes = {(True, True): " (both axes log)", (False, True): " (log axis)", (True, False): " (log steps)"}.get((view.log_x, log_y), "")
    figure.update_layout(
        title_text=f"Training loss, {unit}{axes}", showlegend=True, legend=INSIDE, uirevision=f"{view.log_x} {log_y} {steps.empty}"
    )  # another axis or another run, another view
    return _marked(figure, marks, log=view.log_x)


def lr_curve(steps: pd.DataFrame, n_steps: int, *, log_x: bool = False, marks: Sequence[Mark] = ()) -> go.Figure:
    """The learning rate over the steps (columns step, lr)."""
    figure = blank(x="Step", y="", title="Learning rate", height=180)
    figure.add_scatter(
        x=steps["step"], y=steps["lr"], mode="lines", line={"color": STEP, "width": 2}, hovertemplate="step %{x}: %{y:.3g}<extra></extra>"
    )
    figure.update_yaxes(rangemode="tozero", tickformat=".2~g", nticks=5)
    figure.update_layout(uirevision=f"{log_x}")
    _step_axis(figure, n_steps, log=log_x)
    return _marked(figure, marks, log=log_x)


def accuracy_curve(epochs: pd.DataFrame, n_epochs: int, marks: Sequence[Mark] = ()) -> go.Figure:
    """Train and test accuracy after each epoch (columns epoch, train_acc, test_acc)."""
    figure = blank(x="Epoch", y="", title="Accuracy", height=280)
    for column, label, colour, dash in (("train_acc", "train", MODEL, "solid"), ("test_acc", "test", REFERENCE, "dash")):
        figure.add_scatter(
            x=epochs["epoch"], y=epochs[column], name=label, mode="lines+markers", line={"color": colour, "dash": dash},
            hovertemplate=f"{label}, epoch %{{x}}: %{{y:.2%}}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(showlegend=True, legend={"y": 1.0, "x": 1.0, "xanchor": "right"})
    return _marked(set_accuracy_axes(figure, n_epochs), marks)


def set_accuracy_axes(figure: go.Figure, n_epochs: int) -> go.Figure:
    """Lay out the axes of a chart of accuracies after each epoch; returns the figure. The y axis begins at one of a few floors."""
    lowest = min((value for trace in figure.data for value in trace.y), default=0.9)
    floor = next((floor for floor in ACCURACY_FLOORS if lowest >= floor), 0.0)
    figure.update_xaxes(range=[0.5, n_epochs + 0.5], dtick=max(1, n_epochs // 10))
    figure.update_yaxes(tickformat=".0%" if floor < 0.95 else ".1%", range=[floor, 1.0 + (1 - floor) / 50])
    return figure


def _step_axis(figure: go.Figure, n_steps: int, *, log: bool) -> None:
    if log:
        ticks = [10**power for power in range(7)]
        figure.update_xaxes(type="log", range=[0, math.log10(max(2, n_steps))], tickvals=ticks, ticktext=[f"{tick:,}" for tick in ticks])
    else:
        figure.update_xaxes(range=[0, n_steps])


def _marked(figure: go.Figure, marks: Sequence[Mark], *, log: bool = False) -> go.Figure:
    """A line with a few words at each moment. On a log axis plotly wants a shape's x as it is, but an annotation's logarithm."""
    for i, mark in enumerate(marks):
        line = {"color": MUTED, "width": 1, "dash": "dot"}
        figure.add_shape(type="line", x0=mark.at, x1=mark.at, yref="paper", y0=0, y1=1, line=line)
        figure.add_annotation(
            x=math.log10(max(mark.at, 1)) if log else mark.at, y=0.02 + 0.09 * (i % 4), yref="paper", yanchor="bottom", xanchor="left",
            text=mark.label, showarrow=False, font={"size": 12, "color": MUTED},
        )  # fmt: skip
    return figure
