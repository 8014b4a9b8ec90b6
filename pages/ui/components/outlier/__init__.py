"""Points to drag, and the line that each of several losses lays through them, fitted anew at every movement.

It runs in the browser alone; what comes to rest is reported to Python as one state, `settings`.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from core.palette import DATA, ERROR, GRID, MODEL, MUTED, ON_DARK, PAPER, REFERENCE, SECOND, STEP, THIRD
from pages.ui.components import component, on_both_themes

COLOURS: Final = on_both_themes(data=DATA, muted=MUTED, grid=GRID, paper=PAPER, model=MODEL, step=STEP)
LINES: Final = ((ERROR, ""), (SECOND, "7 4"), (THIRD, "2 4"), (REFERENCE, "9 3 2 3"))

_mount = component(Path(__file__).parent)


def show(rows: Sequence[Mapping[str, str]], settings: Mapping[str, Any], revision: int, *, key: str, on_change: Callable[[], None]) -> None:
    """Mount it under `key`.

    Args:
        rows: of each loss `name` (of shared/robust.js) and `title`.
        settings: `x` and `y` of the points, `selected` (the index of the one whose pull is told, or -1).
        revision: another one than before makes the browser take the settings over; otherwise what is there is newer.
        key: of the component.
        on_change: called when `st.session_state[key]["settings"]` is new.
    """
    drawn = [dict(row) | {"colour": (light, ON_DARK[light]), "dash": dash} for row, (light, dash) in zip(rows, LINES, strict=True)]
    data = {"rows": drawn, "settings": settings, "revision": revision, "colours": COLOURS}
    _mount(key=key, data=data, on_settings_change=on_change)
