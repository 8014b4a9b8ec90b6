"""Show a plotly figure that changes in place.

`st.plotly_chart` mounts a new chart on every change of the figure (its identity is a hash of the figure), so a live chart
blinks and forgets the visitor's zoom at each tick. This component keeps the chart and hands plotly.js the new figure
(`Plotly.react`). plotly.js is the file that the plotly package carries; `app.py` serves it.
"""

from pathlib import Path
from typing import Final, NamedTuple

import plotly.graph_objects as go
import streamlit as st
from plotly.offline import get_plotlyjs_version

from core.palette import ON_DARK
from pages.ui.components import component

PLOTLY_JS: Final = f"plotly-{get_plotlyjs_version()}.min.js"  # the name carries the version, so it can be cached for good


class Point(NamedTuple):
    """Where in a figure was clicked, in the axes' units."""

    x: float
    y: float
    click: int = 0  # when, in ms: the same place may be clicked again


_mount = component(Path(__file__).parent, isolate_styles=False)  # plotly.js puts its style sheet in the document, not in a shadow


def show(figure: go.Figure, *, key: str, alt: str, into_view: str = "") -> Point | None:
    """Mount `figure` under `key`, updated in place from run to run.

    Args:
        figure: drawn in the colours of core.palette; its layout must fix a height (px). Where its clickmode is "event",
            a click on a point reruns the page.
        key: the same figure's name from run to run.
        alt: what is to be seen, in words, for those who cannot see it.
        into_view: a word for something that the visitor has just begun; at each new one the page scrolls to the figure,
            if it is not in sight.

    Returns:
        The point last clicked, if any.
    """
    height = figure.layout.height
    data = {"figure": figure.to_json(), "alt": alt, "height": height, "on_dark": ON_DARK, "source": PLOTLY_JS, "into_view": into_view}
    point = _mount(key=key, data=data, height=height, on_point_change=lambda: None).point
    return Point(**point) if point else None


def clicked(key: str) -> Point | None:
    """The point last clicked in the figure under this key, if any; known before it is drawn, so that it can show what was chosen."""
    point = st.session_state.get(key, {}).get("point")
    return Point(**point) if point else None
