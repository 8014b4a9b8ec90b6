"""The digit on a photo: paper, light, ink and what else lies about -> ink alone.

The paper's own brightness is estimated from its surroundings, so that light and shadow cancel. What differs from it, darker or lighter,
falls into connected parts. A part that hangs on the picture's edge is a desk, a shadow or a ruled line; a tiny one is a speck; the digit
is the strongest of the others, with what belongs to it.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.drawings.paper_light import Plane, strongest_difference
from core.drawings.parts import Part, connected_parts, edge_share, grown, touches_edge
from core.drawings.ruled_lines import may_hold_a_line, without_ruled_lines

THRESHOLDS: Final = (0.05, 0.09, 0.15, 0.25, 0.4)  # of the full range, from pencil to ink over a shadow
MIN_CONTRAST: Final = 0.1  # of the full range: less contrast than this is no drawing
NOISE: Final = 5.0  # standard deviations of the paper's grain that are no ink
SMALLEST: Final = 0.06  # of the picture's longer side: what is smaller is a speck
PART: Final = 0.1  # of the digit's longer side: what is smaller, or farther away than this from it, does not belong to it
SECOND: Final = 0.6  # of the digit's height: what is as tall, and stands apart, is another digit
EDGE: Final = 0.4  # of the strongest ink: where a stroke ends; at 0.7 it is full
PAPER_FILL: Final = 0.6  # share of its bounding box that a sheet of paper fills, and no digit of that size does


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


def find_digit(colour: NDArray[np.float32], *, is_cropped: bool = False) -> Plane:
    """The ink of the one digit on a picture, whether dark or light: (H, W, 3) in [0, 1] -> (H, W) in [0, 1], ink = 1 on 0.

    Args:
        colour: red, green and blue.
        is_cropped: whether it was cut out of a larger picture as its sheet of paper.

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
        if (found := _candidate(np.clip(difference if is_light else -difference, 0, None), threshold, is_light))
    ]
    best = max(candidates, key=lambda candidate: candidate.strength, default=None)
    if best is None or best.strength < MIN_CONTRAST:
        raise _NothingError("There is nothing to see on this picture: write the digit with a broad, dark pen.")
    # Of candidates that are about as strong the one of the lowest threshold: it holds the whole stroke.
    best = next(candidate for candidate in candidates if candidate.strength >= 0.6 * best.strength)
    if not is_cropped and (sheet := _sheet_of_paper(best)):
        with suppress(_NothingError):  # then it is a thick digit
            return _within(colour, sheet)
    if best.others:
        raise NoDigitError("There is more than one digit on this picture: cut it so that one remains.")
    return _ink(best)


def _candidate(contrast: Plane, threshold: float, is_light: bool) -> _Candidate | None:
    """The digit that this contrast shows above the threshold, if it shows one; ruled lines are taken out before."""
    mask = contrast > threshold
    labels, parts = connected_parts(grown(mask))  # so that a thin pen's stroke hangs together
    if any(may_hold_a_line(part, mask.shape) for part in parts):
        mask = without_ruled_lines(mask)
        labels, parts = connected_parts(grown(mask))
    labels[~mask] = 0
    smallest = SMALLEST * max(mask.shape)
    large = [part for part in parts if part.longer_side >= smallest]
    inside = [part for part in large if not touches_edge(part, mask.shape)] or [part for part in large if edge_share(labels, part) < 0.1]
    if not inside:
        return None
    strengths = {part.label: float(np.percentile(contrast[labels == part.label], 80)) for part in inside}
    main = max(inside, key=lambda part: strengths[part.label] * part.longer_side)
    reach = PART * main.longer_side
    loose = [part for part in parts if part.longer_side >= reach and (part in inside or not touches_edge(part, mask.shape))]
    own: list[Part] = []
    more = [main]
    while more:  # a thin pen's stroke may be broken into many pieces
        own += more
        more = [part for part in loose if part not in own and any(_belongs(part, other, reach) for other in more)]
    tall = SECOND * (main.bottom - main.top)
    others = tuple(
        part
        for part in inside
        if part not in own
        and part.bottom - part.top >= tall
        and part.overlap_with(main) < 0.3
        and strengths[part.label] >= 0.5 * strengths[main.label]
    )
    return _Candidate(main, tuple(own), others, labels, strengths[main.label], contrast, is_light)


def _belongs(part: Part, other: Part, reach: float) -> bool:
    """Whether a part is near enough to another; above or below it, as the bar of a 5, it may be farther away."""
    return part.gap_to(other) <= (2.5 * reach if part.overlap_with(other) > 0.3 else reach)


def _sheet_of_paper(found: _Candidate) -> Part | None:
    """The part, if it is a sheet of paper on a darker desk rather than a digit."""
    part, (height, width) = found.main, found.labels.shape
    box = (part.bottom - part.top) * (part.right - part.left)
    is_large = found.is_light and part.bottom - part.top > 0.35 * height and part.right - part.left > 0.35 * width
    return part if is_large and part.area > PAPER_FILL * box else None


def _within(colour: NDArray[np.float32], sheet: Part) -> Plane:
    """The digit on a sheet of paper, in the whole picture."""
    margin = round(0.02 * sheet.longer_side)
    rows, columns = slice(sheet.top + margin, sheet.bottom - margin), slice(sheet.left + margin, sheet.right - margin)
    whole = np.zeros(colour.shape[:2], np.float32)
    whole[rows, columns] = find_digit(colour[rows, columns], is_cropped=True)
    return whole


def _ink(found: _Candidate) -> Plane:
    """Full inside a stroke, nothing outside, and a soft edge; only of the digit's own parts."""
    own = np.isin(found.labels, [part.label for part in found.parts])
    strongest = found.strength
    ink = np.clip((found.contrast - EDGE * strongest) / (0.3 * strongest), 0, 1)
    return np.asarray(np.where(grown(own), ink, 0), np.float32)
