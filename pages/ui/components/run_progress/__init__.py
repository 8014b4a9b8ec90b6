"""How far a run is, in words and as a bar that goes on by itself while the run trains."""

from pathlib import Path

from pages.ui.components import component
from pages.ui.components.follow import Positions

_mount = component(Path(__file__).parent)


def show(words: str, fraction: float, *, key: str, label: str = "", positions: Positions | None = None) -> None:
    """Mount it under `key`.

    Args:
        words: what the run is doing.
        fraction: of the run's steps that are done, in [0, 1].
        key: of the component.
        label: which run it is, where there are several.
        positions: where the run is, if it goes on.
    """
    _mount(key=key, data={"words": words, "fraction": fraction, "label": label, "positions": positions})
