"""Ten logits as bars to drag: what softmax and cross-entropy make of them, and the gradient as arrows.

Its settings: `logits` (ten numbers), `digit` (the true class) and `temperature`, by which the logits are divided.
"""

from pathlib import Path

from core.palette import DATA, GRID, MODEL, MUTED, PAPER, REFERENCE, STEP
from pages.ui.components import SettingsComponent

show = SettingsComponent(
    Path(__file__).parent, data=DATA, muted=MUTED, grid=GRID, paper=PAPER, model=MODEL, step=STEP, reference=REFERENCE
).show
