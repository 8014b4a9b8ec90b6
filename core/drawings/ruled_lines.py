"""Ruled lines on a sheet of paper: long, thin, nearly level or upright, and cut off only by the picture's edge."""

from typing import Final

import numpy as np

from core.drawings.parts import Mask, Part, dilated

LENGTH: Final = 0.3  # of the picture's width: the shortest piece of a line
WIDTH: Final = 0.025  # of the picture's longer side: the thickest one
SLOPES: Final = np.tan(np.radians(np.arange(-16, 17, 2.0)))


def without_ruled_lines(mask: Mask) -> Mask:
    """The mask without such lines along both axes."""
    return np.asarray(mask & ~_lines(mask) & ~_lines(mask.T).T)


def may_hold_a_line(part: Part, shape: tuple[int, ...]) -> bool:
    """Whether a part reaches far enough into a picture of this shape from its edge."""
    height, width = shape
    reaches = (part.left == 0 or part.right == width) and part.right - part.left >= LENGTH * width
    return reaches or ((part.top == 0 or part.bottom == height) and part.bottom - part.top >= LENGTH * height)


def _lines(mask: Mask) -> Mask:
    """Long thin lines that begin or end at the left or the right side: those of the one slope that has most of them.

    Looked for at half the size, which is four times as fast.
    """
    half = np.pad(mask, [(0, size % 2) for size in mask.shape])
    half = np.asarray(half.reshape(half.shape[0] // 2, 2, -1, 2).any(axis=(1, 3)))
    lines = _lines_at_this_size(half).repeat(2, axis=0).repeat(2, axis=1)
    return dilated(lines[: mask.shape[0], : mask.shape[1]])


def _lines_at_this_size(mask: Mask) -> Mask:
    height, width = mask.shape
    length, thickest = max(3, round(LENGTH * width)), max(2, round(WIDTH * max(mask.shape)))
    best: Mask = np.zeros(mask.shape, np.bool_)
    for slope in SLOPES:
        shifts = np.round(slope * (np.arange(width) - width / 2)).astype(int)
        rows = np.arange(height)[:, None] + shifts[None, :]
        inside = (rows >= 0) & (rows < height)
        level = mask[rows.clip(0, height - 1), np.arange(width)[None, :]] & inside  # lines of this slope are level here
        found = level & _is_in_long_run(level, length) & ~_is_in_long_run(level.T, thickest + 1).T
        if found.sum() > best.sum():
            found = _with_ends_at_sides(found)
            tilted = np.zeros(mask.shape, np.bool_)
            where = np.nonzero(found)
            tilted[rows[where], where[1]] = True
            best = tilted if tilted.sum() > best.sum() else best
    return best


def _is_in_long_run(mask: Mask, length: int) -> Mask:
    """Which pixels lie in a run of at least this length along their row."""
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    long = ends - starts >= length
    marks = np.zeros((mask.shape[0], mask.shape[1] + 1), np.int32)
    np.add.at(marks, (rows[long], starts[long]), 1)
    np.add.at(marks, (rows[long], ends[long]), -1)
    return np.asarray(marks.cumsum(axis=1)[:, :-1] > 0)


def _with_ends_at_sides(lines: Mask) -> Mask:
    """Those rows of level lines that reach the left or the right side, or nearly."""
    near = max(1, round(0.03 * lines.shape[1]))
    reaches = np.asarray(lines[:, :near].any(axis=1) | lines[:, -near:].any(axis=1))
    return lines & reaches[:, None]
