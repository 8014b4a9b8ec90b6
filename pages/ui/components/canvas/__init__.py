"""The companion of streamlit-drawable-canvas: what a visitor needs of a canvas that the package alone does not give.

The package speaks 0.2 s after the pen was lifted: a visitor who left the page sooner lost the stroke, and so did one whose server was
busy. It has no eraser, its undo and redo appear only under a mouse, and a drawing is gone when its page is left. So this component
lies beside it on the page, drives it by its own module, and reads it while the pen moves; every message holds all that is to be seen,
and is resent until it is acknowledged.
"""

from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Final

from pages.ui.components import component

PACKAGE_FILES: Final = Path(  # its module and its styles; to import it is too early before Streamlit has looked for components
    str(distribution("streamlit-drawable-canvas").locate_file("streamlit_drawable_canvas/frontend/build"))
)
(MODULE,) = [path.name for path in PACKAGE_FILES.glob("index-*.js")]
PACKAGE_URL: Final = "_stcore/bidi-components/streamlit-drawable-canvas.streamlit_drawable_canvas"  # where Streamlit serves them

_mount = component(Path(__file__).parent)


def show(data: dict[str, Any], *, key: str, on_drawing: Callable[[], None]) -> None:
    """Mount the tools of a canvas under `key`.

    Args:
        data: `canvas` (the key of the `st_canvas` on the same page), `side` and `pen_width` (its arguments, px), `shown_side` and
            `eraser_width` (px of the page and of the canvas), `acknowledged` (the sequence number of the last message that came
            here), `placed` (`number`, `picture`: a higher number than before places that picture on the canvas) and
            `rerun_on_rest` (the rerun trigger that it fires when the pen has been up for a while).
        key: of the component's state.
        on_drawing: called when `st.session_state[key]["drawing"]` is a new message: `number`, `picture`.
    """
    _mount(key=key, data=data | {"module": f"{PACKAGE_URL}/{MODULE}"}, on_drawing_change=on_drawing)
