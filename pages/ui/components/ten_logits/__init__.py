"""Ten logits as bars to drag: what softmax and cross-entropy make of them, and the gradient as arrows.

It runs in the browser alone; what comes to rest is reported to Python as one state, `settings`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from core.palette import DATA, GRID, MODEL, MUTED, PAPER, REFERENCE, STEP
from pages.ui.components import component, on_both_themes

COLOURS: Final = on_both_themes(data=DATA, muted=MUTED, grid=GRID, paper=PAPER, model=MODEL, step=STEP, reference=REFERENCE)

_mount = component(Path(__file__).parent)


def show(settings: Mapping[str, Any], revision: int, *, key: str, on_change: Callable[[], None]) -> None:
    """Mount them under `key`.

    Args:
        settings: `logits` (ten numbers), `digit` (the true class) and `temperature`, by which the logits are divided.
        revision: another one than before makes the browser take the settings over; otherwise what is there is newer.
        key: of the component.
        on_change: called when `st.session_state[key]["settings"]` is new.
    """
    _mount(key=key, data={"settings": settings, "revision": revision, "colours": COLOURS}, on_settings_change=on_change)
