"""One output of a network under all losses at once: dragged along the curves, with every loss and gradient beside it.

It runs in the browser alone; what comes to rest is reported to Python as one state, `settings`.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from core.palette import DATA, ERROR, GRID, MODEL, MUTED, ON_DARK, PAPER, REFERENCE, SECOND, STEP, THIRD
from pages.ui.components import component, on_both_themes

COLOURS: Final = on_both_themes(data=DATA, muted=MUTED, grid=GRID, paper=PAPER, step=STEP, model=MODEL)
LINES: Final = (ERROR, SECOND, MODEL, THIRD, REFERENCE)  # one for each loss
DASHES: Final = ("", "7 4", "", "2 4", "9 3 2 3")

_mount = component(Path(__file__).parent)


def show(rows: Sequence[Mapping[str, str]], settings: Mapping[str, Any], revision: int, *, key: str, on_change: Callable[[], None]) -> None:
    """Mount it under `key`.

    Args:
        rows: of each loss `name` (of shared/losses.js), `title` and `unit`.
        settings: `shown` (the loss in front), `curves` (the names of those that are drawn), `truth` ("yes" or "no"), `output` and `sigma`.
        revision: another one than before makes the browser take the settings over; otherwise what is there is newer.
        key: of the component.
        on_change: called when `st.session_state[key]["settings"]` is new.
    """
    lines = [{"colour": (light, ON_DARK[light]), "dash": dash} for light, dash in zip(LINES, DASHES, strict=True)]
    data = {"rows": [dict(row) | line for row, line in zip(rows, lines, strict=True)], "settings": settings, "revision": revision}
    _mount(key=key, data=data | {"colours": COLOURS}, on_settings_change=on_change)
