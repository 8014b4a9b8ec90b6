"""Figures of the regression page. The line, its surface and its curves are drawn in the browser; the plane is drawn here."""

import numpy as np
import plotly.graph_objects as go

from core.figures import blank
from core.lessons.plane import Matrix, Plane
from core.palette import DATA, ERROR, GRID, MODEL, MUTED, REFERENCE
from core.regression import Vector


def plane(x: Matrix, y: Vector, model: Plane | None, best: Plane) -> go.Figure:
    """Points over two inputs, the model's plane with its errors, and the edge of the least-squares plane.

    Args:
        x: (N, 2).
        y: (N,).
        model: None when there is no plane worth showing, because descent diverged.
        best: the least-squares plane.
    """
    figure = blank(x="", y="", height=440)
    figure.update_layout(scene=_scene(x, y), margin={"l": 0, "r": 0, "t": 30, "b": 0}, xaxis_visible=False, yaxis_visible=False)
    if model is not None:
        _add_model(figure, x, y, model)
    corners = _corners(x)[[0, 1, 3, 2, 0]]
    edge = {"mode": "lines", "line": {"color": REFERENCE, "width": 5, "dash": "dash"}, "name": "least squares"}
    figure.add_scatter3d(x=corners[:, 0], y=corners[:, 1], z=corners @ best.w + best.b, **edge)
    dots = {"mode": "markers", "marker": {"size": 4, "color": DATA}, "name": "data"}
    figure.add_scatter3d(x=x[:, 0], y=x[:, 1], z=y, hovertemplate="x₁ %{x}, x₂ %{y}, y %{z}<extra></extra>", **dots)
    return figure


def _add_model(figure: go.Figure, x: Matrix, y: Vector, model: Plane) -> None:
    corners = _corners(x)
    height = corners @ model.w + model.b
    faces = {"i": [0, 1], "j": [1, 3], "k": [2, 2]}
    sheet = {"color": MODEL, "opacity": 0.35, "name": "model", "showlegend": True, "hoverinfo": "skip"}
    figure.add_mesh3d(x=corners[:, 0], y=corners[:, 1], z=height, **faces, **sheet)
    foot = x @ model.w + model.b  # (N,)
    gaps = np.full(len(y), np.nan)
    errors = {"mode": "lines", "line": {"color": ERROR, "width": 2}, "name": "error", "hoverinfo": "skip"}
    stems = (np.stack(ends, axis=1).ravel() for ends in ((x[:, 0], x[:, 0], gaps), (x[:, 1], x[:, 1], gaps), (y, foot, gaps)))
    figure.add_scatter3d(**dict(zip("xyz", stems, strict=True)), **errors)


def _corners(x: Matrix) -> Matrix:
    """The four corners (4, 2) of the inputs' range."""
    (left, near), (right, far) = x.min(axis=0), x.max(axis=0)
    return np.array([[left, near], [right, near], [left, far], [right, far]])


def _scene(x: Matrix, y: Vector) -> dict[str, object]:
    axis = {"showbackground": False, "nticks": 5, "gridcolor": GRID, "zeroline": False, "color": MUTED}
    room = 0.2 * (y.max() - y.min())
    return {
        "xaxis": {**axis, "title": {"text": "x₁"}},
        "yaxis": {**axis, "title": {"text": "x₂"}},
        "zaxis": {**axis, "title": {"text": "y"}, "range": [y.min() - room, y.max() + room]},
        "aspectmode": "manual",
        "aspectratio": {"x": 1.2, "y": 1.2, "z": 0.9},
        "camera": {"eye": {"x": -1.0, "y": -1.7, "z": 0.85}, "center": {"x": 0, "y": 0, "z": -0.12}},
        "uirevision": "keep",
    }
