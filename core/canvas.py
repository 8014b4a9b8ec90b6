"""Preprocessing: a drawing -> (28, 28), scaled and centred the way MNIST was (yann.lecun.com/exdb/mnist).

It is a short chain, `STAGES`: each stage takes a picture of ink (float32, ink = 1 on 0) and returns the next one.
A stage that is left out is replaced by what a careless program would do there, so that the page can show what it is for.
"""

import base64
import io
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.float32]  # (H, W), ink = 1 on 0

MAX_SIDE: Final = 1000  # px, a canvas's side
FIELD: Final = 28  # px, the network's picture
BOX: Final = 20  # px, a digit's longer side in that picture
CENTRE: Final = 14.0  # index of the centre of mass: measured on MNIST's test set, sd 0.3
STROKE: Final = 2.6  # px at that size: MNIST's mean is 2.5 by stroke_width; pens are read best from 2.5 to 2.8
MIN_CONTRAST: Final = 0.08  # of the full range: what differs less from the background is not ink
THRESHOLD: Final = 0.5  # of the darkest ink: where a stroke's edge is
WORKING_SIDE: Final = 80  # px of the longer side when strokes are measured and redrawn


def read_data_url(url: str) -> NDArray[np.uint8] | None:
    """A canvas's picture, (H, W, 4) uint8; None where the text is no PNG of at most 1000 x 1000 px."""
    try:
        data = base64.b64decode(url.partition(";base64,")[2], validate=True)
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            return np.asarray(image.convert("RGBA")) if max(image.size) <= MAX_SIDE else None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # Pillow raises SyntaxError for a broken PNG chunk
        return None


