"""Show a plotly figure that changes in place.

`st.plotly_chart` mounts a new chart on every change of the figure (its identity is a hash of the figure), so a live chart
blinks and forgets the visitor's zoom at each tick. This component keeps the chart and hands plotly.js the new figure
(`Plotly.react`).

plotly.js is its makers' "cartesian" bundle: scatter, bar, heat map and what else is drawn on two axes, a third of the file that the
plotly package carries, which a phone would have to load and read before the first curve; that one is loaded for what has three axes.
A test says when the bundle is of another version than the package; `npm pack plotly.js-cartesian-dist-min@VERSION` fetches it,
`gzip -9n` makes it what lies here.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs_version

from core.palette import ON_DARK
from pages.ui.components import component, reported
from pages.ui.components.follow import Positions

CARTESIAN_FILE: Final = Path(__file__).parent / "plotly-cartesian.min.js.gz"
CARTESIAN_JS: Final = f"plotly-cartesian-{get_plotlyjs_version()}.min.js"  # names carry the version: they can be cached for good
PLOTLY_JS: Final = f"plotly-{get_plotlyjs_version()}.min.js"  # all of it
CARTESIAN_TRACES: Final = frozenset({"scatter", "bar", "heatmap", "histogram", "contour", "box", "image"})  # of those that are in it


class Prepared(NamedTuple):
    """A figure as it is sent."""

    json: str
    height: int  # px
    n_traces: int
    source: str  # of the plotly.js that draws it


class Point(NamedTuple):
    """Where in a figure was clicked, in the axes' units."""

    x: float
    y: float
    click: int = 0  # when, in ms: the same place may be clicked again


class GrowingTrace(NamedTuple):
    """A trace of a figure to which points are added while a run trains."""

    trace: int  # in the figure's order
    run: str  # id
    kind: str  # of the events, such as "Step"
    x: str  # column of the run's messages (core.runs.live)
    y: str


class Live(NamedTuple):
    """How a figure grows by itself."""

    positions: Positions  # of the runs, from which on there is something new
    traces: Sequence[GrowingTrace]


_mount = component(Path(__file__).parent, isolate_styles=False)  # plotly.js puts its style sheet in the document, not in a shadow


def prepare(figure: go.Figure) -> Prepared:
    """Turn a figure into what is sent; once for all who look at it."""
    is_cartesian = {trace.type for trace in figure.data} <= CARTESIAN_TRACES
    return Prepared(figure.to_json(), figure.layout.height, len(figure.data), CARTESIAN_JS if is_cartesian else PLOTLY_JS)


def show(figure: go.Figure | Prepared, *, key: str, alt: str, into_view: str = "", live: Live | None = None) -> Point | None:
    """Mount `figure` under `key`, updated in place from run to run.

    Args:
        figure: drawn in the colours of core.palette; its layout must fix a height (px). Where its clickmode is "event",
            a click on a point reruns the page.
        key: the same figure's name from run to run.
        alt: what is to be seen, in words, for those who cannot see it.
        into_view: a word for something that the visitor has just begun; at each new one the page scrolls to the figure,
            if it is not in sight.
        live: which traces grow while a run trains, if any.

    Returns:
        The point last clicked, if any.
    """
    ready = figure if isinstance(figure, Prepared) else prepare(figure)
    data = {"figure": ready.json, "alt": alt, "height": ready.height, "on_dark": ON_DARK, "source": ready.source, "into_view": into_view}
    data["live"] = live and {"positions": live.positions, "traces": [trace._asdict() for trace in live.traces]}
    point = _mount(key=key, data=data, height=ready.height, on_point_change=lambda: None).point
    return Point(**point) if point else None


def clicked(key: str) -> Point | None:
    """The point last clicked in the figure under this key, if any; known before it is drawn, so that it can show what was chosen."""
    point = reported(key, "point")
    return Point(**point) if point else None
