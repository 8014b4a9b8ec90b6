"""What a trained network confuses, how sure it is, what its first layer looks for, and when it came to read a drawing."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.figures import blank
from core.palette import DATA, DIVERGING, ERROR, MODEL, MUTED, PAPER

N_DIGITS: Final = 10
DIGITS: Final = tuple("0123456789")
CAPTION_PIXELS: Final = 4  # of the digits' own pixels: the air around a caption, and each of its lines
WALL_WIDTH: Final = 420  # px, about; on a narrow page the wall shrinks


def confusion_matrix(counts: np.ndarray, classes: Sequence[str] = DIGITS, chosen: tuple[int, int] | None = None) -> go.Figure:
    """Counts (10, 10), rows true, columns said; the cell chosen (true, said) is framed.

    Colour shows the mistakes only, so that the diagonal does not drown them.
    """
    figure = blank(x="Network said", y="" if _long(classes) else "True class", height=420)
    mistakes = np.where(np.eye(N_DIGITS, dtype=bool), 0, counts)
    figure.add_heatmap(
        z=mistakes, text=counts, texttemplate="%{text}", colorscale=[[0, PAPER], [1, ERROR]], showscale=False, xgap=1, ygap=1,
        zmin=0, zmax=2 * max(1, mistakes.max()), textfont={"color": DATA}, hoverinfo="none",  # half the scale: the numbers stay readable
    )  # fmt: skip
    ticks = _class_ticks(classes) | {"showgrid": False}
    figure.update_xaxes(**ticks)
    figure.update_yaxes(**ticks, autorange="reversed")
    figure.update_layout(clickmode="event", dragmode=False)
    if chosen:
        true, said = chosen
        frame = {"x0": said - 0.5, "x1": said + 0.5, "y0": true - 0.5, "y1": true + 0.5}
        figure.add_shape(type="rect", **frame, line={"color": DATA, "width": 2})
    return _room_for_names(figure, classes, "xy")


def accuracy_by_class(counts: np.ndarray, classes: Sequence[str] = DIGITS) -> go.Figure:
    """Share of each class that was read right, from counts (10, 10)."""
    accuracy = counts.diagonal() / np.maximum(1, counts.sum(1))
    figure = blank(x="" if _long(classes) else "Class", y="", title="Read right, by class", height=260)
    figure.add_scatter(  # no bars: their length would mean nothing on an axis that does not begin at zero
        x=list(range(N_DIGITS)), y=accuracy, customdata=list(classes), mode="markers", marker={"color": MODEL, "size": 10},
        hovertemplate="%{customdata}: %{y:.1%}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(**_class_ticks(classes))
    _room_for_names(figure, classes, "x")
    figure.update_yaxes(tickformat=".0%", range=[math.floor(10 * accuracy.min()) / 10, 1.01])
    return figure


def calibration_curve(bins: pd.DataFrame) -> go.Figure:
    """Accuracy against confidence (columns confidence, accuracy, n); on the dashed line confidence is deserved."""
    figure = blank(x="Confidence", y="", title="How often it was right when it was that sure", height=260)
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": MUTED, "dash": "dash"}, hoverinfo="skip")
    figure.add_scatter(
        x=bins["confidence"], y=bins["accuracy"], customdata=bins["n"], mode="lines+markers", line_color=MODEL,
        hovertemplate="%{customdata} answers with about %{x:.0%}: %{y:.0%} right<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(tickformat=".0%", range=[0, 1.02])
    figure.update_yaxes(tickformat=".0%", range=[0, 1.05])
    figure.update_layout(showlegend=False)
    return figure


def drawing_over_epochs(epochs: Sequence[int], probabilities: np.ndarray, chosen: int, classes: Sequence[str] = DIGITS) -> go.Figure:
    """The probability of each class for one drawing after each of these epochs (E, 10); the chosen epoch is framed."""
    figure = blank(x="After epoch", y="", height=300)
    figure.add_heatmap(
        x=[str(epoch) for epoch in epochs], y=list(range(N_DIGITS)), z=probabilities.T, zmin=0, zmax=1, ygap=1,
        colorscale=[[0, PAPER], [1, MODEL]], customdata=np.tile(np.array(classes)[:, None], len(epochs)),
        colorbar={"tickformat": ".0%", "thickness": 12, "outlinewidth": 0, "tickvals": [0, 0.5, 1]},
        hovertemplate="epoch %{x}, %{customdata}: %{z:.1%}<extra></extra>",
    )  # fmt: skip
    at = list(epochs).index(chosen)
    figure.add_shape(type="rect", x0=at - 0.5, x1=at + 0.5, yref="paper", y0=0, y1=1, line={"color": DATA, "width": 2})
    figure.update_xaxes(type="category", showgrid=False, nticks=12)
    figure.update_yaxes(**_class_ticks(classes), autorange="reversed", showgrid=False)
    figure.update_layout(dragmode=False)
    return _room_for_names(figure, classes, "y")


def weight_pictures(pictures: np.ndarray, n_columns: int = 8) -> go.Figure:
    """Weights (n, 28, 28) side by side on one symmetric scale: blue negative, vermilion positive."""
    limit = float(np.abs(pictures).max()) or 1.0
    return _wall(pictures, n_columns, 1, {"colorscale": DIVERGING, "zmin": -limit, "zmax": limit})


def digit_pictures(pictures: np.ndarray, captions: Sequence[str], n_columns: int = 4) -> go.Figure:
    """Digits (n, 28, 28) in the page's ink, each with a few words below it; "<br>" begins a new line."""
    gap = CAPTION_PIXELS * (2 + max(caption.count("<br>") for caption in captions))
    figure = _wall(pictures, n_columns, gap, {"colorscale": [[0, PAPER], [1, DATA]], "zmin": 0, "zmax": 1})
    for i, caption in enumerate(captions):
        row, column = divmod(i, n_columns)
        x, y = 29 * column + 14, (28 + gap) * row + 28 + gap / 2
        figure.add_annotation(x=x, y=y, text=caption, showarrow=False, font={"size": 12, "color": MUTED})
    return figure


def _wall(pictures: np.ndarray, n_columns: int, gap: int, colours: dict[str, Any]) -> go.Figure:
    """Pictures (n, 28, 28) in rows, one empty pixel between columns and `gap` below each row."""
    n_rows = math.ceil(len(pictures) / n_columns)
    wall = np.full(((28 + gap) * n_rows, 29 * n_columns), np.nan)
    for i, picture in enumerate(pictures):
        row, column = divmod(i, n_columns)
        top, left = (28 + gap) * row, 29 * column
        wall[top : top + 28, left : left + 28] = picture
    figure = blank(x="", y="", height=max(60, round(WALL_WIDTH * len(wall) / wall.shape[1])))
    figure.add_heatmap(z=wall, showscale=False, hoverinfo="skip", **colours)
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, autorange="reversed", scaleanchor="x", constrain="domain")
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, dragmode=False)
    return figure


def _class_ticks(classes: Sequence[str]) -> dict[str, Any]:
    return {"tickvals": list(range(N_DIGITS)), "ticktext": list(classes)}


def _long(classes: Sequence[str]) -> bool:
    return max(map(len, classes)) > 3


def _room_for_names(figure: go.Figure, classes: Sequence[str], axes: str) -> go.Figure:
    if _long(classes):
        if "x" in axes:
            figure.update_xaxes(tickangle=-40)
            figure.update_layout(margin_b=84)
        if "y" in axes:
            figure.update_layout(margin_l=92)
    return figure
