"""Points to drag, and the line that each of several losses lays through them, fitted anew at every movement.

Its settings: `x` and `y` of the points, `selected` (the index of the one whose pull is told, or -1). It is also given `rows`: of each loss
its `name` (of shared/robust.js) and `title`, with a line's look (`lines`).
"""

from pathlib import Path
from typing import Final

from core.palette import DATA, ERROR, GRID, MODEL, MUTED, PAPER, REFERENCE, SECOND, STEP, THIRD
from pages.ui.components import SettingsComponent

LINES: Final = ((ERROR, ""), (SECOND, "7 4"), (THIRD, "2 4"), (REFERENCE, "9 3 2 3"), (MODEL, "12 3"))

show = SettingsComponent(Path(__file__).parent, data=DATA, muted=MUTED, grid=GRID, paper=PAPER, model=MODEL, step=STEP).show
