"""What a sweep found: test accuracy over the settings that it varied."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from core.config import FIELDS
from core.figures import blank
from core.palette import DATA, MODEL, MUTED, SEQUENTIAL
from core.runs.store import Run
from core.runs.sweep import values_of, varied_fields

ROW: Final = 44  # px, of a heat map
ENDED_EARLY: Final = ("diverged", "failed")


@dataclass(frozen=True)
class Cell:
    """One run of a sweep: where it stands on each varied field's axis, and what came of it."""

    run: Run
    at: tuple[int, ...]  # one position for each field of Sweep.fields
    test_acc: float | None  # after its last whole epoch


@dataclass(frozen=True)
class Sweep:
    """The runs of a sweep in order of their fields: the first is the x axis, the second y, and each value of the third has its own map."""

    fields: list[str]
    ticks: list[list[str]]  # each field's values, in words
    cells: list[Cell]

    def layers(self) -> list[tuple[str, list[Cell]]]:
        """The cells of each heat map, and the value of the third field in words; one without words where there is no third."""
        if len(self.fields) < 3:
            return [("", self.cells)]
        named = [(f"{FIELDS[self.fields[2]].label} {tick}", k) for k, tick in enumerate(self.ticks[2])]
        return [(words, [cell for cell in self.cells if cell.at[2] == k]) for words, k in named]

    def best(self) -> Cell | None:
        """The run with the highest test accuracy so far."""
        return max((cell for cell in self.cells if cell.test_acc is not None), key=lambda cell: cell.test_acc or 0.0, default=None)


def sweep_of(runs: Sequence[Run], last_epochs: pd.DataFrame) -> Sweep:
    """Lay out runs that were asked for together. `last_epochs` is what RunStore.last_epochs returns for them."""
    configs = [run.config for run in runs]
    fields = varied_fields(configs)
    values = [values_of(configs, name) for name in fields]
    found = last_epochs["test_acc"].to_dict()
    cells = []
    for run in runs:
        at = tuple(of_field.index(getattr(run.config, name)) for name, of_field in zip(fields, values, strict=True))
        cells.append(Cell(run, at, None if run.status in ENDED_EARLY else found.get(run.id)))
    return Sweep(
        fields, [[FIELDS[name].describe(value) for value in of_field] for name, of_field in zip(fields, values, strict=True)], cells
    )


def heat_map(sweep: Sweep, layer: int = 0, chosen: Cell | None = None) -> go.Figure:
    """Test accuracy by two fields, in percent, written in each cell; empty where no epoch is done. A click says which cell."""
    (n_x, n_y), (title, cells) = (len(sweep.ticks[0]), len(sweep.ticks[1])), sweep.layers()[layer]
    z: list[list[float | None]] = [[None] * n_x for _ in range(n_y)]
    runs = [["deleted"] * n_x for _ in range(n_y)]
    for cell in cells:
        x, y = cell.at[:2]
        z[y][x] = None if cell.test_acc is None else 100 * cell.test_acc
        runs[y][x] = f"{cell.run.label}, {cell.run.status}" + ("" if cell.test_acc is None else f": {100 * cell.test_acc:.2f} %")
    figure = blank(x=FIELDS[sweep.fields[0]].label, y=FIELDS[sweep.fields[1]].label, title=title, height=140 + ROW * n_y)
    figure.add_heatmap(
        z=z, customdata=runs, colorscale=SEQUENTIAL, **_colour_range(sweep), xgap=2, ygap=2, hovertemplate="%{customdata}<extra></extra>",
        colorbar={"title": {"text": "Test, %"}, "thickness": 12},
    )  # fmt: skip
    for x, y in itertools.product(range(n_x), range(n_y)):
        here = next((cell for cell in cells if cell.at[:2] == (x, y)), None)
        text, colour = _written(sweep, here)
        figure.add_annotation(x=x, y=y, text=text, showarrow=False, font={"color": colour, "size": 14 if text[:1].isdigit() else 11})
        if here and here == chosen:  # a frame inside the cell, so that it stands out from the cell's colour alone
            figure.add_shape(type="rect", x0=x - 0.44, x1=x + 0.44, y0=y - 0.42, y1=y + 0.42, line={"color": colour, "width": 2})
    for axis, ticks in (("xaxis", sweep.ticks[0]), ("yaxis", sweep.ticks[1])):
        figure.update_layout({axis: _category_axis(ticks) | {"showgrid": False}})
    figure.update_layout(clickmode="event", dragmode=False)
    return figure


def dots(sweep: Sweep, chosen: Cell | None = None) -> go.Figure:
    """Test accuracy by the one field that the sweep varied, each run's figure above its dot. A click says which."""
    done = sorted((cell for cell in sweep.cells if cell.test_acc is not None), key=lambda cell: cell.at)
    percent = [100 * (cell.test_acc or 0.0) for cell in done]
    figure = blank(x=FIELDS[sweep.fields[0]].label, y="Test accuracy, %", height=340)
    figure.add_scatter(
        x=[cell.at[0] for cell in done], y=percent, mode="lines+markers+text", text=[f"{value:.{_decimals(sweep)}f}" for value in percent],
        textposition="top center", line={"color": MODEL, "width": 1, "dash": "dot"}, cliponaxis=False,
        marker={"size": 10, "color": MODEL, "line": {"color": DATA, "width": [3 if cell == chosen else 0 for cell in done]}},
        customdata=[cell.run.label for cell in done], hovertemplate="%{customdata}: %{y:.2f} %<extra></extra>",
    )  # fmt: skip
    figure.update_layout(xaxis=_category_axis(sweep.ticks[0]), clickmode="event", dragmode=False, margin_t=28)
    return figure


def _written(sweep: Sweep, cell: Cell | None) -> tuple[str, str]:
    """What stands in a cell of a heat map, and in which colour: black or white, whichever stands out more, where there is a figure."""
    if cell is None:
        return "deleted", MUTED
    if cell.test_acc is None:
        return cell.run.status if cell.run.status in ENDED_EARLY else "", MUTED
    percent, colours = 100 * cell.test_acc, _colour_range(sweep)
    share = (percent - colours["zmin"]) / (colours["zmax"] - colours["zmin"])
    (rgb,) = sample_colorscale(SEQUENTIAL, [share], colortype="tuple")
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in rgb)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue  # relative, as WCAG has it: at 0.179 black and white stand out alike
    return f"{percent:.{_decimals(sweep)}f}", "black" if luminance > 0.179 else "white"


def _category_axis(ticks: Sequence[str]) -> dict[str, Any]:
    """Positions 0, 1, ... with words; an axis of numbers, so that a click's place is numbers too."""
    return {"tickvals": list(range(len(ticks))), "ticktext": list(ticks), "range": [-0.5, len(ticks) - 0.5], "automargin": True}


def _colour_range(sweep: Sweep) -> dict[str, float]:
    """One range of colours for all heat maps of a sweep, so that they compare."""
    percent = [100 * cell.test_acc for cell in sweep.cells if cell.test_acc is not None] or [0.0]
    return {"zmin": min(percent), "zmax": max(*percent, min(percent) + 0.1)}


def _decimals(sweep: Sweep) -> int:
    """As many as it takes to tell the runs apart."""
    colours = _colour_range(sweep)
    return 1 if colours["zmax"] - colours["zmin"] > 2 else 2
