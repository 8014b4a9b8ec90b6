"""The canvas's pen: strokes of points become ink, as on the drawing page, and ink becomes what a network receives."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw

from core.canvas import to_mnist

SIDE: Final = 280  # px of the canvas
WIDTH: Final = 18  # px of the pen: on a digit of 180 px that is MNIST's stroke
Point = tuple[float, float]  # px, x to the right and y down


def blank() -> Image.Image:
    """A canvas without ink: 0 is paper, 255 is ink."""
    return Image.new("L", (SIDE, SIDE))


def draw(image: Image.Image, strokes: Iterable[ArrayLike], width: float = WIDTH) -> Image.Image:
    """Draw these strokes, each of n points (n, 2), on the canvas, `width` px wide, their ends round. Returns the canvas."""
    pen, radius = ImageDraw.Draw(image), width / 2
    for points in strokes:
        stroke = np.asarray(points, np.float64)
        pen.line([(float(x), float(y)) for x, y in stroke], fill=255, width=round(width), joint="curve")
        for x, y in (stroke[0], stroke[-1]):
            pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
    return image


def network_input(image: Image.Image) -> NDArray[np.float32]:
    """The canvas as a network receives it: (28, 28) in [0, 1].

    Raises:
        ValueError: there is no ink on it.
    """
    pixels = to_mnist(np.asarray(image.convert("RGBA")))
    if pixels is None:
        raise ValueError("there is no ink on the canvas")
    return pixels
