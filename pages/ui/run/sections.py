"""Below a run: what else there is to see of it, one section at a time; the others are not computed."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from core.runs.store import Run
from pages.ui.run.certainty import show_certainty
from pages.ui.run.code import show_code
from pages.ui.run.first_layer import show_first_layer
from pages.ui.run.mistakes import show_mistakes
from pages.ui.run.own_drawing import show_own_drawing
from pages.ui.run.take_home import show_take_home

SECTIONS: Final[dict[str, Callable[[Run], None]]] = {
    "Mistakes": show_mistakes,
    "Certainty": show_certainty,
    "Your drawing": show_own_drawing,
    "First layer": show_first_layer,
    "Take home": show_take_home,
    "Code": show_code,
}


def look_closer(run: Run) -> None:
    """The names of the sections, and the one that the visitor chose."""
    chosen = st.segmented_control(
        "Look closer", list(SECTIONS), default="Mistakes", required=True, key="section", persist_state="session", wrap=True
    )
    SECTIONS[chosen](run)
