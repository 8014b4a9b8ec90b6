"""The interactive plot of the regression page: points, line, loss surface, loss curve and the step-size slider.

It runs in the browser alone: no frame of it waits for the server. What comes to rest (points, step size, start) is reported
to Python as one state, `lesson`. The JavaScript is plain functions in files by meaning, joined here into one module.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import streamlit as st

from core import palette

FOLDER: Final = Path(__file__).parent
SCRIPTS: Final = ("math", "svg", "plot", "surface", "curves", "slider", "reading", "variants", "hover", "actions", "controls", "index")
_LIGHT: Final = {
    "data": palette.DATA,
    "model": palette.MODEL,
    "reference": palette.REFERENCE,
    "step": palette.STEP,
    "error": palette.ERROR,
    "muted": palette.MUTED,
    "grid": palette.GRID,
    "paper": palette.PAPER,
}
COLOURS: Final = {role: (light, palette.ON_DARK[light]) for role, light in _LIGHT.items()}


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def script() -> str:
    """The component's whole JavaScript, as one module."""
    return "\n".join(_text(f"{name}.js") for name in SCRIPTS)


_mount = st.components.v2.component("lecture_regression", html=_text("index.html"), css=_text("index.css"), js=script())


def show(data: dict[str, Any], *, key: str, on_change: Callable[[], None]) -> None:
    """Mount the lesson under `key`; `on_change` runs when `st.session_state[key]["lesson"]` has something new.

    Args:
        data: `stamp` (a new one makes the browser take points and settings over), `points` [[x, y], ...], `total`, `sums`
            (of all points, where `points` is only a sample; else None) and `settings`.
        key: of the component's state.
        on_change: called before the page runs again.
    """
    _mount(key=key, data={**data, "colours": COLOURS}, on_lesson_change=on_change)
