"""Figures with two panels, one above the other, over one x axis."""

import plotly.graph_objects as go

from core.figures import blank
from core.palette import GRID, MUTED


def two_panels(*, x: str, top: str, bottom: str, height: int = 440, share: float = 0.58) -> go.Figure:
    """An empty figure: traces on the axis `y` go to the top panel, which takes `share` of the height; those on `y2` below."""
    figure = blank(x=x, y=top, height=height)
    figure.update_layout(
        yaxis={"domain": [1 - share, 1]},
        yaxis2={"domain": [0, 0.9 - share], "anchor": "x", "title_text": bottom, "gridcolor": GRID, "linecolor": MUTED, "zeroline": False},
        xaxis={"anchor": "y2"},
        showlegend=False,
    )
    figure.update_yaxes(ticks="outside", tickcolor=GRID, title_standoff=8)
    return figure


def zero_line(figure: go.Figure, *axes: str) -> None:
    """A thin line at zero on each of these y axes ("y", "y2")."""
    for axis in axes:
        figure.add_shape(type="line", xref="paper", x0=0, x1=1, yref=axis, y0=0, y1=0, line={"color": MUTED, "width": 1}, layer="below")
