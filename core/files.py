"""Files: written so that nobody ever sees half of one, or packed into a ZIP."""

import csv
import io
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

FORMULA_MARKS: Final = ("=", "+", "-", "@", "\t", "\r")  # what begins so a spreadsheet may compute


def write_whole(path: Path, content: bytes) -> None:
    """Replace the file by `content`: after a crash at any moment it holds the old bytes or the new ones, never a mixture."""
    temporary = path.with_suffix(path.suffix + ".part")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def to_zip(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these files, name -> content, in this order; text is written as UTF-8."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def to_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows of cells as a CSV file with commas and decimal points, which spreadsheets open; where a decimal comma is usual they have to ask.

    Text that a spreadsheet would take for a formula begins with an apostrophe. The mark by which Excel knows UTF-8 is there only where
    it is needed: it trips other readers.
    """
    table = io.StringIO()
    csv.writer(table).writerows([_as_cell(cell) for cell in row] for row in rows)
    text = table.getvalue()
    return text.encode("ascii" if text.isascii() else "utf-8-sig")


def _as_cell(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_MARKS) else cell
