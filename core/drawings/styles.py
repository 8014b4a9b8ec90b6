"""Ways to write a digit that MNIST's writers, American all, hardly have: a zero with a slash, a seven with a bar, a one with a foot.

A style is a few strokes of points, made by hand for this file. Written out many times, each time as another hand would, they are
further prototypes to train on: `write` bends, slants and stretches a style, and `render` draws it with the canvas's own pen and takes it
through the canvas's own way in, so that training and use see the same ink.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.drawings.pen import SIDE, blank, draw, network_input

LONGER_SIDE: Final = (120.0, 235.0)  # px, of a digit on it
PEN: Final = (11.0, 24.0)  # px
Stroke = list[tuple[float, float]]  # the corners of a smooth line, in a box 100 wide and 140 high, y down; a sharp corner begins another


@dataclass(frozen=True)
class Style:
    """One way to write a digit."""

    digit: int
    strokes: list[Stroke]


STYLES: Final[dict[str, Style]] = {
    "zero": Style(0, [[(55, 2), (15, 10), (0, 70), (20, 138), (60, 138), (95, 75), (85, 10), (45, 0)]]),
    "zero with a slash": Style(0, [[(50, 0), (10, 15), (0, 70), (10, 128), (50, 140), (90, 128), (100, 70), (90, 15), (50, 0)],
        [(88, 18), (12, 122)]]),
    "zero with a long slash": Style(0, [[(50, 10), (12, 22), (4, 70), (12, 118), (50, 130), (88, 118), (96, 70), (88, 22),
        (50, 10)], [(104, -6), (-4, 146)]]),
    "narrow zero": Style(0, [[(45, 0), (22, 25), (22, 115), (45, 140), (70, 115), (72, 25), (48, 0), (40, 4)]]),
    "open zero": Style(0, [[(35, 10), (5, 40), (5, 110), (45, 140), (90, 110), (98, 40), (70, 0), (52, 4)]]),
    "one": Style(1, [[(50, 0), (50, 140)]]),
    "slanted one": Style(1, [[(70, 0), (35, 140)]]),
    "one with a flag": Style(1, [[(20, 38), (52, 0)], [(52, 0), (52, 140)]]),
    "one with a long flag": Style(1, [[(2, 70), (56, 0)], [(56, 0), (56, 140)]]),
    "one with flag and foot": Style(1, [[(22, 32), (50, 0)], [(50, 0), (50, 140)], [(12, 140), (88, 140)]]),
    "one with a foot": Style(1, [[(50, 0), (50, 140)], [(15, 140), (85, 140)]]),
    "one on a foot to the left": Style(1, [[(30, 24), (62, 0)], [(62, 0), (56, 138)], [(2, 136), (70, 140)]]),
    "two": Style(2, [[(5, 35), (20, 2), (70, 0), (92, 35), (70, 75), (5, 138)], [(5, 138), (98, 138)]]),
    "two with a loop": Style(2, [[(8, 32), (30, 0), (80, 4), (85, 45), (50, 95), (8, 138), (0, 112), (25, 108), (60, 135), (100, 128)]]),
    "italic two": Style(2, [[(25, 30), (50, 0), (98, 4), (92, 45), (40, 105), (2, 134), (45, 128), (90, 140)]]),
    "two with a closed top": Style(2, [[(58, 56), (28, 60), (22, 18), (58, 0), (84, 24), (66, 84), (12, 134)], [(12, 134), (98, 138)]]),
    "angular two": Style(2, [[(5, 8), (90, 5)], [(90, 5), (8, 136)], [(8, 136), (98, 138)]]),
    "two like a swan": Style(2, [[(12, 45), (15, 10), (50, 0), (85, 20), (80, 60), (40, 100), (5, 132)],
        [(5, 132), (40, 122), (70, 138), (100, 126)]]),
    "three": Style(3, [[(8, 18), (40, 0), (90, 12), (85, 55), (38, 66)], [(38, 66), (92, 72), (100, 118), (50, 142), (2, 122)]]),
    "three with a flat top": Style(3, [[(5, 2), (92, 2)], [(92, 2), (42, 58)], [(42, 58), (95, 64), (102, 118), (50, 142), (2, 122)]]),
    "angular three": Style(3, [[(5, 4), (90, 2)], [(90, 2), (38, 60)], [(38, 60), (95, 92)], [(95, 92), (5, 138)]]),
    "three with a loop": Style(3, [[(6, 22), (40, 0), (92, 14), (80, 60), (38, 70), (34, 56), (58, 58), (98, 90), (84, 136),
        (30, 142), (0, 120)]]),
    "four": Style(4, [[(35, 0), (5, 88)], [(5, 88), (98, 88)], [(72, 30), (68, 140)]]),
    "closed four": Style(4, [[(70, 0), (2, 95)], [(2, 95), (100, 95)], [(70, 0), (70, 140)]]),
    "unbroken four": Style(4, [[(62, 0), (8, 92)], [(8, 92), (92, 86)], [(92, 86), (62, 52), (58, 140)]]),
    "four with a short arm": Style(4, [[(40, 0), (4, 82)], [(4, 82), (74, 82)], [(62, 40), (60, 140)]]),
    "four like a chair": Style(4, [[(10, 0), (6, 70)], [(6, 70), (88, 66)], [(88, 0), (86, 140)]]),
    "four with an open square": Style(4, [[(8, 0), (2, 78)], [(2, 78), (76, 78)], [(72, 4), (70, 140)]]),
    "five": Style(5, [[(90, 2), (20, 4)], [(20, 4), (14, 60)], [(14, 60), (60, 46), (98, 80), (80, 132), (30, 142), (0, 122)]]),
    "five with its bar apart": Style(5, [[(24, 12), (16, 62)], [(16, 62), (62, 50), (96, 84), (76, 134), (28, 142), (2, 126)],
        [(40, 4), (100, 0)]]),
    "five like an S": Style(5, [[(92, 4), (40, 0), (12, 30), (30, 62), (80, 80), (88, 118), (50, 142), (4, 128)]]),
    "angular five": Style(5, [[(92, 4), (16, 4)], [(16, 4), (12, 62)], [(12, 62), (86, 62)], [(86, 62), (86, 136)],
        [(86, 136), (4, 138)]]),
    "six": Style(6, [[(78, 2), (30, 40), (4, 95), (22, 138), (70, 140), (92, 104), (66, 78), (16, 96)]]),
    "narrow six": Style(6, [[(58, 0), (30, 40), (22, 110), (36, 140), (64, 134), (70, 100), (50, 84), (26, 100)]]),
    "straight six": Style(6, [[(20, 0), (14, 110)], [(14, 110), (24, 142), (82, 142), (92, 96), (60, 78), (16, 98)]]),
    "six with a small bowl": Style(6, [[(84, 0), (34, 34), (4, 90), (10, 132), (44, 142), (62, 118), (46, 98), (10, 112)]]),
    "seven": Style(7, [[(2, 6), (96, 2)], [(96, 2), (40, 140)]]),
    "seven with a bar": Style(7, [[(4, 4), (94, 2)], [(94, 2), (38, 140)], [(28, 72), (92, 70)]]),
    "seven with serif and bar": Style(7, [[(6, 28), (8, 4)], [(8, 4), (96, 4)], [(96, 4), (42, 140)], [(26, 74), (90, 70)]]),
    "seven with a serif": Style(7, [[(6, 30), (8, 4)], [(8, 4), (96, 6)], [(96, 6), (56, 70), (46, 140)]]),
    "seven with a wave": Style(7, [[(2, 40), (18, 4), (52, 26), (96, 8)], [(96, 8), (46, 140)]]),
    "curved seven": Style(7, [[(2, 10), (50, 2), (98, 4)], [(98, 4), (58, 60), (50, 140)], [(30, 76), (84, 72)]]),
    "eight": Style(8, [[(78, 14), (40, -2), (12, 28), (50, 64), (92, 104), (60, 142), (12, 130), (10, 96), (60, 60), (84, 26), (74, 8)]]),
    "eight of rings": Style(8, [[(50, 0), (22, 12), (22, 54), (50, 66), (78, 54), (78, 12), (50, 0)],
        [(50, 66), (10, 80), (6, 126), (50, 142), (94, 126), (90, 80), (50, 66)]]),
    "eight like an ampersand": Style(8, [[(96, 34), (60, 0), (22, 20), (34, 56), (78, 104), (56, 140), (22, 120), (92, 20)]]),
    "narrow eight": Style(8, [[(62, 10), (42, 0), (32, 24), (50, 62), (70, 110), (54, 140), (34, 128), (36, 96), (60, 50),
        (66, 18), (58, 4)]]),
    "eight with an open top": Style(8, [[(86, 0), (48, 8), (22, 34), (50, 66), (84, 100), (62, 140), (20, 134), (16, 98),
        (58, 56), (98, 14)]]),
    "nine": Style(9, [[(86, 30), (50, 0), (6, 24), (14, 66), (60, 68), (88, 28)], [(88, 28), (84, 140)]]),
    "nine with a curved leg": Style(9, [[(86, 28), (52, 0), (8, 22), (12, 64), (58, 70), (88, 26), (92, 90), (64, 138), (10, 132)]]),
    "nine with its leg apart": Style(9, [[(70, 8), (20, 6), (2, 42), (40, 70), (72, 44), (66, 6)], [(90, 4), (84, 140)]]),
    "straight nine": Style(9, [[(74, 6), (26, 10), (20, 54), (70, 56)], [(74, 4), (74, 140)]]),
    "nine like a hook": Style(9, [[(92, 8), (40, 2), (8, 36), (40, 66), (86, 50)], [(88, 44), (62, 140)]]),
    "narrow nine": Style(9, [[(66, 22), (46, 0), (28, 24), (34, 58), (60, 56), (68, 16)], [(68, 16), (60, 140)]]),
}  # fmt: skip


def write(strokes: Sequence[Stroke], generator: np.random.Generator) -> list[NDArray[np.float64]]:
    """These strokes as one of many hands would write them: each (n, 2) in a box of about 1 by 1, x to the right and y down."""
    hand = _hand(generator)
    return [_smooth(hand(np.array(stroke) / 140 + generator.normal(0, 0.02, 2)), generator) for stroke in strokes]


def render(strokes: list[NDArray[np.float64]], generator: np.random.Generator) -> NDArray[np.float32]:
    """These strokes with the canvas's pen, somewhere on a canvas, as a network receives them: (28, 28) in [0, 1]."""
    points = np.concatenate(strokes)
    low, extent = points.min(0), np.ptp(points, 0)
    scale, pen = generator.uniform(*LONGER_SIDE) / extent.max(), generator.uniform(*PEN)
    corner = generator.uniform(pen, np.maximum(SIDE - pen - scale * extent, pen + 1))
    return network_input(draw(blank(), [scale * (stroke - low) + corner for stroke in strokes], pen))


def _hand(generator: np.random.Generator) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """A map of points that bends, slants, turns and stretches all strokes of a digit alike, and jitters each corner a little."""
    turn, slant = generator.normal(0, 0.12), generator.normal(0.08, 0.18)
    stretch = np.diag(np.exp(generator.normal(0, 0.16, 2)))
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    affine = rotation @ stretch @ np.array([[1.0, -slant], [0.0, 1.0]])
    waves, phases = generator.uniform(2.0, 6.0, (2, 2)), generator.uniform(0, 2 * np.pi, 2)
    depths = generator.normal(0, 0.04, 2)

    def move(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        jittered = corners + generator.normal(0, 0.03, corners.shape)
        return np.asarray((jittered + depths * np.sin(jittered @ waves + phases)) @ affine.T)

    return move


def _smooth(corners: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.float64]:
    """A smooth line near these corners, from the first to the last: Chaikin's corner cutting."""
    line = corners
    for _ in range(int(generator.integers(2, 4)) if len(corners) > 2 else 0):
        a, b = line[:-1], line[1:]
        cut = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], 1).reshape(-1, 2)
        line = np.concatenate([line[:1], cut, line[-1:]])
    return line
