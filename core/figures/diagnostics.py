"""Gradients, dead units and histograms of a network in training, layer by layer; from Diagnostics events."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.events import Histogram
from core.figures import blank
from core.palette import BAND, DASHES, MODEL, MUTED, RUNS

SMALL_TICKS: Final = [10.0**power for power in range(-12, 7)]
ROW: Final = 46  # px, of one layer's histogram
MIN_HEIGHT: Final = 160  # px, of all of them


def layer_names(n_layers: int) -> list[str]:
    """What the affine layers are called, first to last."""
    return [*(f"layer {i}" for i in range(1, n_layers)), "output"]


def gradient_sizes(diagnostics: pd.DataFrame, n_steps: int) -> go.Figure:
    """The root mean square of each layer's weight gradient over the steps (columns step, gradients), on a log axis."""
    values = _by_layer(diagnostics["gradients"])
    figure = _lines(diagnostics["step"], np.where(values > 0, values, np.nan), layer_names(values.shape[1]), n_steps, "%{y:.2e}")
    figure.update_layout(title_text="Gradient of a typical weight (log axis)")
    figure.update_yaxes(type="log", tickvals=SMALL_TICKS, ticktext=[f"{tick:g}" for tick in SMALL_TICKS])
    return figure


def dead_units(diagnostics: pd.DataFrame, n_steps: int) -> go.Figure:
    """The share of each hidden layer's units that are zero for every probe digit, over the steps (columns step, dead)."""
    values = _by_layer(diagnostics["dead"])
    figure = _lines(diagnostics["step"], values, layer_names(values.shape[1] + 1), n_steps, "%{y:.1%}")
    figure.update_layout(title_text="Dead units")
    top = float(np.nanmax(values, initial=0.0))
    figure.update_yaxes(tickformat=".0%", range=[-0.02 * max(0.1, top), min(1.02, max(0.1, 1.15 * top))])
    return figure


def histograms(layers: Sequence[Histogram], names: Sequence[str], *, x: str) -> go.Figure:
    """One histogram [low, high, counts] a layer, the first at the top, on one x axis.

    Heights are the square root of the share, so that rare values are seen beside common ones.
    """
    figure = blank(x=x, y="", height=76 + max(ROW * len(layers), MIN_HEIGHT))
    for row, (low, high, counts) in enumerate(layers):
        if not sum(counts):  # some value was not finite
            continue
        edges = np.linspace(low, high, len(counts) + 1) if high > low else np.array([low - 0.01, low + 0.01])
        heights = np.sqrt(np.array(counts if high > low else [sum(counts)], dtype=float))
        base = len(layers) - 1 - row
        outline = base + np.concatenate([[0], np.repeat(0.85 * heights / heights.max(), 2), [0]])
        figure.add_scatter(
            x=np.repeat(edges, 2), y=outline, mode="lines", fill="toself", fillcolor=BAND, line={"color": MODEL, "width": 1},
            hoverinfo="skip",
        )  # fmt: skip
        figure.add_annotation(
            x=1, xref="paper", xanchor="right", y=base + 0.7, text=f"{low:.3g} to {high:.3g}", showarrow=False,
            font={"size": 12, "color": MUTED},
        )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(layers))), ticktext=list(reversed(names)), range=[-0.08, len(layers)], showgrid=True, fixedrange=True
    )
    figure.update_xaxes(zeroline=True, zerolinecolor=MUTED)
    figure.update_layout(showlegend=False, margin_l=64)
    return figure


def _by_layer(column: pd.Series) -> np.ndarray:
    """(moments, layers)."""
    return np.array(column.tolist(), dtype=float) if len(column) else np.zeros((0, 0))


def _lines(steps: pd.Series, values: np.ndarray, names: Sequence[str], n_steps: int, hover: str) -> go.Figure:
    figure = blank(x="Step", y="", title=" ", height=300)
    for i, layer in enumerate(values.T):
        figure.add_scatter(
            x=steps, y=layer, mode="lines+markers", name=names[i], marker_size=4,
            line={"color": RUNS[i % len(RUNS)], "dash": DASHES[(i + i // len(RUNS)) % len(DASHES)]},
            hovertemplate=f"{names[i]}, step %{{x}}: {hover}<extra></extra>",
        )  # fmt: skip
    figure.update_xaxes(range=[0, n_steps])
    figure.update_layout(showlegend=True, legend={"y": -0.28, "yanchor": "top", "x": 0, "xanchor": "left"}, margin_b=84)
    return figure
