"""The digit on a photo: paper, light, ink and what else lies about -> ink alone.

The paper's own brightness is estimated from its surroundings, so that light and shadow cancel. What differs from it, darker or lighter,
falls into connected parts. A part that hangs on the picture's edge is a desk, a shadow or a ruled line; a tiny one is a speck; the digit
is the strongest of the others, with what belongs to it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.drawings.paper_light import Plane, strongest_difference
from core.drawings.parts import Part, connected_parts, dilated, edge_share, touches_edge
from core.drawings.ruled_lines import may_hold_a_line, without_ruled_lines

THRESHOLDS: Final = (0.05, 0.09, 0.15, 0.25, 0.4)  # of the full range, from pencil to ink over a shadow
MIN_CONTRAST: Final = 0.1  # of the full range: less contrast than this is no drawing
NOISE: Final = 5.0  # standard deviations of the paper's grain that are no ink
SMALLEST: Final = 0.06  # of the picture's longer side: what is smaller is a speck
OWN_PART: Final = 0.1  # of the digit's longer side: what is smaller, or farther away than this from it, does not belong to it
SECOND_DIGIT: Final = 0.6  # of the digit's height: what is as tall, and stands apart, is another digit
MOST_PARTS: Final = 200  # that are looked at, the largest first: a picture of dots has thousands
STROKE_EDGE: Final = 0.4  # of the strongest ink: where a stroke ends; at 0.7 it is full
SHEET: Final = 0.15  # of the picture: what a sheet of paper measures at least
SHEET_FILL: Final = 0.84  # of the tilted rectangle around it, that a sheet fills at least; a round digit does not


class NoDigitError(ValueError):
    """No digit was found; the text is one sentence for the visitor."""


class _NothingError(NoDigitError):
    """There is nothing to see."""


@dataclass(frozen=True)
class _Candidate:
    """What may be the digit: its parts in `labels`, how strong its ink is, and the contrast that it was found in."""

    main: Part
    parts: tuple[Part, ...]
    others: tuple[Part, ...]  # as large, but apart
    labels: NDArray[np.int32]
    strength: float
    contrast: Plane
    is_light: bool  # whether it is lighter than what is around it

    @property
    def score(self) -> float:
        """Strong ink counts, and so does size: a small dark mark is no digit beside a large faint one."""
        return self.strength * self.main.longer_side


def find_digit(colour: NDArray[np.float32], *, is_sheet: bool = False) -> Plane:
    """The ink of the one digit on a picture, whether dark or light: (H, W, 3) in [0, 1] -> (H, W) in [0, 1], ink = 1 on 0.

    Args:
        colour: red, green and blue.
        is_sheet: whether it was cut out of a larger picture as the sheet of paper on it.

    Raises:
        NoDigitError: there is nothing to see, or two digits.
    """
    difference = strongest_difference(colour)
    noise = NOISE * 1.4826 * float(np.median(np.abs(difference)))
    candidates = [
        found
        for is_light in (False, True)
        for threshold in THRESHOLDS
        if threshold >= noise or threshold == THRESHOLDS[-1]
        if (found := _candidate(np.clip(difference if is_light else -difference, 0, None), threshold, is_light, is_sheet))
    ]
    best = max(candidates, key=lambda candidate: candidate.score, default=None)
    if best is None or best.strength < MIN_CONTRAST:
        raise _NothingError("There is nothing to see on this picture: write the digit with a broad, dark pen.")
    # Of candidates that are about as good the one of the lowest threshold: it holds the whole stroke.
    least_strength, least_score = 0.6 * best.strength, 0.6 * best.score
    best = next(each for each in candidates if each.score >= least_score and each.strength >= least_strength)
    if not is_sheet and _is_sheet_of_paper(best):
        try:
            return _within(colour, best)
        except _NothingError:
            if _is_solid(best):  # a sheet with nothing on it; else it is a thick digit
                raise
    if best.others:
        raise NoDigitError("There is more than one digit on this picture: cut it so that one remains.")
    return _ink(best)


def _candidate(contrast: Plane, threshold: float, is_light: bool, is_sheet: bool) -> _Candidate | None:
    """The digit that this contrast shows above the threshold, if it shows one; ruled lines are taken out before."""
    mask = contrast > threshold
    labels, parts = connected_parts(dilated(mask))  # so that a thin pen's stroke hangs together
    if any(may_hold_a_line(part, mask.shape) for part in parts):
        mask = without_ruled_lines(mask)
        labels, parts = connected_parts(dilated(mask))
    labels[~mask] = 0
    smallest = SMALLEST * max(mask.shape)
    large = [part for part in parts if part.longer_side >= smallest]
    inside = [part for part in large if not touches_edge(part, mask.shape)]
    if not inside and not is_sheet:  # a picture that was cut off at the ink; at a sheet's edge is what it lies on
        inside = [part for part in large if edge_share(labels, part) < 0.15]
    if not inside:
        return None
    inside = sorted(inside, key=lambda part: -part.longer_side)[:MOST_PARTS]
    strengths = {part.label: float(np.percentile(contrast[labels == part.label], 80)) for part in inside}
    main = max(inside, key=lambda part: strengths[part.label] * part.longer_side)
    others = tuple(part for part in inside if _is_second(part, main) and strengths[part.label] >= 0.5 * strengths[main.label])
    reach = OWN_PART * main.longer_side
    loose = [part for part in parts if part.longer_side >= reach and part is not main and part not in others]
    loose = [part for part in loose if part.label in strengths or not touches_edge(part, mask.shape)]
    own = _belonging(main, sorted(loose, key=lambda part: -part.longer_side)[:MOST_PARTS], reach)
    return _Candidate(main, own, others, labels, strengths[main.label], contrast, is_light)


def _is_second(part: Part, main: Part) -> bool:
    """Whether a part is a digit of its own: about as tall as the main one, and beside or below it."""
    heights = sorted(each.bottom - each.top for each in (part, main))
    height = heights[1]
    is_tall = part is not main and heights[0] >= SECOND_DIGIT * height
    is_beside = part.column_overlap(main) < 0.3 and part.gap_to(main) > 0.04 * height  # nearer are the two strokes of a 4
    is_below = part.gap_to(main) > OWN_PART * main.longer_side
    return is_tall and (is_beside or is_below)


def _belonging(main: Part, loose: list[Part], reach: float) -> tuple[Part, ...]:
    """The main part and those that are near it, or near one that is: a thin pen's stroke may be broken into many pieces."""
    own, more, left = [main], [main], loose
    while more:
        found = [part for part in left if any(_is_near(part, other, reach) for other in more)]
        labels = {part.label for part in found}
        own, more, left = own + found, found, [part for part in left if part.label not in labels]
    return tuple(own)


