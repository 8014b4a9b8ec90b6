"""What a trained network confuses, how sure it is, what its first layer looks for."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.figures import blank
from core.palette import DATA, DIVERGING, ERROR, MODEL, MUTED, PAPER

N_DIGITS: Final = 10
CAPTION_PIXELS: Final = 8  # of the digits' own pixels
WALL_WIDTH: Final = 420  # px, about; on a narrow page the wall shrinks


def confusion_matrix(counts: np.ndarray) -> go.Figure:
    """Counts (10, 10), rows true, columns said. Colour shows the mistakes only, so that the diagonal does not drown them."""
    figure = blank(x="Network said", y="True digit", height=420)
    mistakes = np.where(np.eye(N_DIGITS, dtype=bool), 0, counts)
    figure.add_heatmap(
        z=mistakes, text=counts, texttemplate="%{text}", colorscale=[[0, PAPER], [1, ERROR]], showscale=False, xgap=1, ygap=1,
        zmin=0, zmax=2 * max(1, mistakes.max()), textfont={"color": DATA}, hoverinfo="none",  # half the scale: the numbers stay readable
    )  # fmt: skip
    digits = {"tickvals": list(range(N_DIGITS)), "showgrid": False}
    figure.update_xaxes(**digits)
    figure.update_yaxes(**digits, autorange="reversed")
    figure.update_layout(clickmode="event", dragmode=False)
    return figure


def accuracy_by_class(counts: np.ndarray) -> go.Figure:
    """Share of each digit that was read right, from counts (10, 10)."""
    accuracy = counts.diagonal() / counts.sum(1)
    figure = blank(x="Digit", y="", title="Read right, by digit", height=260)
    figure.add_bar(x=list(range(N_DIGITS)), y=accuracy, marker_color=MODEL, hovertemplate="%{x}: %{y:.1%}<extra></extra>")
    figure.update_xaxes(dtick=1)
    figure.update_yaxes(tickformat=".0%", range=[math.floor(10 * accuracy.min()) / 10, 1])
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


def weight_pictures(pictures: np.ndarray, n_columns: int = 8) -> go.Figure:
    """Weights (n, 28, 28) side by side on one symmetric scale: blue negative, vermilion positive."""
    limit = float(np.abs(pictures).max()) or 1.0
    return _wall(pictures, n_columns, 1, {"colorscale": DIVERGING, "zmin": -limit, "zmax": limit})


def digit_pictures(pictures: np.ndarray, captions: Sequence[str], n_columns: int = 4) -> go.Figure:
    """Digits (n, 28, 28) in the page's ink, each with a few words below it."""
    figure = _wall(pictures, n_columns, CAPTION_PIXELS, {"colorscale": [[0, PAPER], [1, DATA]], "zmin": 0, "zmax": 1})
    for i, caption in enumerate(captions):
        row, column = divmod(i, n_columns)
        x, y = 29 * column + 14, (28 + CAPTION_PIXELS) * row + 28 + CAPTION_PIXELS / 2
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
