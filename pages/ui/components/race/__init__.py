"""Two losses race: each moves a line between two classes of points, from the same confidently wrong start, one step at a time.

It runs in the browser alone; what comes to rest is reported to Python as one state, `settings`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from core.palette import DATA, GRID, MODEL, MUTED, PAPER, REFERENCE, SECOND, STEP
from pages.ui.components import component, on_both_themes

COLOURS: Final = on_both_themes(data=DATA, muted=MUTED, grid=GRID, paper=PAPER, model=MODEL, second=SECOND, step=STEP, reference=REFERENCE)

_mount = component(Path(__file__).parent)


def show(settings: Mapping[str, Any], revision: int, *, key: str, on_change: Callable[[], None]) -> None:
    """Mount it under `key`.

    Args:
        settings: `x` and `y` of the points, of which the first half is of class 1, and `start`, how sure of the wrong side both begin.
        revision: another one than before makes the browser take the settings over; otherwise what is there is newer.
        key: of the component.
        on_change: called when `st.session_state[key]["settings"]` is new.
    """
    _mount(key=key, data={"settings": settings, "revision": revision, "colours": COLOURS}, on_settings_change=on_change)
