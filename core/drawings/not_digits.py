"""Drawings that are not digits: letters, shapes, scribbles and dots, out-of-distribution inputs of a network that knows digits.

The shipped network is trained on half of the kinds, with the answer "any of the ten". The others it never sees: on them `make bench`
measures whether it knows what it does not know. Letters that may be read as digits (B, I, O, S, Z, b, g, l, q) are left out.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.drawings.pen import SIDE, blank, draw, network_input
from core.drawings.styles import Stroke

PLAIN_HEIGHT: Final = 200  # px
BOX: Final = (100, 140)  # wide and high, in which strokes are given

_TURNS: Final = np.linspace(0, 6 * np.pi, 60)
_SHARES: Final = np.linspace(0, 1, 120)


def _ring(x: float, y: float, radius: float) -> Stroke:
    angles = np.linspace(-1.5, 5.0, 12)
    return [(float(x + radius * np.cos(angle)), float(y + radius * np.sin(angle))) for angle in angles]


TRAINED_ON: Final[dict[str, list[Stroke]]] = {
    "The letter C": [[(92, 24), (50, -4), (4, 60), (50, 146), (94, 116)]],
    "The letter E": [[(90, 0), (10, 0)], [(10, 0), (10, 140)], [(10, 140), (92, 140)], [(10, 68), (76, 68)]],
    "The letter F": [[(92, 0), (12, 0)], [(12, 0), (10, 140)], [(12, 66), (76, 66)]],
    "The letter K": [[(10, 0), (10, 140)], [(90, 0), (12, 76)], [(30, 62), (96, 140)]],
    "The letter M": [[(0, 140), (10, 0)], [(10, 0), (50, 90)], [(50, 90), (92, 0)], [(92, 0), (100, 140)]],
    "The letter P": [[(14, 0), (12, 140)], [(14, 4), (80, 0), (94, 40), (70, 74), (14, 72)]],
    "The letter T": [[(0, 2), (100, 0)], [(50, 0), (50, 140)]],
    "The letter V": [[(0, 0), (50, 140)], [(50, 140), (100, 0)]],
    "The letter X": [[(4, 0), (98, 140)], [(98, 0), (2, 140)]],
    "The letter e": [[(10, 78), (92, 74), (70, 26), (14, 50), (20, 128), (94, 118)]],
    "The letter k": [[(14, 0), (12, 140)], [(80, 56), (16, 96)], [(34, 88), (90, 140)]],
    "The letter m": [[(4, 60), (4, 140)], [(4, 80), (30, 48), (50, 80), (50, 140)], [(50, 80), (76, 48), (98, 80), (98, 140)]],
    "The letter r": [[(20, 50), (22, 140)], [(22, 84), (50, 50), (86, 60)]],
    "A triangle": [[(50, 6), (2, 134)], [(2, 134), (98, 134)], [(98, 134), (50, 6)]],
    "A square": [[(6, 20), (94, 20)], [(94, 20), (94, 118)], [(94, 118), (6, 118)], [(6, 118), (6, 20)]],
    "A cross": [[(50, 10), (50, 130)], [(2, 70), (98, 70)]],
    "An arrow": [[(50, 140), (50, 2)], [(14, 46), (50, 2)], [(50, 2), (88, 46)]],
    "A smile": [_ring(50, 70, 66), [(32, 50), (32, 58)], [(68, 50), (68, 58)], [(24, 88), (50, 112), (76, 88)]],
    "A zigzag": [[(0, 90), (20, 40)], [(20, 40), (40, 100)], [(40, 100), (60, 40)], [(60, 40), (80, 100)], [(80, 100), (100, 40)]],
    "Three lines": [[(0, 30), (100, 30)], [(0, 70), (100, 70)], [(0, 110), (100, 110)]],
    "A wave": [[(0, 70), (16, 40), (34, 100), (52, 40), (70, 100), (88, 40), (100, 70)]],
    "A dot": [list(zip(*(50 + 50 * _SHARES * turn(16 * np.pi * _SHARES) for turn in (np.cos, np.sin)), strict=True))],
    "Three dots": [[(8, 70), (12, 70)], [(48, 70), (52, 70)], [(88, 70), (92, 70)]],
    "A heart": [[(50, 134), (0, 50), (20, 4), (50, 44)], [(50, 44), (80, 4), (100, 50), (50, 134)]],
    "A grid": [[(34, 0), (30, 140)], [(68, 0), (66, 140)], [(0, 44), (100, 42)], [(0, 96), (100, 94)]],
}
HELD_OUT: Final[dict[str, list[Stroke]]] = {
    "A spiral": [list(zip(*(50 + 3 * _TURNS * turn(_TURNS) for turn in (np.cos, np.sin)), strict=True))],
    "The letter A": [[(0, 140), (50, 0)], [(50, 0), (100, 140)], [(20, 88), (80, 88)]],
    "A house": [[(10, 140), (10, 58)], [(0, 64), (50, 0)], [(50, 0), (100, 64)], [(90, 58), (90, 140)], [(90, 140), (10, 140)]],
    "The letter D": [[(12, 0), (12, 140)], [(12, 0), (70, 8), (102, 70), (70, 134), (12, 140)]],
    "The letter H": [[(8, 0), (8, 140)], [(92, 0), (92, 140)], [(8, 70), (92, 68)]],
    "The letter L": [[(14, 0), (14, 138)], [(14, 138), (92, 138)]],
    "The letter N": [[(6, 140), (8, 0)], [(8, 0), (92, 140)], [(92, 140), (94, 0)]],
    "The letter R": [[(14, 0), (12, 140)], [(14, 4), (80, 0), (92, 40), (68, 70), (14, 70)], [(40, 72), (96, 140)]],
    "The letter W": [[(0, 0), (24, 140)], [(24, 140), (50, 40)], [(50, 40), (76, 140)], [(76, 140), (100, 0)]],
    "The letter Y": [[(2, 0), (50, 66)], [(98, 0), (50, 66)], [(50, 66), (50, 140)]],
    "The letter a": [[(84, 40), (30, 34), (6, 90), (34, 138), (80, 116), (86, 44)], [(86, 40), (84, 130), (102, 136)]],
    "The letter f": [[(86, 10), (52, -4), (40, 60), (38, 140)], [(10, 60), (78, 58)]],
    "The letter n": [[(10, 44), (10, 140)], [(10, 80), (50, 40), (90, 76), (92, 140)]],
    "The letter w": [[(0, 50), (26, 140), (50, 70), (74, 140), (100, 50)]],
    "A star": [[(50, 0), (80, 136)], [(80, 136), (0, 48)], [(0, 48), (100, 48)], [(100, 48), (20, 136)], [(20, 136), (50, 0)]],
    "A hash": [[(36, 10), (26, 130)], [(74, 10), (64, 130)], [(4, 48), (98, 44)], [(2, 96), (96, 92)]],
    "A fish": [[(100, 40), (50, 20), (2, 70), (50, 120), (100, 40)], [(98, 98), (50, 30)]],
    "A cup": [[(10, 20), (18, 130), (80, 130), (88, 20)], [(88, 44), (118, 60), (84, 96)], [(10, 20), (88, 20)]],
    "A tick": [[(0, 80), (36, 136)], [(36, 136), (100, 10)]],
    "A question mark": [[(10, 34), (44, -6), (92, 30), (52, 70), (50, 100)], [(50, 132), (52, 134)]],
    "Two lines": [[(30, 4), (28, 138)], [(72, 4), (70, 138)]],
    "A cloud": [[(20, 100), (0, 70), (24, 50), (44, 20), (74, 34), (100, 56), (90, 96), (50, 104), (16, 100)]],
    "A bolt": [[(70, 0), (20, 76)], [(20, 76), (76, 64)], [(76, 64), (30, 140)]],
    "The syllable ga": [[(4, 20), (56, 20)], [(56, 20), (50, 76), (20, 130)], [(84, 0), (84, 140)], [(84, 66), (110, 64)]],
}
ON_PAGE: Final = ("A spiral", "The letter A", "A house")


def scribble(generator: np.random.Generator) -> list[Stroke]:
    """A pen moved about at random: one to three smooth strokes."""
    strokes = []
    for _ in range(int(generator.integers(1, 4))):
        steps = generator.normal(0, 30, (int(generator.integers(4, 14)), 2))
        path = np.clip(generator.uniform(20, 100, 2) + np.cumsum(steps, 0), (0, 0), BOX)
        strokes.append([(float(x), float(y)) for x, y in path])
    return strokes


def render_plain(name: str) -> NDArray[np.float32]:
    """The drawing of that name, as given and in the middle of the canvas, as a network receives it: (28, 28) in [0, 1].

    Raises:
        KeyError: neither TRAINED_ON nor HELD_OUT has it.
    """
    k = PLAIN_HEIGHT / BOX[1]
    left, top = ((SIDE - k * size) / 2 for size in BOX)
    strokes = [[(left + k * x, top + k * y) for x, y in stroke] for stroke in (TRAINED_ON | HELD_OUT)[name]]
    return network_input(draw(blank(), strokes))
