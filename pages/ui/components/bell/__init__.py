"""A Gaussian over a few points: its mean and width are dragged, its heights become the likelihood, and minus their log the loss.

Its settings: `points` (the y of each), `mean` and `sigma` of the Gaussian.
"""

from pathlib import Path

from core.palette import DATA, ERROR, GRID, MODEL, MUTED, PAPER, REFERENCE, SECOND
from pages.ui.components import SettingsComponent

show = SettingsComponent(
    Path(__file__).parent, data=DATA, muted=MUTED, grid=GRID, paper=PAPER, model=MODEL, error=ERROR, second=SECOND, reference=REFERENCE
).show
