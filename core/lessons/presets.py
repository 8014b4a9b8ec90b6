"""The sets of points that the regression page offers, each with one sentence on what to look for."""

from typing import Final

import numpy as np

from core.lessons.points import Points
from core.regression import Vector

_WORDS: Final = {
    "Noisy line": "No line meets all points. The best one has the smallest mean squared error.",
    "Clean line": "All points lie on one line, so the loss can fall to zero.",
    "Outlier": "One point lies far too low and pulls the whole line down. Drag it back up.",
    "Two clusters": "Two clusters determine a line too: what counts is how widely x is spread.",
    "Far from the origin": "Every stable step crawls along a narrow valley, until x is standardised.",
    "Anscombe I": "A line with noise. The next three sets have the same best line, y = 0.50 x + 3.00.",
    "Anscombe II": "A smooth curve: a line is the wrong model, and the loss alone does not say so.",
    "Anscombe III": "A perfect line but for one point, which tilts the fit.",
    "Anscombe IV": "All x but one are equal: that one point alone decides the slope. Drag it.",
}


def _noisy(x: Vector, w: float, b: float, noise: float, seed: int) -> Vector:
    return (w * x + b + noise * np.random.default_rng(seed).standard_normal(len(x))).round(2)


def _ours() -> dict[str, tuple[Vector, Vector]]:
    even = np.linspace(-2, 4, 20).round(2)
    halves = np.concatenate([np.linspace(-2.2, -1.2, 10), np.linspace(2.6, 3.6, 10)]).round(2)
    far = np.linspace(8, 12, 20).round(2)
    return {
        "Noisy line": (even, _noisy(even, 0.8, 1.0, 0.6, 1)),
        "Clean line": (even, (0.8 * even + 1).round(3)),
        "Outlier": (even, np.append(_noisy(even[:-1], 0.8, 1.0, 0.25, 3), -5.0)),
        "Two clusters": (halves, _noisy(halves, 0.8, 1.0, 0.5, 4)),
        "Far from the origin": (far, _noisy(far, 0.8, -5.0, 0.4, 5)),
    }


def _anscombe() -> dict[str, tuple[Vector, Vector]]:
    """The four sets of F. J. Anscombe, "Graphs in Statistical Analysis", The American Statistician 27 (1973)."""
    x = np.array([10.0, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5])
    eight = np.array([8.0, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8])
    return {
        "Anscombe I": (x, np.array([8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68])),
        "Anscombe II": (x, np.array([9.14, 8.14, 8.74, 8.77, 9.26, 8.1, 6.13, 3.1, 9.13, 7.26, 4.74])),
        "Anscombe III": (x, np.array([7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73])),
        "Anscombe IV": (eight, np.array([6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.5, 5.56, 7.91, 6.89])),
    }


PRESETS: Final = {name: Points(x, y, _WORDS[name]) for name, (x, y) in {**_ours(), **_anscombe()}.items()}
