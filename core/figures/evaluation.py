"""Evaluation of a trained network: confusion matrix, calibration, first-layer weights, and a drawing's probabilities over the epochs."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.figures import blank
from core.palette import DASHES, DATA, DIVERGING, ERROR, MODEL, MUTED, PAPER, RUNS

N_DIGITS: Final = 10
DIGITS: Final = tuple("0123456789")
CAPTION_PIXELS: Final = 4  # in the digits' own pixels: the margin around a caption, and the height of each line
GRID_WIDTH: Final = 420  # px, about; on a narrow page the grid shrinks


def confusion_matrix(counts: np.ndarray, classes: Sequence[str] = DIGITS, chosen: tuple[int, int] | None = None) -> go.Figure:
    """Counts (10, 10), rows true, columns predicted; the chosen cell (true, predicted) is framed.

    Colour shows the mistakes only, so that the diagonal does not drown them.
    """
    figure = blank(x="Predicted class", y="" if _long(classes) else "True class", height=420)
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
        true, predicted = chosen
        frame = {"x0": predicted - 0.5, "x1": predicted + 0.5, "y0": true - 0.5, "y1": true + 0.5}
        figure.add_shape(type="rect", **frame, line={"color": DATA, "width": 2})
    return _with_margin_for_names(figure, classes, "xy")


def accuracy_by_class(counts: np.ndarray, classes: Sequence[str] = DIGITS) -> go.Figure:
    """Accuracy on the examples of each class, from counts (10, 10), rows true, columns predicted."""
    accuracy = counts.diagonal() / np.maximum(1, counts.sum(1))
    figure = blank(x="" if _long(classes) else "Class", y="", title="Accuracy by class", height=260)
    figure.add_scatter(  # no bars: their length would mean nothing on an axis that does not begin at zero
        x=list(range(N_DIGITS)), y=accuracy, customdata=list(classes), mode="markers", marker={"color": MODEL, "size": 10},
        hovertemplate="%{customdata}: %{y:.1%}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(**_class_ticks(classes))
    _with_margin_for_names(figure, classes, "x")
    figure.update_yaxes(tickformat=".0%", range=[math.floor(10 * accuracy.min()) / 10, 1.01])
    return figure


def calibration_curve(bins: pd.DataFrame) -> go.Figure:
    """Accuracy against confidence (columns confidence, accuracy, n); on the dashed line both are equal."""
    figure = blank(x="Confidence", y="", title="How often it is right when it is this sure", height=260)
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": MUTED, "dash": "dash"}, hoverinfo="skip")
    figure.add_scatter(
        x=bins["confidence"], y=bins["accuracy"], customdata=bins["n"], mode="lines+markers", line_color=MODEL,
        hovertemplate="%{customdata} answers with about %{x:.0%}: %{y:.0%} right<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(tickformat=".0%", range=[0, 1.02])
    figure.update_yaxes(tickformat=".0%", range=[0, 1.05])
    figure.update_layout(showlegend=False)
    return figure


def calibration_overlay(curves: Mapping[str, pd.DataFrame]) -> go.Figure:
    """`calibration_curve` of several networks, by their names."""
    figure = blank(x="Confidence", y="", title="How often each is right when it is this sure", height=320)
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": MUTED, "dash": "dash"}, hoverinfo="skip", showlegend=False)
    for (name, bins), colour, dash in zip(curves.items(), RUNS, DASHES, strict=False):
        figure.add_scatter(
            x=bins["confidence"], y=bins["accuracy"], customdata=bins["n"], name=name, mode="lines+markers",
            line={"color": colour, "dash": dash}, hovertemplate="%{customdata} answers with about %{x:.0%}: %{y:.0%} right",
        )  # fmt: skip
    figure.update_xaxes(tickformat=".0%", range=[0, 1.02])
    figure.update_yaxes(tickformat=".0%", range=[0, 1.05])
    return figure


def probabilities_over_epochs(epochs: Sequence[int], probabilities: np.ndarray, chosen: int, classes: Sequence[str] = DIGITS) -> go.Figure:
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
    return _with_margin_for_names(figure, classes, "y")


def weight_pictures(pictures: np.ndarray, n_columns: int = 8) -> go.Figure:
    """Weights (n, 28, 28) side by side on one symmetric scale: blue negative, orange positive."""
    limit = float(np.abs(pictures).max()) or 1.0
    return _image_grid(pictures, n_columns, 1, {"colorscale": DIVERGING, "zmin": -limit, "zmax": limit})


def digit_pictures(pictures: np.ndarray, captions: Sequence[str], n_columns: int = 4) -> go.Figure:
    """Digits (n, 28, 28) in the page's ink, each with a few words below it; "<br>" begins a new line."""
    gap = CAPTION_PIXELS * (2 + max(caption.count("<br>") for caption in captions))
    as_bytes = np.round(255 * pictures).astype(np.uint8)  # an eighth of the bytes, and what MNIST has
    figure = _image_grid(as_bytes, n_columns, gap, {"colorscale": [[0, PAPER], [1, DATA]], "zmin": 0, "zmax": 255})
    for i, caption in enumerate(captions):
        row, column = divmod(i, n_columns)
        x, y = 29 * column + 14, (28 + gap) * row + 28 + gap / 2
        figure.add_annotation(x=x, y=y, text=caption, showarrow=False, font={"size": 12, "color": MUTED})
    return figure


