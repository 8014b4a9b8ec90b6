"""How a run's loss and accuracies went."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from core.figures import blank
from core.palette import DASHES, ERROR, MODEL, REFERENCE, RUNS

LOG_TICKS: Final = [digit * 10.0**power for power in range(-6, 7) for digit in (1, 2, 5)]

ACCURACY_FLOORS: Final = (0.95, 0.9, 0.8, 0.5)  # where the axis may begin, so that it seldom moves while points come in


@dataclass(frozen=True)
class Curve:
    """One run in a comparison."""

    label: str
    epochs: pd.DataFrame  # columns epoch, train_acc, test_acc


def loss_curve(steps: pd.DataFrame, n_steps: int, *, unit: str) -> go.Figure:
    """The training loss over the steps (columns step, loss); `n_steps` is the whole run's, so the axis stands still."""
    figure = blank(x="Step", y="", title=f"Training loss, {unit}", height=260)
    figure.add_scatter(
        x=steps["step"],
        y=steps["loss"],
        mode="lines",
        line={"color": ERROR, "width": 1.5},
        hovertemplate="step %{x}: %{y:.4f}<extra></extra>",
    )
    figure.update_xaxes(range=[0, n_steps])
    if (steps["loss"] > 0).all():  # a likelihood's logarithm may be on either side of zero
        figure.update_yaxes(type="log", tickvals=LOG_TICKS, ticktext=[f"{tick:g}" for tick in LOG_TICKS])
        figure.update_layout(title_text=f"Training loss, {unit} (log axis)")
    return figure


def accuracy_curve(epochs: pd.DataFrame, n_epochs: int) -> go.Figure:
    """Train and test accuracy after each epoch (columns epoch, train_acc, test_acc)."""
    figure = blank(x="Epoch", y="", title="Digits read right", height=260)
    for column, label, colour, dash in (("train_acc", "train", MODEL, "solid"), ("test_acc", "test", REFERENCE, "dash")):
        figure.add_scatter(
            x=epochs["epoch"], y=epochs[column], name=label, mode="lines+markers", line={"color": colour, "dash": dash},
            hovertemplate=f"{label}, epoch %{{x}}: %{{y:.2%}}<extra></extra>",
        )  # fmt: skip
    return _accuracy_axes(figure, n_epochs)


def comparison(curves: Sequence[Curve], n_epochs: int) -> go.Figure:
    """Test accuracy of several runs after each epoch, one colour and one dash for each."""
    figure = blank(x="Epoch", y="", title="Test digits read right", height=360)
    for i, curve in enumerate(curves):
        figure.add_scatter(
            x=curve.epochs["epoch"], y=curve.epochs["test_acc"], name=curve.label, mode="lines+markers",
            line={"color": RUNS[i % len(RUNS)], "dash": DASHES[i % len(DASHES)]},
            hovertemplate=f"{curve.label}, epoch %{{x}}: %{{y:.2%}}<extra></extra>",
        )  # fmt: skip
    _accuracy_axes(figure, n_epochs)
    figure.update_layout(legend={"y": -0.2, "yanchor": "top", "x": 0, "xanchor": "left"}, margin_b=96)  # below: the names may be long
    return figure


def _accuracy_axes(figure: go.Figure, n_epochs: int) -> go.Figure:
    lowest = min((value for trace in figure.data for value in trace.y), default=0.9)
    floor = next((floor for floor in ACCURACY_FLOORS if lowest >= floor), 0.0)
    figure.update_xaxes(range=[0.5, n_epochs + 0.5], dtick=max(1, n_epochs // 10))
    figure.update_yaxes(tickformat=".0%" if floor < 0.95 else ".1%", range=[floor, 1.0 + (1 - floor) / 50])
    figure.update_layout(showlegend=True, legend={"y": 1.0, "x": 1.0, "xanchor": "right"})
    return figure
