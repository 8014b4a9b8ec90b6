"""Columns of numbers from text as spreadsheets, tools and people write it.

Nothing is changed or dropped without a word: each assumption becomes a note, each cell that is no number a reason that quotes it and
names its line. What can be read in two ways (core.lessons.number_reader) is decided by the other cells where they leave no doubt;
else by the separator, and `Table.ambiguity` shows both readings.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.lessons.number_reader import Readings, looks_like_a_number, readings
from core.lessons.text_rows import SPREADSHEET_ERROR, Row, is_comment, lines_of, split_into_rows

Decimal = Literal["point", "comma"]
SEPARATORS: Final = ("\t", ";", "|", ",", "，", "；", " ")  # in the order in which they are tried; a space is any white space
MISSING: Final = ("na", "n/a", "nan", "null", "none", "-", "–", ".", "?")  # what stands where a number is missing, in small letters
MAX_COLUMNS: Final = 50
MAX_LINES: Final = 100_100  # a little more than points can be used, for names and comments
MAX_LINE: Final = 10_000  # characters
QUOTED: Final = 24  # characters of a cell that a reason shows
NEEDED: Final = "It needs two columns of numbers, x and y."


class TableError(ValueError):
    """A text holds no such table; the text is one sentence for the visitor."""


@dataclass(frozen=True)
class Ambiguity:
    """A cell that can be read in two ways, as an example of all such cells."""

    cell: str
    point: float
    comma: float


@dataclass(frozen=True)
class Refusal:
    """Why a column cannot be used, in one sentence that quotes its first cell that is no number; and how many of its cells are numbers."""

    reason: str
    n_numbers: int


@dataclass(frozen=True)
class Table:
    """Columns of numbers."""

    names: tuple[str, ...]  # of all columns; "" where there is none
    columns: dict[int, NDArray[np.float64]]  # by their place, those that hold nothing but numbers, each (N,)
    refusals: dict[int, Refusal]  # the other columns
    ambiguity: Ambiguity | None  # where the text has two readings
    decimal: Decimal  # the one that was taken
    notes: tuple[str, ...]  # what was assumed, each in one sentence


def read_table(text: str, decimal: Decimal | None = None) -> Table:
    """The columns of numbers in a text, rows in lines, cells separated by tab, semicolon, bar, comma or space.

    Args:
        text: the table, perhaps with names, units and comments.
        decimal: how to read what can be read in two ways; None: as the other cells say, else as the separator suggests.

    Raises:
        TableError: there is no table in it.
    """
    lines, separator = lines_of(text)
    if not lines:
        raise TableError(f"There is nothing in it. {NEEDED}")
    if any(len(line) > MAX_LINE for _, line in lines):
        raise TableError(f"A line of it has more than {MAX_LINE:,} characters. {NEEDED}")
    if len(lines) > MAX_LINES:
        raise TableError(f"It has {len(lines):,} lines; at most {MAX_LINES:,} can be read.")
    comments = [(number, line) for number, line in lines if is_comment(line)]
    if len(comments) == len(lines):  # then # stands for something else
        comments = []
    left_out = {number for number, _ in comments}
    lines = [(number, line) for number, line in lines if number not in left_out]
    tried = [separator] if separator else SEPARATORS
    mark = max(tried, key=lambda separator: _quality(split_into_rows(lines[:1000], separator), separator))  # the first of the best
    rows = split_into_rows(lines, mark)
    names, notes, rows = _without_head(rows, mark)
    if not rows:
        raise TableError(f"There are no numbers in it. {NEEDED}")
    above = [comment for comment in comments if comment[0] < rows[0].line]
    if above and not names and (names := _names_in_comment(above[-1][1], rows[0], mark)):
        comments.remove(above[-1])
    if comments:
        first, n = comments[0][0], len(comments)
        notes.append(
            f"Line {first} was left out as a comment." if n == 1 else f"{n} lines were left out as comments, the first is {first}."
        )
    return _table(rows, names, mark, decimal, notes)


def _readings(cell: str, separator: str) -> Readings:
    """As readings; between commas a space does not group digits: "1,75 105,2" is two numbers, not 1, 75105 and 2."""
    return Readings(None, None) if separator in (",", "，") and " " in cell else readings(cell)


def _quality(rows: Sequence[Row], separator: str) -> tuple[bool, float]:
    """How well a separator fits: whether most rows have two cells or more, and which share of all cells are numbers."""
    cells = [cell for row in rows for cell in row.cells]
    if not cells:
        return False, 0.0
    is_wide = Counter(len(row.cells) for row in rows).most_common(1)[0][0] >= 2
    return is_wide, round(sum(_readings(cell, separator).is_number for cell in cells) / len(cells), 3)


def _without_head(rows: list[Row], separator: str) -> tuple[list[str], list[str], list[Row]]:
    """The names above the numbers, what is to be said of that, and the rows below them.

    A row of names holds nothing that looks like a number; above it may be a title, below it a row of units.
    """
    heads: list[Row] = []
    while rows and len(heads) < 3 and _is_head(rows[0]):
        heads.append(rows[0])
        rows = rows[1:]
    notes = []
    if len(heads) > 1 and len(heads[0].cells) == 1 < len(heads[1].cells):
        notes.append(f"The title ({heads[0].cells[0]}) was left out.")
        heads = heads[1:]
    if len(heads) > 2:
        notes.append(f"Line {heads[2].line} was left out: it holds no numbers.")
    if len(heads) > 1:
        notes.append(f"The row of units ({', '.join(heads[1].cells)}) was left out.")
    if not heads:
        return [], notes, rows
    names = heads[0].cells
    width = Counter(len(row.cells) for row in rows).most_common(1)[0][0] if rows else len(names)
    if separator == " " and len(names) > width:  # names of several words, and nobody can tell where one ends
        return [], [*notes, f"The first row was left out: its {len(names)} words do not fit {width} columns."], rows
    if heads[0].n_cells == len(names) == width - 1 >= 2:  # R writes no name over its row names
        names = ["", *names]
    return names, [*notes, f"The first row was taken for names ({', '.join(name or '–' for name in names)})."], rows


def _is_head(row: Row) -> bool:
    missing = all(cell.casefold() in MISSING for cell in row.cells)
    return not missing and not any(looks_like_a_number(cell) or SPREADSHEET_ERROR.match(cell) for cell in row.cells)


def _names_in_comment(line: str, below: Row, separator: str) -> list[str]:
    """The names of the columns, if this comment above the first row of numbers holds one for each: `# x y`."""
    rows = split_into_rows([(0, line.lstrip().lstrip("#% "))], separator)
    fits = bool(rows) and len(rows[0].cells) == len(below.cells) and _is_head(rows[0])
    return rows[0].cells if fits else []


def _table(rows: list[Row], names: list[str], separator: str, decimal: Decimal | None, notes: list[str]) -> Table:
    width = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    width = max(width, len(names)) if all(len(row.cells) <= len(names) for row in rows) else width
    if longer := next((row for row in rows if len(row.cells) > width), None):
        raise TableError(f"Line {longer.line} has {len(longer.cells)} cells, others have {width}. {NEEDED}")
    if separator == " " and (shorter := next((row for row in rows if len(row.cells) < width), None)):
        raise TableError(f"Line {shorter.line} has {len(shorter.cells)} numbers, others have {width}: nobody can tell which is missing.")
    if width > MAX_COLUMNS:
        raise TableError(f"It has {width} columns; at most {MAX_COLUMNS} can be read. {NEEDED}")
    parsed: dict[int, list[Readings]] = {}
    refusals = {}
    for column in range(width):
        cells = [row.cells[column] if column < len(row.cells) else "" for row in rows]
        found = [_readings(cell, separator) for cell in cells]
        bad = next((i for i, each in enumerate(found) if not each.is_number), None)
        if bad is None:
            parsed[column] = found
        else:
            n_numbers = sum(each.is_number for each in found)
            refusals[column] = Refusal(_reason(cells[bad], f"column {column + 1} of line {rows[bad].line}"), n_numbers)
    suggested, ambiguity = _decide(rows, parsed, separator)
    taken = (decimal or suggested) if ambiguity else suggested
    columns = {column: np.array([_value(each, taken) for each in found]) for column, found in parsed.items()}
    return Table(tuple([*names, *[""] * width][:width]), columns, refusals, ambiguity, taken, tuple(notes))


def _reason(cell: str, place: str) -> str:
    """Why a cell is no number."""
    what = f"“{cell[:QUOTED]}” in {place}"
    if not cell:
        return f"{place.capitalize()} is empty. Every row needs two numbers."
    if "%" in cell:
        return f"{what} has a percent sign. Write a plain number: 0.5 or 50 for 50 %, and the same in every row."
    if re.search(r"[$€£¥₩₹]", cell):
        return f"{what} has a currency sign. Write a plain number."
    return f"{what} is not a number."


def _decide(rows: Sequence[Row], parsed: dict[int, list[Readings]], separator: str) -> tuple[Decimal, Ambiguity | None]:
    """The decimal mark that the cells leave as the only one; where they leave two, the likelier one and a cell as an example."""
    every = [(row, column, found[i]) for column, found in parsed.items() for i, row in enumerate(rows)]
    example = next(((row.cells[column], each) for row, column, each in every if each.is_ambiguous), None)
    only_point = any(each.comma is None for _, _, each in every)
    only_comma = any(each.point is None for _, _, each in every)
    suggested: Decimal = "comma" if (only_comma and not only_point) or (only_comma == only_point and separator == ";") else "point"
    if example is None or only_point != only_comma:
        return suggested, None
    cell, each = example
    assert each.point is not None
    assert each.comma is not None
    return suggested, Ambiguity(cell, each.point, each.comma)


def _value(each: Readings, decimal: Decimal) -> float:
    value = each.comma if each.point is None or (decimal == "comma" and each.comma is not None) else each.point
    assert value is not None  # such columns were refused
    return value
