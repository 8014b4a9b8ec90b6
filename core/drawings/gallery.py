"""The drawings that a visitor keeps, as a data set to download: MNIST's own IDX files, or pictures with a table."""

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.files import to_csv, to_zip

MAX_DRAWINGS: Final = 120  # in one session
COLUMNS: Final = ("file", "label", "answer", "probability", "network")


@dataclass(frozen=True)
class KeptDrawing:
    """One drawing with the prediction for it."""

    number: int  # from 1, in the order in which they were kept
    picture: str  # as on the canvas: a PNG as data URL
    pixels: NDArray[np.float32]  # (28, 28) in [0, 1], as the network received it
    answer: int  # the most probable digit
    probability: float  # of the answer
    network: str  # the name of the network that answered
    label: int | None = None  # which digit it is, if the visitor says so


def labelled(kept: Sequence[KeptDrawing]) -> list[KeptDrawing]:
    """Those with a label: the ones that can be trained or tested with."""
    return [one for one in kept if one.label is not None]


def to_idx_zip(kept: Sequence[KeptDrawing]) -> bytes:
    """A ZIP of the N labelled ones as MNIST's two files: (N, 28, 28) pixels, ink 255 on 0, and (N,) labels."""
    rows = labelled(kept)
    images = np.array([_grey(one) for one in rows], np.uint8).reshape(-1, 28, 28)
    labels = np.array([one.label for one in rows], np.uint8)
    return to_zip({"drawings-images-idx3-ubyte": _idx(images), "drawings-labels-idx1-ubyte": _idx(labels)})


def to_png_zip(kept: Sequence[KeptDrawing]) -> bytes:
    """A ZIP of all as PNG, 28 × 28 grey pixels, ink bright, and drawings.csv with a row for each; no cell is a visitor's text."""
    files: dict[str, bytes] = {}
    rows: list[tuple[object, ...]] = [COLUMNS]
    for one in kept:
        name, file = f"drawing-{one.number:03}.png", io.BytesIO()
        Image.fromarray(_grey(one)).save(file, "PNG")
        files[name] = file.getvalue()
        rows.append((name, "" if one.label is None else one.label, one.answer, f"{one.probability:.4f}", one.network))
    return to_zip(files | {"drawings.csv": to_csv(rows)})


def _grey(one: KeptDrawing) -> NDArray[np.uint8]:
    return np.round(255 * one.pixels).astype(np.uint8)


def _idx(values: NDArray[np.uint8]) -> bytes:
    """Two zeros, the type (8: unsigned bytes), the number of dimensions; each dimension's size; the values."""
    return struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape) + values.tobytes()
