"""Figures of the Losses page."""

import plotly.graph_objects as go
import torch
from torch import Tensor

from core.figures import blank
from core.figures.panels import two_panels, zero_line
from core.lessons.confidently_wrong import Curve
from core.lessons.heteroscedastic import X_MAX, GaussianFit
from core.lessons.loss_curves import LossCurve
from core.losses import LOSSES
from core.palette import BAND, DATA, MODEL, SECOND


def same_minimiser(mse: LossCurve, gaussian: LossCurve) -> go.Figure:
    """Squared error and the σ = 1 Gaussian over the same predictions: losses above, gradients below."""
    figure = two_panels(x="prediction ŷ", top="loss", bottom="gradient", height=380)
    zero_line(figure, "y2")
    for curve, colour, dash, name in ((mse, MODEL, "solid", "mean squared error"), (gaussian, SECOND, "dash", "Gaussian, σ = 1")):
        line = {"color": colour, "width": 3, "dash": dash, "simplify": False}
        figure.add_scatter(x=curve.predictions.numpy(), y=curve.loss.numpy(), line=line, name=name)
        figure.add_scatter(x=curve.predictions.numpy(), y=curve.gradient.numpy(), line=line, yaxis="y2", name=name, showlegend=False)
        marker = {"color": colour, "size": 11}
        figure.add_scatter(x=[curve.prediction], y=[curve.loss_here], mode="markers", marker=marker, name=name, showlegend=False)
    figure.update_layout(showlegend=True)
    return figure


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