def _is_near(part: Part, other: Part, reach: float) -> bool:
    """Whether a part is near enough to another; above or below it, as the bar of a 5, a long one may be farther away."""
    is_bar = part.column_overlap(other) > 0.3 and part.longer_side >= 2.5 * reach
    return part.gap_to(other) <= (2.5 * reach if is_bar else reach)


def _is_sheet_of_paper(found: _Candidate) -> bool:
    """Whether the main part is a sheet of paper on a darker desk rather than a digit."""
    part, (height, width) = found.main, found.labels.shape
    tall, wide = part.bottom - part.top, part.right - part.left
    is_large = tall > SHEET * height and wide > SHEET * width and min(tall, wide) > 0.35 * max(tall, wide)  # a thick 1 is narrow
    return found.is_light and is_large and _rectangularity(found) > SHEET_FILL


def _rectangularity(found: _Candidate) -> float:
    """The share of the tightest tilted rectangle around the main part that lies within its outline, whatever holes it has."""
    rows, starts, ends = _outline(found)
    outline = np.concatenate([np.stack([rows, starts]), np.stack([rows, ends])], axis=1)  # (2, points)
    tilts = np.radians(np.arange(-45, 45, 3))
    along, across = (a[:, None] * outline[0] + b[:, None] * outline[1] for a, b in _axes(tilts))
    boxes = np.ptp(along, axis=1) * np.ptp(across, axis=1)
    return float((ends - starts).sum() / max(1.0, boxes.min()))


def _axes(tilts: NDArray[np.float64]) -> tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]:
    return (np.cos(tilts), np.sin(tilts)), (-np.sin(tilts), np.cos(tilts))


def _outline(found: _Candidate) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Of each row of the main part: which it is, and where the part begins and ends in it."""
    mask = found.labels[found.main.top : found.main.bottom] == found.main.label
    rows = np.flatnonzero(mask.any(axis=1))
    return rows, mask[rows].argmax(axis=1), mask.shape[1] - mask[rows, ::-1].argmax(axis=1)


def _is_solid(found: _Candidate) -> bool:
    """Whether the main part has no hole: in each row it goes on from its beginning to its end."""
    _, starts, ends = _outline(found)
    return bool((found.labels == found.main.label).sum() > 0.97 * (ends - starts).sum())


def _within(colour: NDArray[np.float32], sheet: _Candidate) -> Plane:
    """The digit on a sheet of paper: as if the sheet went on beyond its edges."""
    rows, starts, ends = _outline(sheet)
    margin = max(2, round(0.02 * sheet.main.longer_side))
    paper = np.median(colour[sheet.labels == sheet.main.label], axis=0)
    alone = np.broadcast_to(paper.astype(np.float32), colour.shape).copy()
    for row, start, end in zip((rows + sheet.main.top)[margin:-margin], starts[margin:-margin], ends[margin:-margin], strict=True):
        alone[row, start + margin : end - margin] = colour[row, start + margin : end - margin]
    return find_digit(alone, is_sheet=True)


def _ink(found: _Candidate) -> Plane:
    """Full inside a stroke, nothing outside, and a soft edge; only of the digit's own parts."""
    own = np.isin(found.labels, [part.label for part in found.parts])
    strongest = found.strength
    ink = np.clip((found.contrast - STROKE_EDGE * strongest) / (0.3 * strongest), 0, 1)
    return np.asarray(np.where(dilated(own), ink, 0), np.float32)
