"""What a network receives of a drawing and what it says, in one component that keeps up with the pen.

As plotly figures these cost 16 ms of the server and 25 ms of the browser at every reading, and both draw and read meanwhile.
"""

import base64
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.figures.draw import as_percent
from core.palette import MODEL, MUTED
from pages.ui.components import component, on_both_themes

COLOURS: Final = on_both_themes(model=MODEL, other=MUTED)


class Reading(NamedTuple):
    """What is shown."""

    answer: str  # the network's answer in words, or what the visitor is to do
    digit: int | None  # the one whose bar is marked as the answer; None where there is no answer
    pixels: NDArray[np.float32]  # what is received, (28, 28) in [0, 1]
    alt: str  # the same in words
    note: str  # a sentence below it; a phone has no room for it
    chances: NDArray[np.float32] | None  # the ten probabilities, (10,); None while nothing is drawn


_mount = component(Path(__file__).parent)


def show(reading: Reading, *, key: str) -> None:
    """Mount the reading under `key`."""
    chances = [] if reading.chances is None else [float(chance) for chance in reading.chances]
    data = {
        "answer": reading.answer,
        "digit": reading.digit,
        "pixels": base64.b64encode(np.round(255 * reading.pixels).astype(np.uint8).tobytes()).decode(),
        "alt": reading.alt,
        "note": reading.note,
        "chances": chances,
        "texts": [as_percent(chance) for chance in chances],
    }
    _mount(key=key, data=data | COLOURS)
