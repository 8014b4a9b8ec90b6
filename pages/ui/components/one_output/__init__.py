"""One output of a network under all losses at once: dragged along the curves, with every loss and gradient beside it.

Its settings: `shown` (the loss in front), `curves` (the names of those that are drawn), `truth` ("yes" or "no"), `output` and `sigma`. It
is also given `rows`: of each loss its `name` (of shared/losses.js), `title` and `unit`, with a line's look (`lines`).
"""

from pathlib import Path
from typing import Final

from core.palette import DATA, ERROR, GRID, MODEL, MUTED, PAPER, REFERENCE, SECOND, STEP, THIRD
from pages.ui.components import SettingsComponent

LINES: Final = ((ERROR, ""), (SECOND, "7 4"), (MODEL, ""), (THIRD, "2 4"), (REFERENCE, "9 3 2 3"))

show = SettingsComponent(Path(__file__).parent, data=DATA, muted=MUTED, grid=GRID, paper=PAPER, step=STEP, model=MODEL).show
