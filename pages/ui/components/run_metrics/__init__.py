"""The numbers above a run's curves, which go on by themselves while the run trains."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pages.ui.components import component
from pages.ui.components.follow import Positions

TILES: Final = (  # the names are those of core.runs.live.metrics
    {"name": "test_acc", "label": "Test accuracy", "note": "on 10,000 unseen pictures"},
    {"name": "train_acc", "label": "Train accuracy", "note": "on the pictures it trains on"},
    {"name": "train_loss", "label": "Training loss", "note": "mean over the last epoch"},
    {"name": "samples_per_second", "label": "Digits per second", "note": "evaluation included"},
)

_mount = component(Path(__file__).parent)


def show(values: Mapping[str, str], *, key: str, positions: Positions | None = None) -> None:
    """Mount them under `key`; `values` are core.runs.live.metrics, `positions` says where the run is, if it goes on."""
    _mount(key=key, data={"tiles": TILES, "values": values, "positions": positions})
