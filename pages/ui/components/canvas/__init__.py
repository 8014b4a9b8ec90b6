"""The canvas: strokes, eraser, undo and redo are the browser's; the server hears of them while the pen moves.

In place of streamlit-drawable-canvas, which speaks 0.2 s after the pen was lifted: a visitor who left the page sooner lost the
stroke, and so did one whose server was busy. Here every word holds all that is to be seen and is said again until it is heard.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pages.ui.components import component

_mount = component(Path(__file__).parent)


def show(data: dict[str, Any], *, key: str, on_drawing: Callable[[], None]) -> None:
    """Mount the canvas under `key`.

    Args:
        data: `heard` (the number of its last word that came here), `laid` (`number`, `picture`: a higher number than before lays
            that picture on the canvas) and `bell` (the bell that it rings when the pen has been up for a while).
        key: of the component's state.
        on_drawing: called when `st.session_state[key]["drawing"]` is a new word: `number`, `picture`.
    """
    _mount(key=key, data=data, on_drawing_change=on_drawing)
