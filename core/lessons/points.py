"""Points for the regression page: from a generator, or a visitor's own (CSV, table, link)."""

import io
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

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
        raise InvalidPointsError("Some values are empty, NaN or infinite. Every row needs two finite numbers.")
    if len(x) and max(np.abs(x).max(), np.abs(y).max()) > MAX_ABS:
        raise InvalidPointsError("Some values are larger than 1,000,000,000. Use a larger unit, so that the numbers get smaller.")
    return Points(x, y)


def read_csv(text: str) -> Points:
    """Points from two columns of text (comma, semicolon, tab or space between them; a first row of names is allowed).

    Raises:
        InvalidPointsError: fewer than two rows, not two columns, or anything that is not a finite number.
    """
    rows = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    if not rows:
        raise InvalidPointsError("There is nothing in it. It needs two columns of numbers, x and y.")
    separator = next((mark for mark in ("\t", ";", ",") if mark in rows[0]), r"\s+")
    if separator == ";":
        rows = [row.replace(",", ".") for row in rows]
    try:
        table = pd.read_csv(
            io.StringIO("\n".join(rows)), sep=separator, header=None, dtype=str, skipinitialspace=True, nrows=MAX_POINTS + 2
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InvalidPointsError("The rows have different numbers of columns. It needs two columns of numbers, x and y.") from error
    if table.shape[1] != 2:
        raise InvalidPointsError(f"It needs two columns, x and y; the number of columns here is {table.shape[1]}.")
    return _numbers(table)


def _numbers(table: pd.DataFrame) -> Points:
    numbers = table.apply(pd.to_numeric, errors="coerce")
    if len(numbers) > 1 and numbers.iloc[0].isna().all():
        table, numbers = table.iloc[1:], numbers.iloc[1:]  # the row of names
    bad = numbers.isna().any(axis=1)
    if bad.all():
        raise InvalidPointsError("There are no numbers in it. It needs two columns of numbers, x and y.")
    if bad.any():
        row = int(bad.to_numpy().argmax())
        shown = ", ".join("nothing" if pd.isna(cell) else f"“{str(cell)[:20]}”" for cell in table.iloc[row])
        raise InvalidPointsError(f"Point {row + 1} is not two numbers: it has {shown}.")
    if len(numbers) < 2:
        raise InvalidPointsError("There is only one point. A line needs at least two.")
    return validated(numbers[0].to_numpy(np.float64), numbers[1].to_numpy(np.float64))


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
