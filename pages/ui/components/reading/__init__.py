"""What a network receives of a drawing and what it says, in one component that keeps up with the pen.

As plotly figures these cost 16 ms of the server and 25 ms of the browser at every reading, and both draw and read meanwhile.
"""

import base64
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.figures.draw import as_percent
from core.palette import MODEL, MUTED, ON_DARK
from pages.ui.components import component

COLOURS: Final = {"model": (MODEL, ON_DARK[MODEL]), "other": (MUTED, ON_DARK[MUTED])}

_mount = component(Path(__file__).parent)


def show(answer: str, pixels: NDArray[np.float32], chances: NDArray[np.float32] | None, *, key: str, alt: str) -> None:
    """Mount the reading under `key`.

    Args:
        answer: the network's answer in words, or what the visitor is to do.
        pixels: what is received, (28, 28) in [0, 1].
        chances: the ten probabilities, (10,); None while nothing is drawn.
        key: of the component.
        alt: the picture in words.
    """
    said = [] if chances is None else [float(chance) for chance in chances]
    data = {
        "pixels": base64.b64encode(np.round(255 * pixels).astype(np.uint8).tobytes()).decode(),
        "chances": said,
        "texts": [as_percent(chance) for chance in said],
        "answer": answer,
        "digit": None if chances is None else int(chances.argmax()),
        "alt": alt,
    }
    _mount(key=key, data=data | COLOURS)