def ink_to_data_url(picture: Picture, colour: str) -> str:
    """Ink (H, W) as a PNG in a data URL: one colour (#rrggbb), transparent where there is no ink."""
    red, green, blue = bytes.fromhex(colour[1:])
    rgba = np.empty((*picture.shape, 4), np.uint8)
    rgba[..., :3], rgba[..., 3] = (red, green, blue), np.round(255 * picture)
    file = io.BytesIO()
    Image.fromarray(rgba).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def fit_to_canvas(picture: Picture, side: int = 280, share: float = 0.8) -> Picture:
    """Crop ink (H, W), scale its longer side to `share` of the canvas and put it in the middle: (side, side)."""
    digit = scale(crop(picture, threshold=0.02), round(share * side))
    top, left = ((side - size) // 2 for size in digit.shape)
    canvas = np.zeros((side, side), np.float32)
    canvas[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return canvas


def ink(rgba: NDArray[np.uint8]) -> Picture | None:
    """How much each pixel differs from the background, whatever the colours: (H, W, 4) uint8 -> (H, W) in [0, 1].

    The background is what is transparent, or in an opaque picture the commonest colour along the edge. None when nothing differs.
    """
    colour = rgba.astype(np.float32) / 255
    colour[..., :3] *= colour[..., 3:]  # a fully transparent pixel has no colour
    edge = np.concatenate([colour[0], colour[-1], colour[:, 0], colour[:, -1]])  # (2H + 2W, 4)
    kinds, counts = np.unique(edge, axis=0, return_counts=True)
    background = np.zeros(4, np.float32) if (colour[..., 3] == 0).any() else kinds[counts.argmax()]
    difference = np.maximum.reduce([np.abs(colour[..., channel] - background[channel]) for channel in range(4)])
    strongest = float(difference.max())
    return None if strongest < MIN_CONTRAST else (difference / strongest).astype(np.float32)


def crop(picture: Picture, threshold: float = THRESHOLD) -> Picture:
    """The smallest box that holds all ink darker than `threshold`."""
    rows, columns = (np.flatnonzero((picture > threshold).any(axis=axis)) for axis in (1, 0))
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def distance_transform(mask: NDArray[np.bool_]) -> Picture:
    """Euclidean distance (px) of every pixel in the mask (H, W) to the nearest pixel outside it, 0 outside; exact, axis by axis.

    Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions (2012); here by brute force over each line.
    """
    squared = np.where(mask, np.float32(1e9), np.float32(0))
    for _ in range(2):
        index = np.arange(squared.shape[0], dtype=np.float32)
        apart = (index[:, None] - index[None, :]) ** 2  # (H, H)
        squared = (squared.T[:, None, :] + apart[None]).min(axis=2)  # over k: squared[k, j] + (i - k)², so the axes are swapped
    return np.sqrt(squared).astype(np.float32)


def stroke_width(picture: Picture) -> float:
    """Mean width (px) of the strokes: along a stroke of width s the mean distance to its edge is s / 4."""
    mask = np.pad(picture > THRESHOLD, 1)
    return 4.0 * float(distance_transform(mask)[mask].mean() - 0.5)


def normalise_stroke(picture: Picture) -> Picture:
    """Redraw the strokes so that they are `STROKE` px wide when the longer side is scaled to `BOX` px."""
    fine = _at_working_size(picture)
    longer, target = max(fine.shape), STROKE / BOX
    grow = (target * longer - stroke_width(fine)) / (1 - target)  # (width + grow) / (longer + grow) = target
    margin = int(np.ceil(max(grow, 0) / 2)) + 2
    mask = np.pad(fine > THRESHOLD, margin)
    distance = distance_transform(mask) - distance_transform(~mask)  # > 0 in ink
    grow = max(grow, -1.8 * float(distance.max()))  # never erases all of it
    redrawn = np.clip(distance + grow / 2 + np.where(distance > 0, 0.0, 1.0), 0, 1).astype(np.float32)
    return crop(redrawn)


def scale(picture: Picture, longer_side: int = BOX) -> Picture:
    """Resize so that the longer side is `longer_side` px; the aspect stays."""
    height, width = picture.shape
    k = longer_side / max(height, width)
    size = max(1, round(width * k)), max(1, round(height * k))
    image = Image.fromarray(picture).resize(size, Image.Resampling.BILINEAR)
    return np.clip(np.asarray(image, np.float32), 0, 1)


def centre(picture: Picture) -> Picture:
    """Put the picture into the (28, 28) field with its centre of mass at index (14.0, 14.0), with linear interpolation between pixels."""
    total = picture.sum()
    mass = [float((picture.sum(axis=1 - axis) * np.arange(picture.shape[axis])).sum() / total) for axis in (0, 1)]
    return _place(picture, CENTRE - mass[0], CENTRE - mass[1])


def centre_by_bounding_box(picture: Picture) -> Picture:
    """Put the picture into the (28, 28) field with equal margins."""
    return _place(picture, (FIELD - picture.shape[0]) // 2, (FIELD - picture.shape[1]) // 2)


def _place(picture: Picture, top: float, left: float) -> Picture:
    field = np.zeros((3 * FIELD, 3 * FIELD), np.float32)  # room for what would hang over the edge
    down, right = int(np.floor(top)), int(np.floor(left))
    field[FIELD + down :, FIELD + right :][: picture.shape[0], : picture.shape[1]] = picture
    for axis, part in ((0, top - down), (1, left - right)):
        field = (1 - part) * field + part * np.roll(field, 1, axis)
    return field[FIELD:-FIELD, FIELD:-FIELD].astype(np.float32)


def _at_working_size(picture: Picture) -> Picture:
    """`WORKING_SIDE` px on the longer side; a hairline stays visible (each block of a large drawing keeps its darkest pixel)."""
    block = max(1, max(picture.shape) // WORKING_SIDE)
    padded = np.pad(picture, [(0, -size % block) for size in picture.shape])
    return scale(padded.reshape(padded.shape[0] // block, block, -1, block).max(axis=(1, 3)), WORKING_SIDE)


@dataclass(frozen=True)
class Stage:
    """One step of the preprocessing."""

    name: str
    words: str  # what it does and why, for the page
    apply: Callable[[Picture], Picture]
    left_out: Callable[[Picture], Picture]  # what happens in its place


STAGES: Final = (
    Stage("crop", "Cut away the empty canvas, so that it does not matter where the digit stands.", crop, lambda picture: picture),
    Stage("stroke", "Redraw the strokes as wide as MNIST's, so that the pen does not matter.", normalise_stroke, lambda picture: picture),
    Stage("scale", "Shrink the longer side to 20 px, as MNIST did. Left out: 28 px, the whole field.", scale, lambda p: scale(p, FIELD)),
    Stage("centre", "Put the centre of mass in the middle, as MNIST did. Left out: equal margins.", centre, centre_by_bounding_box),
)


def preprocess(rgba: NDArray[np.uint8], leave_out: Collection[str] = ()) -> list[tuple[str, Picture]] | None:
    """The picture after every stage, by name: first "ink", last the network's (28, 28). None when nothing is drawn."""
    picture = ink(rgba)
    if picture is None:
        return None
    pictures = [("ink", picture)]
    for stage in STAGES:
        picture = (stage.left_out if stage.name in leave_out else stage.apply)(picture)
        pictures.append((stage.name, picture))
    return pictures


def to_mnist(rgba: NDArray[np.uint8], leave_out: Collection[str] = ()) -> Picture | None:
    """A drawing, preprocessed for the network.

    Args:
        rgba: (H, W, 4) uint8, any colours, opaque or transparent.
        leave_out: names of `STAGES` to leave out.

    Returns:
        (28, 28) float32 in [0, 1], ink = 1 on 0; None when nothing is drawn.
    """
    pictures = preprocess(rgba, leave_out)
    return None if pictures is None else pictures[-1][1]
