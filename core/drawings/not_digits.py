"""Drawings that are not digits, for networks that know nothing but digits: out-of-distribution inputs."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core.canvas import to_mnist
from core.palette import DATA, PAPER

SIDE: Final = 280  # px
PEN: Final = 18  # px

Stroke = list[tuple[float, float]]  # points in px, x to the right and y down

_TURNS = np.linspace(0, 6 * np.pi, 200)
NOT_DIGITS: Final[dict[str, list[Stroke]]] = {
    "A spiral": [list(zip(140 + 6 * _TURNS * np.cos(_TURNS), 140 + 6 * _TURNS * np.sin(_TURNS), strict=True))],
    "The letter A": [[(60, 240), (140, 40), (220, 240)], [(92, 165), (188, 165)]],
    "A house": [[(60, 240), (60, 120), (140, 40), (220, 120), (220, 240), (60, 240)]],
}


def render(name: str) -> NDArray[np.float32]:
    """The drawing of that name, preprocessed as every drawing is: (28, 28) in [0, 1].

    Raises:
        KeyError: `name` is not in NOT_DIGITS.
    """
    image = Image.new("RGBA", (SIDE, SIDE), PAPER)
    for stroke in NOT_DIGITS[name]:
        ImageDraw.Draw(image).line(stroke, fill=DATA, width=PEN, joint="curve")
    pixels = to_mnist(np.asarray(image))
    assert pixels is not None  # there is ink, and there is paper
    return pixels
