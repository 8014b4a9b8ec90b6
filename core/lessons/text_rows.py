"""Text -> rows of cells: by tab, semicolon, bar, comma or space, quoted or not, as tools and people write them."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SPREADSHEET_ERROR: Final = re.compile(r"#(N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|#)")


@dataclass(frozen=True)
class Row:
    """One row."""

    line: int  # from 1
    cells: list[str]  # without empty ones at its end
    n_cells: int  # with them


def lines_of(text: str) -> tuple[list[tuple[int, str]], str]:
    """The lines that are not empty, with their numbers; and the separator, where a first line `sep=` names it."""
    lines = [(number, line) for number, line in enumerate(re.split(r"\r\n|\n|\r", text.lstrip("\ufeff")), 1) if line.strip()]
    named = re.fullmatch(r'"?sep=(.)"?[,;]*', lines[0][1].strip("\n "), re.IGNORECASE) if lines else None
    return (lines[1:], named[1]) if named else (lines, "")


def is_comment(line: str) -> bool:
    """Whether a line begins with # or %, and not with what a spreadsheet writes where it cannot compute."""
    line = line.lstrip()
    return line.startswith(("#", "%")) and not SPREADSHEET_ERROR.match(line)


def split_into_rows(lines: Sequence[tuple[int, str]], separator: str) -> list[Row]:
    """The cells of every line; without rows that hold none, and without the rule below a Markdown table's names."""
    texts = [_stripped(line, separator) for _, line in lines]
    rows = []
    try:
        reader = csv.reader([f"{text}\n" for text in texts], delimiter=separator, skipinitialspace=separator != "\t", strict=True)
        before = 0
        for cells in reader:  # a cell in quotation marks may go over several lines
            rows.append((lines[before][0], cells))
            before = reader.line_num
    except csv.Error:  # a quotation mark that is no such: inches
        rows = [(number, text.split(separator)) for (number, _), text in zip(lines, texts, strict=True)]
    found: list[Row] = []
    for number, cells in rows:
        plain = [" ".join(cell.split("\n")).strip() for cell in cells]
        n_cells = len(plain)
        while plain and not plain[-1]:
            plain.pop()
        is_rule = separator == "|" and len(found) == 1 and all(re.fullmatch(r":?-+:?", cell) for cell in plain)
        if plain and not is_rule:
            found.append(Row(number, plain, n_cells))
    return found


def _stripped(line: str, separator: str) -> str:
    """A line without what stands around its cells: bars, brackets, a semicolon after the last."""
    line = line if separator == "\t" else line.strip()
    if separator == "|":
        return line.removeprefix("|").removesuffix("|")
    if line.startswith("["):
        line = line.strip("[],; ")
    if separator in (",", " "):
        line = line.rstrip("; ")
    return re.sub(r"\s+", " ", line) if separator == " " else line
