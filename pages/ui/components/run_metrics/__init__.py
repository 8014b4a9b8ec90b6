"""The numbers above a run's curves, which go on by themselves while the run trains."""

from pathlib import Path
from typing import Final

from core.runs.live import Metrics
from pages.ui.components import component
from pages.ui.components.follow import Positions

TILES: Final = {
    "test_acc": {"label": "Test accuracy", "note": "on 10,000 unseen pictures"},
    "train_acc": {"label": "Train accuracy", "note": "on the pictures it trains on"},
    "train_loss": {"label": "Training loss", "note": "mean over the last epoch"},
    "samples_per_second": {"label": "Digits per second", "note": "evaluation included"},
}

_mount = component(Path(__file__).parent)


def show(metrics: Metrics, *, key: str, positions: Positions | None = None) -> None:
    """Mount them under `key`; `positions` says where the run is, if it goes on."""
    tiles = [TILES[name] for name in Metrics._fields]
    _mount(key=key, data={"tiles": tiles, "values": list(metrics), "positions": positions})
