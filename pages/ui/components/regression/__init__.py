"""The interactive plot of the regression page: points, line, loss surface, loss curve and the step-size slider.

It runs in the browser alone: no frame of it waits for the server. What comes to rest (points, step size, start) is reported
to Python as one state, `lesson`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from core import palette
from pages.ui.components import component, on_both_themes

FOLDER: Final = Path(__file__).parent
COLOURS: Final = on_both_themes(
    data=palette.DATA,
    model=palette.MODEL,
    reference=palette.REFERENCE,
    step=palette.STEP,
    error=palette.ERROR,
    muted=palette.MUTED,
    grid=palette.GRID,
    paper=palette.PAPER,
)

_mount = component(FOLDER)


def show(data: dict[str, Any], *, key: str, on_change: Callable[[], None]) -> None:
    """Mount the lesson under `key`; `on_change` runs when `st.session_state[key]["lesson"]` has something new.

    Args:
        data: `revision` (a new one makes the browser take points and settings over), `points` [[x, y], ...], `total`, `sums`
            (of all points, where `points` is only a sample; else None) and `settings`.
        key: of the component's state.
        on_change: called before the page runs again.
    """
    _mount(key=key, data={**data, "colours": COLOURS}, on_lesson_change=on_change)
