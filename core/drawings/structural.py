"""Structural augmentation: MNIST's digits with a stroke that its writers leave out and others add.

A slash through the zero, a bar through the seven, a flag and a foot on the one: no turning or bending of what MNIST's writers wrote
makes these. Each is drawn with the canvas's pen onto the enlarged digit, where that digit's own shape asks for it, and goes the canvas's
way in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from core.canvas import crop, stroke_width
from core.drawings.pen import SIDE, Point, blank, draw, network_input
from core.mnist import Split

LONGER_SIDE: Final = 160  # px of the enlarged digit: there is room around it for what is added
WIDEST_ONE: Final = 0.55  # width over height: a one that leans more, or has a flag or a foot, is left as it is


@dataclass(frozen=True)
class EnlargedDigit:
    """An enlarged digit on the canvas."""

    ink: NDArray[np.float32]  # (280, 280) in [0, 1]
    left: float  # px, as all that follows
    top: float
    width: float
    height: float

    def middle_of_row(self, share: float) -> float:
        """Where the ink is, from left to right, at this share of the height from the top; the middle of the digit where there is none."""
        row = self.ink[round(self.top + share * (self.height - 1))]
        return float((row * np.arange(SIDE)).sum() / row.sum()) if row.sum() > 0 else self.left + self.width / 2


Line = tuple[Point, Point]
Addition = Callable[[EnlargedDigit, np.random.Generator], list[Line]]  # no line where the digit's shape does not allow it


def slash(digit: EnlargedDigit, generator: np.random.Generator) -> list[Line]:
    """From the upper right to the lower left through a zero, from just inside its ring to well beyond it."""
    if digit.width < digit.height * 0.4:
        return []
    x, y = generator.uniform(-0.15, 0.12, 2) * (digit.width, 0.7 * digit.height)  # inwards
    lean = generator.normal(0, 0.04, 2) * digit.height
    right, bottom = digit.left + digit.width, digit.top + digit.height
    return [((right - 0.1 * digit.width - x, digit.top + y + lean[0]), (digit.left + 0.1 * digit.width + x, bottom - y + lean[1]))]


def bar(digit: EnlargedDigit, generator: np.random.Generator) -> list[Line]:
    """Across the leg of a seven."""
    if digit.height < digit.width:
        return []
    return [_across(digit, generator.uniform(0.42, 0.62), generator.uniform(0.15, 0.3), 0.12, generator)]


def foot(digit: EnlargedDigit, generator: np.random.Generator) -> list[Line]:
    """Below a one."""
    if digit.width > WIDEST_ONE * digit.height:
        return []
    return [_across(digit, 1.0, generator.uniform(0.15, 0.35), 0.06, generator)]


def flag(digit: EnlargedDigit, generator: np.random.Generator) -> list[Line]:
    """From the top of a one down to the left."""
    if digit.width > WIDEST_ONE * digit.height:
        return []
    x, y = digit.middle_of_row(0.02), digit.top + 0.02 * digit.height
    length, angle = generator.uniform(0.2, 0.45) * digit.height, np.radians(generator.uniform(35, 62))
    return [((x, y), (x - length * np.cos(angle), y + length * np.sin(angle)))]


def flag_and_foot(digit: EnlargedDigit, generator: np.random.Generator) -> list[Line]:
    """Both."""
    return [*flag(digit, generator), *foot(digit, generator)]


ADDITIONS: Final[dict[Addition, tuple[int, int]]] = {  # to which digit, and how many of them are made
    slash: (0, 1500),
    bar: (7, 1500),
    foot: (1, 900),
    flag: (1, 1200),
    flag_and_foot: (1, 600),
}


def add_strokes(digits: Split, seed: int, share: float = 1.0) -> Split:
    """ADDITIONS made to digits that are drawn by lot from these: (M, 784) in [0, 1] and (M,), only the changed ones.

    Args:
        digits: N digits; of few, fewer are made than ADDITIONS says.
        seed: of the lot and of the strokes.
        share: how many of them are made; at least one of each.
    """
    generator = np.random.default_rng(seed)
    pictures, labels = digits.images.view(-1, 28, 28).numpy(), digits.labels.numpy()
    made = []
    for addition, (label, n) in ADDITIONS.items():
        lot = generator.permutation(np.flatnonzero(labels == label))
        changed = (picture for i in lot if (picture := _added(pictures[i], addition, generator)) is not None)
        made += [(picture, label) for picture in islice(changed, max(1, round(share * n)))]
    images = np.stack([picture for picture, _ in made])
    return Split(torch.from_numpy(images).flatten(1), torch.tensor([label for _, label in made]))


def enlarge(picture: NDArray[np.float32]) -> EnlargedDigit:
    """A digit (28, 28) in the middle of the canvas."""
    digit = Image.fromarray(np.uint8(255 * crop(picture)))
    k = LONGER_SIDE / max(digit.size)
    digit = digit.resize((round(digit.width * k), round(digit.height * k)), Image.Resampling.BICUBIC)
    left, top = ((SIDE - size) // 2 for size in digit.size)
    canvas = blank()
    canvas.paste(digit, (left, top))
    return EnlargedDigit((np.asarray(canvas) / 255).astype(np.float32), left, top, digit.width, digit.height)


def _across(digit: EnlargedDigit, at: float, reach: float, tilt_sd: float, generator: np.random.Generator) -> Line:
    """A line across the ink at this share of the height, level but for a tilt; `reach` is about how long each side is, as such a share."""
    x, y = digit.middle_of_row(at), digit.top + at * digit.height
    left, right = reach * digit.height * generator.uniform(0.65, 1.1, 2)
    tilt = generator.normal(0, tilt_sd)
    return (x - left, y + left * tilt), (x + right, y - right * tilt)


def _added(picture: NDArray[np.float32], addition: Addition, generator: np.random.Generator) -> NDArray[np.float32] | None:
    digit = enlarge(picture)
    lines = addition(digit, generator)
    if not lines:
        return None
    width = stroke_width(crop(digit.ink)) * generator.uniform(0.8, 1.2)
    return network_input(draw(Image.fromarray(np.uint8(255 * digit.ink)), lines, width))
