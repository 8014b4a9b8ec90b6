"""The canvas: strokes, eraser, undo and redo are the browser's; the server is sent the drawing while the pen moves.

In place of streamlit-drawable-canvas, which speaks 0.2 s after the pen was lifted: a visitor who left the page sooner lost the
stroke, and so did one whose server was busy. Here every message holds all that is to be seen and is resent until acknowledged.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pages.ui.components import component

_mount = component(Path(__file__).parent)


def show(data: dict[str, Any], *, key: str, on_drawing: Callable[[], None]) -> None:
    """Mount the canvas under `key`.

    Args:
        data: `acknowledged` (the sequence number of its last message that came here), `placed` (`number`, `picture`: a higher
            number than before places that picture on the canvas) and `rerun_on_rest` (the rerun trigger that it fires when the
            pen has been up for a while).
        key: of the component's state.
        on_drawing: called when `st.session_state[key]["drawing"]` is a new message: `number`, `picture`.
    """
    _mount(key=key, data=data, on_drawing_change=on_drawing)
