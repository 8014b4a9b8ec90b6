"""Several runs on one chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from core.figures import blank
from core.figures.train import set_accuracy_axes
from core.palette import DASHES, RUNS

MAX_OVERLAID: Final = 20  # more curves nobody tells apart
LEGEND_ROW: Final = 21  # px
LEGEND_WIDTH: Final = 760  # px, on a laptop; on a phone the legend scrolls


@dataclass(frozen=True)
class Overlaid:
    """One run of several on a chart."""

    label: str
    steps: pd.DataFrame  # columns step, loss
    epochs: pd.DataFrame  # columns epoch, test_acc


@dataclass(frozen=True)
class Expected:
    """A curve that was measured before, to be seen behind one that grows."""

    label: str
    epochs: Sequence[float]
    test_acc: Sequence[float]


def accuracy_overlay(runs: Sequence[Overlaid], n_epochs: int | None = None, expected: Sequence[Expected] = ()) -> go.Figure:
    """Test accuracy of up to 20 runs after each epoch, no two with the same colour and dash.

    The axes are laid out for `n_epochs`, so that they stand still while the runs train; without it they fit what there is. What is
    `expected` of the first run, the second and so on is a pale line of the same colour.
    """
    figure = _overlay(runs, x="Epoch", title="Test accuracy")
    for i, run in enumerate(runs):
        figure.add_scatter(
            x=run.epochs["epoch"], y=run.epochs["test_acc"], name=run.label, mode="lines+markers", line=_line(i), marker={"size": 5},
            hovertemplate=f"{run.label}, epoch %{{x}}: %{{y:.2%}}<extra></extra>",
        )  # fmt: skip
    for i, curve in enumerate(expected):
        line = _line(i) | {"dash": "dot", "width": 3}
        figure.add_scatter(x=curve.epochs, y=curve.test_acc, name=curve.label, mode="lines", line=line, opacity=0.45, hoverinfo="skip")
    if n_epochs:
        return set_accuracy_axes(figure, n_epochs)
    n_done = max((int(run.epochs["epoch"].max()) for run in runs if not run.epochs.empty), default=0)
    figure.update_xaxes(range=[0.5, max(1, n_done) + 0.5], dtick=max(1, n_done // 10))
    figure.update_yaxes(tickformat=".1%" if n_done else ".0%", range=None if n_done > 1 else [0, 1])
    return figure


def loss_overlay(runs: Sequence[Overlaid], *, unit: str) -> go.Figure:
    """Training loss of up to 20 runs over the steps. The axis is logarithmic where no loss is negative."""
    is_log = all((run.steps["loss"] > 0).all() for run in runs)  # a likelihood's logarithm may be on either side of zero
    figure = _overlay(runs, x="Step", title=f"Training loss, {unit}{' (log axis)' if is_log else ''}")
    for i, run in enumerate(runs):
        figure.add_scatter(
            x=run.steps["step"], y=run.steps["loss"], name=run.label, mode="lines", line=_line(i),
            hovertemplate=f"{run.label}, step %{{x}}: %{{y:.4g}}<extra></extra>",
        )  # fmt: skip
    figure.update_xaxes(rangemode="tozero")
    if is_log:
        figure.update_yaxes(type="log", dtick="D2", tickformat="~g")
    return figure


def _overlay(runs: Sequence[Overlaid], *, x: str, title: str) -> go.Figure:
    n_rows = -(-sum(56 + 7 * len(run.label) for run in runs) // LEGEND_WIDTH)  # a line's sample and about 7 px a letter
    legend = LEGEND_ROW * max(1, n_rows)
    figure = blank(x=x, y="", title=title, height=400 + legend)
    figure.update_layout(showlegend=True, margin_b=64 + legend)
    figure.update_layout(legend={"y": -0.19, "yanchor": "top", "x": 0, "xanchor": "left", "maxheight": legend + 8})
    return figure


def _line(i: int) -> dict[str, Any]:
    n = len(RUNS)
    return {"color": RUNS[i % n], "dash": DASHES[(i + i // n) % len(DASHES)], "width": 1.8}  # 36 different pairs
