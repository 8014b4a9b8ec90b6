"""Two losses race: each moves a line between two classes of points, from the same confidently wrong start, one step at a time.

Its settings: `x` and `y` of the points, of which the first half is of class 1, and `start`, how sure of the wrong side both begin.
"""

from pathlib import Path

from core.palette import DATA, GRID, MODEL, MUTED, PAPER, REFERENCE, SECOND, STEP
from pages.ui.components import SettingsComponent

show = SettingsComponent(
    Path(__file__).parent, data=DATA, muted=MUTED, grid=GRID, paper=PAPER, model=MODEL, second=SECOND, step=STEP, reference=REFERENCE
).show
