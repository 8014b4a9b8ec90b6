"""A diagram of a forward pass: the picture on the left, a column of units for each layer, the outputs on the right."""

from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.figures.draw import INK, as_percent
from core.interpret.forward_trace import Connection, ForwardTrace
from core.palette import DATA, DIVERGING, ERROR, GRID, MODEL, MUTED

HEIGHT: Final = 460  # px
WIDTH: Final = 440  # px, at which the picture is square
X_RANGE: Final = (-0.58, 1.46)  # the layers' columns lie at 1/L, 2/L, ... 1
Y_RANGE: Final = (1.02, -0.07)
LEFT: Final = -0.56  # of the picture
SIDE: Final = 0.5
STRENGTHS: Final = ((0.5, 0.6, 1.6), (0.2, 0.3, 1.1), (0.0, 0.14, 0.9))  # from this share of the strongest on: opacity, px

Place = tuple[float, float]
Ends = tuple[Place, Place]


def unit_at(x: float, y: float, shown: list[list[int]]) -> tuple[int, int] | None:
    """The (layer, slot) that is drawn at this place; None where there is none."""
    for layer, units in enumerate(shown):
        for slot in range(len(units)):
            if np.allclose((x, y), _place(layer, slot, shown)):
                return layer, slot
    return None


def network_diagram(trace: ForwardTrace, chosen: tuple[int, int]) -> go.Figure:
    """The units that are shown, the lines between them, and the chosen (layer, slot) with a ring and its lines in front.

    Orange lines push a unit's z up, blue ones push it down: the stronger, the thicker. Hidden units are coloured alike, by
    their contribution to the answer; the answer is dark.
    """
    figure = _empty()
    _add_picture(figure, trace.layers[0].x.reshape(28, 28))
    places = [dict(enumerate(map(_pixel, range(784))))]  # of all that a line may begin or end at, the pixels first
    places += [{unit: _place(at, slot, trace.shown) for slot, unit in enumerate(units)} for at, units in enumerate(trace.shown)]
    ring, front = _place(*chosen, trace.shown), []
    for at, lines in enumerate(trace.connections):
        ends = [(places[at][line.source], places[at + 1][line.unit]) for line in lines]
        _add_lines(figure, lines, ends)
        front += [(line.contribution, end) for line, end in zip(lines, ends, strict=True) if ring in end]
    for sign, colour in ((1, ERROR), (-1, MODEL)):
        _add_trace(figure, [end for contribution, end in front if contribution * sign > 0], colour, 1.0, 2.4)
    _add_hidden(figure, trace)
    _add_outputs(figure, trace)
    _add_ring(figure, ring)
    return figure


def _empty() -> go.Figure:
    hidden = {"visible": False, "fixedrange": True}
    return go.Figure(
        layout={
            "template": "none",
            "height": HEIGHT,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "font": {"color": DATA, "size": 13},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "hovermode": "closest",
            "clickmode": "event",
            "dragmode": False,
            "showlegend": False,
            "xaxis": hidden | {"range": X_RANGE},
            "yaxis": hidden | {"range": Y_RANGE},
        }
    )


def _place(layer: int, slot: int, shown: list[list[int]]) -> Place:
    return (layer + 1) / len(shown), (slot + 0.5) / len(shown[layer])


def _pixel(number: int) -> Place:
    row, column = divmod(number, 28)
    height = SIDE * (WIDTH / (X_RANGE[1] - X_RANGE[0])) / (HEIGHT / (Y_RANGE[0] - Y_RANGE[1]))
    return LEFT + SIDE * (column + 0.5) / 28, 0.5 + height * ((row + 0.5) / 28 - 0.5)


def _add_picture(figure: go.Figure, pixels: NDArray[np.float32]) -> None:
    x, y = zip(*[_pixel(29 * number) for number in range(28)], strict=True)
    figure.add_heatmap(x=x, y=y, z=np.round(pixels, 3), zmin=0, zmax=1, colorscale=INK, showscale=False, hoverinfo="skip")
    figure.add_shape(type="rect", x0=x[0], x1=x[-1], y0=y[0], y1=y[-1], line={"color": GRID, "width": 1})
    _annotate(figure, (x[0] + x[-1]) / 2, y[0] - 0.04, "784 pixels")


def _add_lines(figure: go.Figure, lines: list[Connection], ends: list[Ends]) -> None:
    """One trace for each sign and strength: a trace for each line would take a hundred times as long."""
    strongest = max((abs(line.contribution) for line in lines), default=1.0)
    below = float("inf")
    for least, opacity, width in STRENGTHS:
        for sign, colour in ((1, ERROR), (-1, MODEL)):
            some = [end for line, end in zip(lines, ends, strict=True) if least <= line.contribution * sign / strongest < below]
            _add_trace(figure, some, colour, opacity, width)
        below = least


def _add_trace(figure: go.Figure, ends: list[Ends], colour: str, opacity: float, width: float) -> None:
    if ends:
        x = [value for (x0, _), (x1, _) in ends for value in (x0, x1, None)]
        y = [value for (_, y0), (_, y1) in ends for value in (y0, y1, None)]
        figure.add_scatter(x=x, y=y, mode="lines", line={"color": colour, "width": width}, opacity=opacity, hoverinfo="skip")


def _add_hidden(figure: go.Figure, trace: ForwardTrace) -> None:
    for at, attribution in enumerate(trace.attributions):
        units, layer = trace.shown[at], trace.layers[at]
        reach = float(np.abs(attribution[units]).max()) or 1.0
        x, y = zip(*[_place(at, slot, trace.shown) for slot in range(len(units))], strict=True)
        colours = {"color": attribution[units], "cmin": -reach, "cmax": reach, "colorscale": DIVERGING}
        figure.add_scatter(
            x=x,
            y=y,
            mode="markers",
            marker={"size": 11, "line": {"color": DATA, "width": 1}} | colours,
            customdata=np.stack([units, layer.z[units], layer.a[units], attribution[units]], 1),
            hovertemplate="unit %{customdata[0]}<br>z = %{customdata[1]:.2f}, a = %{customdata[2]:.2f}<br>"
            "for the answer: %{customdata[3]:+.2f}<extra></extra>",
        )
        few_columns = len(trace.layers) <= 3
        _annotate(figure, x[0], -0.03, f"{len(units)} of {len(layer.z)}" if few_columns else str(len(units)))


def _add_outputs(figure: go.Figure, trace: ForwardTrace) -> None:
    answer = int(trace.probabilities.argmax())
    x, y = zip(*[_place(len(trace.layers) - 1, digit, trace.shown) for digit in range(10)], strict=True)
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers+text",
        marker={"size": 13, "color": [DATA if digit == answer else MUTED for digit in range(10)]},
        text=[f"  {digit}  {as_percent(float(p))}" for digit, p in enumerate(trace.probabilities)],
        textposition="middle right",
        customdata=np.round(trace.layers[-1].z, 3),
        hovertemplate="z = %{customdata:.2f}<extra></extra>",
    )
    _annotate(figure, x[0], -0.03, "10 outputs", xanchor="left", xshift=-8)


def _add_ring(figure: go.Figure, place: Place) -> None:
    ring = {"symbol": "circle-open", "size": 20, "color": DATA, "line": {"width": 2.5, "color": DATA}}
    figure.add_scatter(x=[place[0]], y=[place[1]], mode="markers", marker=ring, hoverinfo="skip")


def _annotate(figure: go.Figure, x: float, y: float, text: str, **where: str | int) -> None:
    figure.add_annotation(x=x, y=y, text=text, showarrow=False, font={"size": 12, "color": MUTED}, **where)
