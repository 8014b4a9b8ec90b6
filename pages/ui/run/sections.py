"""Below a run: what else there is to see of it, one section at a time; the others are not computed."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from core.runs.store import Run
from pages.ui.run.code import draw_code
from pages.ui.run.inspection import draw_certainty, draw_drawing, draw_first_layer, draw_mistakes
from pages.ui.run.take_home import draw_take_home

SECTIONS: Final[dict[str, Callable[[Run], None]]] = {
    "Mistakes": draw_mistakes,
    "Certainty": draw_certainty,
    "Your drawing": draw_drawing,
    "First layer": draw_first_layer,
    "Take home": draw_take_home,
    "Code": draw_code,
}


def look_closer(run: Run) -> None:
    """The names of the sections, and the one that the visitor chose."""
    chosen = st.segmented_control(
        "Look closer", list(SECTIONS), default="Mistakes", required=True, key="section", persist_state="session", wrap=True
    )
    SECTIONS[chosen](run)
