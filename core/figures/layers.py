"""Figures of the Layers page."""

import plotly.graph_objects as go
import torch
from torch import Tensor

from core.activations import ACTIVATIONS
from core.figures import blank
from core.figures.panels import two_panels, zero_line
from core.lessons.approximator import TARGETS, Approximator, grid
from core.lessons.layers import N_DOTS, TwoLayers
from core.palette import DATA, MODEL, REFERENCE, STEP


def activation_curve(name: str, z: float) -> go.Figure:
    """ρ above and its slope ρ' below, over z in [-6, 6], both marked at the chosen z with the tangent that the slope is of."""
    activation = ACTIVATIONS[name]
    inputs = torch.linspace(-6, 6, 241, dtype=torch.float64)
    at = torch.tensor([z], dtype=torch.float64)
    value, slope = activation.function(at).item(), activation.derivative(at).item()
    figure = two_panels(x="z", top="ρ(z)", bottom="slope ρ′(z)", height=430)
    zero_line(figure, "y", "y2")
    figure.add_scatter(
        x=inputs.numpy(), y=activation.function(inputs).numpy(), line={"color": MODEL, "width": 3, "simplify": False}, name="ρ(z)"
    )
    tangent = [z - 1.2, z + 1.2]
    figure.add_scatter(
        x=tangent, y=[value + slope * (t - z) for t in tangent], line={"color": STEP, "width": 3}, mode="lines", hoverinfo="skip"
    )
    figure.add_scatter(x=[z], y=[value], mode="markers", marker={"color": STEP, "size": 12}, name="at the chosen z")
    figure.add_scatter(
        x=inputs.numpy(),
        y=activation.derivative(inputs).numpy(),
        line={"color": STEP, "width": 3, "simplify": False},
        name="ρ′(z)",
        yaxis="y2",
    )
    figure.add_scatter(x=[z], y=[slope], mode="markers", marker={"color": STEP, "size": 12}, name="at the chosen z", yaxis="y2")
    figure.update_layout(xaxis={"range": [-6, 6]}, yaxis2={"range": [-0.2, 1.2]})
    return figure


def plane(lines: Tensor, title: str, reach: float, closest: Tensor | None = None) -> go.Figure:
    """A grid (L, N_DOTS, 2) as it lies in the plane [-reach, reach]²; `closest` (L, N_DOTS, 2) is drawn over it, dashed."""
    figure = blank(x="", y="", title=title, height=330)
    _add_grid(figure, lines, {"color": MODEL, "width": 1.5})
    if closest is not None:
        _add_grid(figure, closest, {"color": REFERENCE, "width": 1.5, "dash": "dot"})
    figure.update_xaxes(range=[-reach, reach], constrain="domain")
    figure.update_yaxes(range=[-reach, reach], scaleanchor="x", constrain="domain")
    figure.update_layout(showlegend=False, margin={"l": 32, "r": 8, "t": 40, "b": 28})
    return figure


def _add_grid(figure: go.Figure, lines: Tensor, line: dict[str, object]) -> None:
    gap = torch.full((len(lines), 1, 2), torch.nan, dtype=lines.dtype)  # ends one line of the grid, so that one trace draws all
    x, y = torch.cat([lines, gap], 1).reshape(-1, 2).T.numpy()
    figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip")


def planes(mapped: TwoLayers) -> tuple[go.Figure, go.Figure, go.Figure]:
    """The plane before, between and after the two layers, all three at one scale."""
    as_lines = [tensor.reshape(-1, N_DOTS, 2) for tensor in (mapped.points, mapped.hidden, mapped.outputs, mapped.closest)]
    reach = 1.08 * max(1.0, *(lines.abs().max().item() for lines in as_lines))
    points, hidden, outputs, closest = as_lines
    return plane(points, "x", reach), plane(hidden, "h = ρ(W₁ᵀx)", reach), plane(outputs, "y = W₂ᵀh", reach, closest)


def approximation(target: str, trained: Approximator, built: Approximator) -> go.Figure:
    """The function, the trained and the built network above; below, what each of the trained network's units adds."""
    x = grid(401)
    figure = two_panels(x="x", top="y", bottom="each unit", height=460)
    zero_line(figure, "y2")
    for unit in trained.units(x):
        figure.add_scatter(
            x=x.numpy(),
            y=unit.numpy(),
            mode="lines",
            line={"color": MODEL, "width": 1},
            opacity=0.7,
            yaxis="y2",
            hoverinfo="skip",
            showlegend=False,
        )
    y = TARGETS[target].function(x)
    figure.add_scatter(
        x=x.numpy(), y=y.numpy(), mode="lines", line={"color": DATA, "width": 5, "simplify": False}, opacity=0.35, name="f(x)"
    )
    figure.add_scatter(
        x=x.numpy(), y=built(x).numpy(), mode="lines", line={"color": REFERENCE, "width": 2, "dash": "dot"}, name="placed by hand"
    )
    figure.add_scatter(
        x=x.numpy(), y=trained(x).numpy(), mode="lines", line={"color": MODEL, "width": 3, "simplify": False}, name="trained"
    )
    figure.update_layout(xaxis={"range": [-1, 1]}, yaxis={"range": [y.min().item() - 0.45, y.max().item() + 0.45]}, showlegend=True)
    return figure


def starts(errors: Tensor, chosen: int, by_hand: float) -> go.Figure:
    """One dot for the error of each start (S,), the chosen one filled; the error of the network placed by hand as a line."""
    figure = blank(x="root mean squared error (log axis)", y="", height=130)
    fills = [MODEL if start == chosen else "rgba(0,0,0,0)" for start in range(len(errors))]
    figure.add_scatter(
        x=[by_hand, by_hand],
        y=[-1, 1],
        mode="lines+text",
        line={"color": REFERENCE, "width": 2, "dash": "dot"},
        text=["", "  by hand"],
        textposition="bottom right",
        textfont={"color": REFERENCE},
        hovertemplate="placed by hand: %{x:.3f}<extra></extra>",
    )
    figure.add_scatter(
        x=errors.numpy(),
        y=[-0.3] * len(errors),
        mode="markers",
        marker={"color": fills, "size": 15, "line": {"color": MODEL, "width": 2}},
        customdata=[start + 1 for start in range(len(errors))],
        hovertemplate="start %{customdata}: %{x:.3f}<extra></extra>",
    )
    ticks = [mantissa * 10**power for power in (-3.0, -2.0, -1.0) for mantissa in (1, 3)] + [1.0]
    figure.update_layout(margin={"l": 16, "r": 16, "t": 8, "b": 44}, showlegend=False, yaxis={"visible": False, "range": [-1, 1]})
    figure.update_xaxes(type="log", range=[-3.1, 0.1], tickvals=ticks)
    return figure