def _image_grid(pictures: np.ndarray, n_columns: int, gap: int, colours: dict[str, Any]) -> go.Figure:
    """Pictures (n, 28, 28) in rows, one empty pixel between columns and `gap` below each row; of bytes, 0 is what is empty."""
    n_rows = math.ceil(len(pictures) / n_columns)
    shape = (28 + gap) * n_rows, 29 * n_columns
    grid = np.zeros(shape, np.uint8) if pictures.dtype == np.uint8 else np.full(shape, np.nan, np.float32)
    for i, picture in enumerate(pictures):
        row, column = divmod(i, n_columns)
        top, left = (28 + gap) * row, 29 * column
        grid[top : top + 28, left : left + 28] = picture
    figure = blank(x="", y="", height=max(60, round(GRID_WIDTH * len(grid) / grid.shape[1])))
    figure.add_heatmap(z=grid, showscale=False, hoverinfo="skip", **colours)
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, autorange="reversed", scaleanchor="x", constrain="domain")
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, dragmode=False)
    return figure


def _class_ticks(classes: Sequence[str]) -> dict[str, Any]:
    return {"tickvals": list(range(N_DIGITS)), "ticktext": list(classes)}


def _long(classes: Sequence[str]) -> bool:
    return max(map(len, classes)) > 3


def _with_margin_for_names(figure: go.Figure, classes: Sequence[str], axes: str) -> go.Figure:
    if _long(classes):
        if "x" in axes:
            figure.update_xaxes(tickangle=-40)
            figure.update_layout(margin_b=84)
        if "y" in axes:
            figure.update_layout(margin_l=92)
    return figure


def first_weights(weights: Mapping[str, np.ndarray], deviations: Mapping[str, float]) -> go.Figure:
    """How the weights of each layer (any shape) are spread at the start, with the normal density of the deviation they were drawn with."""
    figure = blank(x="weight", y="density", height=300)
    for (title, values), colour, dash in zip(weights.items(), (MODEL, ERROR), DASHES, strict=False):
        sd = deviations[title]
        edges = np.linspace(-4 * sd, 4 * sd, 61)
        density, _ = np.histogram(values, edges, density=True)
        figure.add_bar(
            x=(edges[1:] + edges[:-1]) / 2, y=density, width=edges[1] - edges[0], name=title, marker={"color": colour}, opacity=0.4
        )
        grid = np.linspace(-4 * sd, 4 * sd, 101)
        normal = np.exp(-((grid / sd) ** 2) / 2) / (sd * math.sqrt(2 * math.pi))
        figure.add_scatter(x=grid, y=normal, mode="lines", line={"color": colour, "dash": dash, "width": 2}, name=f"N(0, {sd:.4f}²)")
    return figure.update_layout(barmode="overlay", bargap=0)
