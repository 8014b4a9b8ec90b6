"""Runs as tables, and several of them on one chart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from core.config import FIELDS
from core.figures import blank
from core.palette import DASHES, RUNS
from core.runs.store import Run
from core.runs.sweep import differing_fields

MAX_OVERLAID: Final = 20  # more curves nobody tells apart
LEGEND_ROW: Final = 21  # px
LEGEND_WIDTH: Final = 760  # px, on a laptop; on a phone the legend scrolls


@dataclass(frozen=True)
class Overlaid:
    """One run of several on a chart."""

    label: str
    steps: pd.DataFrame  # columns step, loss
    epochs: pd.DataFrame  # columns epoch, test_acc


def table(runs: Sequence[Run], last_epochs: pd.DataFrame) -> pd.DataFrame:
    """One row a run, in the order given: which it is, what it reached, the settings in which these runs differ, and the rest.

    In that order, because a phone shows the first four columns. `last_epochs` is what RunStore.last_epochs returns for them.
    """
    figures = last_epochs.reindex([run.id for run in runs])
    configs, names, notes = [run.config for run in runs], [run.name for run in runs], [run.note for run in runs]
    columns: dict[str, Any] = {"Run": [run.number for run in runs]} | ({"Name": names} if any(names) else {})
    columns |= {"Test, %": 100 * figures["test_acc"].astype(float)}
    columns |= {FIELDS[name].label: _column(configs, name) for name in differing_fields(configs)}
    columns |= {
        "State": [run.status for run in runs],
        "Train, %": 100 * figures["train_acc"].astype(float),
        "Training loss": figures["train_loss"].astype(float),
        "Time": figures["seconds"].astype(float),
        "Epochs done": figures["epoch"].astype("Int64"),
        "Asked for": [datetime.fromtimestamp(run.created, UTC) for run in runs],
    } | ({"Note": notes} if any(notes) else {})
    return pd.DataFrame(columns, index=figures.index)


def side_by_side(runs: Sequence[Run], last_epochs: pd.DataFrame) -> pd.DataFrame:
    """A column for each run: what it reached, and below it the settings in which they differ. `last_epochs` is as for `table`."""
    names, figures = differing_fields([run.config for run in runs]), last_epochs.reindex([run.id for run in runs])
    columns = {
        run.label: [
            "–" if math.isnan(test_acc) else f"{test_acc:.2%}",
            "–" if math.isnan(train_loss) else f"{train_loss:.4f}",
            *(FIELDS[name].describe(getattr(run.config, name)) for name in names),
        ]
        for run, test_acc, train_loss in zip(runs, figures["test_acc"].astype(float), figures["train_loss"].astype(float), strict=True)
    }
    return pd.DataFrame(columns, index=pd.Index(["Test accuracy", "Training loss", *(FIELDS[name].label for name in names)]))


def accuracy_overlay(runs: Sequence[Overlaid]) -> go.Figure:
    """Test accuracy of up to 20 runs after each epoch, no two with the same colour and dash."""
    figure = _overlay(runs, x="Epoch", title="Test accuracy")
    for i, run in enumerate(runs):
        figure.add_scatter(
            x=run.epochs["epoch"], y=run.epochs["test_acc"], name=run.label, mode="lines+markers", line=_line(i), marker={"size": 5},
            hovertemplate=f"{run.label}, epoch %{{x}}: %{{y:.2%}}<extra></extra>",
        )  # fmt: skip
    n_epochs = max((int(run.epochs["epoch"].max()) for run in runs if not run.epochs.empty), default=0)
    figure.update_xaxes(range=[0.5, max(1, n_epochs) + 0.5], dtick=max(1, n_epochs // 10))
    figure.update_yaxes(tickformat=".1%" if n_epochs else ".0%", range=None if n_epochs > 1 else [0, 1])
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


def _column(configs: Sequence[Any], name: str) -> list[Any]:
    values = [getattr(config, name) for config in configs]
    return values if FIELDS[name].is_number else [FIELDS[name].describe(value) for value in values]  # numbers sort as numbers
