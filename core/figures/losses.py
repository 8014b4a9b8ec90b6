"""Figures of the Losses page."""

import plotly.graph_objects as go
import torch
from torch import Tensor

from core.figures import blank
from core.lessons.confidently_wrong import Curve
from core.lessons.heteroscedastic import X_MAX, GaussianFit
from core.losses import LOSSES
from core.palette import BAND, DATA, MODEL, SECOND


def heteroscedastic_fit(x: Tensor, y: Tensor, fit: GaussianFit) -> go.Figure:
    """The data and a fit's line and 95 % band, over [0, X_MAX]: x (N,), y (N,)."""
    figure = blank(x="x", y="y", height=320)
    grid = torch.linspace(0, X_MAX, 101, dtype=torch.float64)
    low, high = fit.band(grid)
    figure.add_scatter(x=grid.numpy(), y=low.numpy(), mode="lines", line={"width": 0}, hoverinfo="skip")
    band = {"fill": "tonexty", "fillcolor": BAND, "line": {"width": 0}}
    figure.add_scatter(x=grid.numpy(), y=high.numpy(), mode="lines", **band, hoverinfo="skip")
    figure.add_scatter(x=x.numpy(), y=y.numpy(), mode="markers", marker={"color": DATA, "size": 4}, opacity=0.6, name="data")
    line = fit.w * grid + fit.b
    figure.add_scatter(x=grid.numpy(), y=line.numpy(), mode="lines", line={"color": MODEL, "width": 3}, name="ŷ")
    figure.update_layout(showlegend=False, xaxis={"range": [0, X_MAX]}, yaxis={"range": [-3, 14]})
    return figure


def accuracy_over_steps(curves: list[Curve]) -> go.Figure:
    """Test accuracy over the steps, one line for each of two losses."""
    figure = blank(x="step", y="test accuracy", height=300)
    for curve, line in zip(curves, ({"color": MODEL}, {"color": SECOND, "dash": "dash"}), strict=True):
        figure.add_scatter(x=curve.steps, y=curve.test_acc, mode="lines", line={**line, "width": 3}, name=LOSSES[curve.loss].title.lower())
    legend = {"orientation": "v", "x": 1, "xanchor": "right", "y": 0.5, "yanchor": "middle"}
    figure.update_layout(yaxis={"range": [0, 1.02], "tickformat": ".0%"}, legend=legend)
    return figure
