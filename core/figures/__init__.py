"""Rows or arrays -> plotly Figure; one module a page. Pure functions: no page, no store, no clock."""

import plotly.graph_objects as go

from core.palette import DATA, GRID, MUTED


def blank(*, x: str, y: str, title: str = "", height: int = 320) -> go.Figure:
    """An empty figure in the house style. `x` and `y` name the axes with their units; `height` is in px and fixed."""
    axis = {"gridcolor": GRID, "linecolor": MUTED, "zeroline": False, "ticks": "outside", "tickcolor": GRID}
    return go.Figure(  # given whole: ten times as fast as three updates of an empty figure, and live pages make many
        layout={
            "template": "none",
            "height": height,
            "margin": {"l": 56, "r": 16, "t": 40 if title else 12, "b": 48},
            "title": {"text": title, "x": 0, "xref": "paper", "font": {"size": 15}},
            "font": {"color": DATA, "size": 13},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "hovermode": "closest",
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "uirevision": "keep",  # zoom and hidden traces stay as the visitor set them while the data change
            "xaxis": axis | {"title": {"text": x, "standoff": 8}},
            "yaxis": axis | {"title": {"text": y, "standoff": 8}},
        }
    )
