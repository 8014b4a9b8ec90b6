"""Points for the regression page: from a generator, or a visitor's own (text, link)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.lessons.table_reader import NEEDED, Ambiguity, Decimal, TableError, read_table
from core.regression import Vector

MAX_POINTS: Final = 100_000
MAX_IN_LINK: Final = 200
MAX_ABS: Final = 1e9  # of x and y
SIGNIFICANT_DIGITS: Final = 12  # significant digits of a coordinate in the link


class InvalidPointsError(ValueError):
    """Points that cannot be used; its text is a sentence for the visitor."""


@dataclass(frozen=True)
class Points:
    """N points `x` (N,), `y` (N,) and one sentence on what to look for."""

    x: Vector
    y: Vector
    words: str = ""


def generate(n: int, w: float, b: float, noise: float, seed: int) -> Points:
    """`y = w x + b + noise · ε`, with x uniform on [−2, 4] and ε standard normal."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 4, n)
    y = w * x + b + noise * rng.standard_normal(n)
    return Points(x.round(3), y.round(3), f"The line behind the points is y = {w:g} x + {b:g}. How near does the fit come?")


def validated(x: Vector, y: Vector) -> Points:
    """The points, if they can be used.

    Raises:
        InvalidPointsError: too many, too large, NaN or infinite.
    """
    if len(x) > MAX_POINTS:
        raise InvalidPointsError(f"There are {len(x):,} points; at most {MAX_POINTS:,} can be used.")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise InvalidPointsError("Some values are missing or too large to be numbers. Every row needs two finite numbers.")
    if len(x) and max(np.abs(x).max(), np.abs(y).max()) > MAX_ABS:
        raise InvalidPointsError("Some values are larger than 1,000,000,000. Use a larger unit, so that the numbers get smaller.")
    return Points(x, y)


@dataclass(frozen=True)
class ReadPoints:
    """Points from a text, and what else it could say."""

    points: Points
    titles: dict[int, str]  # of the columns that hold numbers, by their place; no two are equal
    x: int  # the place of the column that was taken for x
    y: int
    ambiguity: Ambiguity | None  # where the text has two readings
    decimal: Decimal  # the one that was taken
    notes: tuple[str, ...]  # what was assumed, each in one sentence
    warnings: tuple[str, ...]  # of columns that are nearly numbers: each may have been meant


def read_points(text: str, x: int | None = None, y: int | None = None, decimal: Decimal | None = None) -> ReadPoints:
    """Points from columns of text, as core.lessons.table_reader reads them.

    Args:
        text: the columns, perhaps with names, units and comments.
        x: the place of the column for x, from 0; None: the first that holds numbers, of those with names where there are two.
        y: that for y; None: the next.
        decimal: how to read what can be read in two ways; None: the likelier one.

    Raises:
        InvalidPointsError: fewer than two rows, not two columns of numbers, or numbers too large.
    """
    try:
        table = read_table(text, decimal)
    except TableError as error:
        raise InvalidPointsError(str(error)) from error
    usable = list(table.columns)
    if len(usable) < 2:
        nearest = max(table.refusals.values(), key=lambda refusal: refusal.n_numbers, default=None)
        raise InvalidPointsError(nearest.reason if nearest else f"It has only one column. {NEEDED}")
    named = [place for place in usable if table.names[place]]
    first, second = (named if len(named) >= 2 else usable)[:2]
    x, y = (x if x in usable else first), (y if y in usable else second)
    n = len(table.columns[x])
    if n < 2:
        raise InvalidPointsError("There is only one point. A line needs at least two.")
    titles = _titles(table.names)
    refused = {place: f"{titles[place]} cannot be chosen: {refusal.reason}" for place, refusal in table.refusals.items()}
    is_near = {place: table.refusals[place].n_numbers > n / 2 for place in refused}
    return ReadPoints(
        points=validated(table.columns[x], table.columns[y]),
        titles={place: titles[place] for place in usable},
        x=x,
        y=y,
        ambiguity=table.ambiguity,
        decimal=table.decimal,
        notes=(*table.notes, *(words for place, words in refused.items() if not is_near[place])),
        warnings=tuple(words for place, words in refused.items() if is_near[place]),
    )


def _titles(names: Sequence[str]) -> list[str]:
    """Of columns, no two of them equal."""
    titles = [name or f"column {place}" for place, name in enumerate(names, 1)]
    return [title if titles.count(title) == 1 else f"{title} (column {place})" for place, title in enumerate(titles, 1)]


def read_csv(text: str) -> Points:
    """The points of `read_points`, with nothing said of how to read it."""
    return read_points(text).points


def to_link(points: Points) -> str | None:
    """The points as short text for the address bar, `x_y~x_y`; None when there are too many."""
    if len(points.x) > MAX_IN_LINK:
        return None
    return "~".join(f"{x:.{SIGNIFICANT_DIGITS}g}_{y:.{SIGNIFICANT_DIGITS}g}" for x, y in zip(points.x, points.y, strict=True))


def from_link(text: str) -> Points | None:
    """What `to_link` wrote; None for anything else, since a link can hold anything."""
    try:
        pairs = [tuple(float(number) for number in pair.split("_")) for pair in text.split("~")]
        if len(pairs) > MAX_IN_LINK or any(len(pair) != 2 for pair in pairs):
            return None
        x, y = np.array(pairs, dtype=np.float64).T
        return validated(x, y)
    except ValueError:
        return None


def thin_out(points: Points, n: int) -> Points:
    """At most `n` of the points, evenly spaced in their order."""
    if len(points.x) <= n:
        return points
    kept = np.linspace(0, len(points.x) - 1, n).astype(int)
    return Points(points.x[kept], points.y[kept], points.words)


def finite_or_nan(value: float) -> float:
    """A number from the link, or NaN where it is too large or not finite, such as `1e999`."""
    return value if math.isfinite(value) and abs(value) <= MAX_ABS else math.nan
