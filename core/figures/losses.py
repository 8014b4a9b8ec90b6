"""Figures of the Losses page."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
import torch
from torch import Tensor

from core.figures import blank
from core.lessons.confidently_wrong import Curve
from core.lessons.heteroscedastic import LEVELS, X_MAX, GaussianFit
from core.losses import LOSSES
from core.palette import BAND, DATA, MODEL, SECOND


def heteroscedastic_fit(x: Tensor, y: Tensor, fit: GaussianFit) -> go.Figure:
    """The data and a fit's line and bands, one for each of LEVELS, over [0, X_MAX]: x (N,), y (N,)."""
    figure = blank(x="x", y="y", height=320)
    grid = torch.linspace(0, X_MAX, 101, dtype=torch.float64)
    for level in reversed(LEVELS):  # the colour is transparent: the inner bands are darker
        low, high = fit.band(grid, level)
        figure.add_scatter(x=grid.numpy(), y=low.numpy(), mode="lines", line={"width": 0}, hoverinfo="skip")
        band = {"fill": "tonexty", "fillcolor": BAND, "line": {"width": 0}}
        figure.add_scatter(x=grid.numpy(), y=high.numpy(), mode="lines", **band, hoverinfo="skip")
    figure.add_scatter(x=x.numpy(), y=y.numpy(), mode="markers", marker={"color": DATA, "size": 4}, opacity=0.6, name="data")
    line = fit.w * grid + fit.b
    figure.add_scatter(x=grid.numpy(), y=line.numpy(), mode="lines", line={"color": MODEL, "width": 3}, name="ŷ")
    figure.update_layout(showlegend=False, xaxis={"range": [0, X_MAX]}, yaxis={"range": [-3, 14]})
    return figure


def intercepts(of_fits: Mapping[str, np.ndarray], true: float) -> go.Figure:
    """How the intercept of each fit is spread over data sets, each (N,); the true one is marked."""
    figure = blank(x="intercept b of the line", y="data sets", height=240)
    low, high = (extreme(extreme(values) for values in of_fits.values()) for extreme in (min, max))
    bins = {"start": low, "end": high, "size": (high - low) / 30}
    for (title, values), colour in zip(of_fits.items(), (SECOND, MODEL), strict=True):
        figure.add_histogram(x=values, name=title, marker={"color": colour}, opacity=0.65, xbins=bins)
    figure.add_vline(x=true, line={"color": DATA, "dash": "dot", "width": 2})
    return figure.update_layout(barmode="overlay")


def accuracy_over_steps(curves: list[Curve]) -> go.Figure:
    """Test accuracy over the steps, one line for each of two losses."""
    figure = blank(x="step", y="test accuracy", height=300)
    for curve, line in zip(curves, ({"color": MODEL}, {"color": SECOND, "dash": "dash"}), strict=True):
        figure.add_scatter(x=curve.steps, y=curve.test_acc, mode="lines", line={**line, "width": 3}, name=LOSSES[curve.loss].title.lower())
    legend = {"orientation": "v", "x": 1, "xanchor": "right", "y": 0.5, "yanchor": "middle"}
    figure.update_layout(yaxis={"range": [0, 1.02], "tickformat": ".0%"}, legend=legend)
    return figure
