"""Figures of the drawing page: pictures of 28x28 pixels, and bars of ten probabilities."""

from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.figures import blank
from core.palette import DATA, DIVERGING, GRID, PAPER, RUNS

INK: Final = ((0.0, PAPER), (1.0, DATA))
SHAPES: Final = ("circle", "diamond", "square", "cross", "triangle-up", "x")
CLASSES: Final = [str(digit) for digit in range(10)]


def picture(pixels: NDArray[np.float32], height: int = 200) -> go.Figure:
    """A picture of ink, one square for each pixel; hover tells row, column and value. (H, W) in [0, 1]."""
    heatmap = go.Heatmap(
        z=np.round(pixels, 3),
        zmin=0,
        zmax=1,
        colorscale=INK,
        showscale=False,
        hovertemplate="row %{y}, column %{x}: %{z:.2f}<extra></extra>",
    )
    return _as_image(go.Figure(heatmap), height)


def as_percent(probability: float) -> str:
    """97.3 %; near the ends, where rounding would claim certainty, > 99.9 % and < 0.1 %."""
    if probability < 0.001:
        return "< 0.1 %"
    if probability > 0.999:
        return "> 99.9 %"
    return f"{100 * probability:.1f} %"


def _as_image(figure: go.Figure, height: int) -> go.Figure:
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 1, "r": 1, "t": 1, "b": 1},
        font={"color": DATA, "size": 13},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hovermode="closest",
    )
    axis = {"visible": True, "showticklabels": False, "ticks": "", "showgrid": False, "zeroline": False, "fixedrange": True}
    frame = {"showline": True, "mirror": True, "linecolor": GRID}
    figure.update_xaxes(**axis, **frame, constrain="domain")
    figure.update_yaxes(**axis, **frame, constrain="domain", autorange="reversed", scaleanchor="x")
    return figure


def pixel_map(values: NDArray[np.float32], height: int = 280) -> go.Figure:
    """A signed value for each pixel, (28, 28): orange positive, blue negative, the page's colour for zero."""
    limit = float(np.abs(values).max()) or 1.0
    heatmap = go.Heatmap(
        z=np.round(values, 4),
        zmin=-limit,
        zmax=limit,
        colorscale=DIVERGING,
        showscale=False,
        hovertemplate="row %{y}, column %{x}: %{z:.3f}<extra></extra>",
    )
    return _as_image(go.Figure(heatmap), height)


def probabilities_of_networks(names: list[str], probabilities: NDArray[np.float32], height: int = 320) -> go.Figure:
    """The ten probabilities of several networks, (networks, 10): a mark for each, with its own colour and shape."""
    figure = blank(x="digit", y="probability", height=height)
    for row, (name, row_of_probabilities) in enumerate(zip(names, probabilities, strict=True)):
        place = np.arange(10) + 0.16 * (row - (len(names) - 1) / 2)
        figure.add_scatter(
            x=place,
            y=np.round(row_of_probabilities, 5),
            mode="markers",
            name=name,
            marker={"color": RUNS[row], "symbol": SHAPES[row], "size": 10},
            customdata=CLASSES,
            hovertemplate="%{customdata}: %{y:.4f}",
        )
    figure.update_xaxes(tickvals=list(range(10)), range=[-0.6, 9.6], showgrid=False, fixedrange=True)
    figure.update_yaxes(range=[-0.04, 1.04], tickformat=".0%", fixedrange=True)
    figure.update_layout(legend={"orientation": "h", "y": -0.22, "yanchor": "top"}, margin={"l": 56, "r": 8, "t": 8, "b": 110})
    return figure
