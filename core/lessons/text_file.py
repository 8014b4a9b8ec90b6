"""Text from a file's bytes, in whatever encoding it was saved."""

import codecs

from core.lessons.table_reader import TableError


def decode(data: bytes) -> tuple[str, str]:
    """A file's text, and in which encoding it was: UTF-8, UTF-16 or little-endian UTF-32, Korean Windows (CP949), else Western Windows.

    Raises:
        TableError: it is no text.
    """
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise TableError("This is a spreadsheet, not text. In the spreadsheet choose Save As and CSV, or copy two columns and paste them.")
    marks = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
    marked = next((encoding for mark, encoding in marks.items() if data.startswith(mark)), "")
    if not marked and b"\0" in data[:200]:  # of ASCII in UTF-16 every other byte is zero
        marked = "utf-16-le" if data[1:200:2].count(0) > data[:200:2].count(0) else "utf-16-be"
    for encoding in [marked] if marked else ["utf-8", "cp949", "cp1252"]:
        text = _decoded(data, encoding)
        if text is not None and "\0" not in text:
            return text, encoding
    raise TableError("This file is no text. Save it as CSV.")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        if encoding != "cp949":
            return data.decode(encoding, errors="replace" if encoding == "cp1252" else "strict")
        text = data.decode("euc_kr")  # CP949 without the syllables that hardly occur, which Western letters would be taken for
    except UnicodeDecodeError:
        return None
    foreign = [character for character in text if not character.isascii()]
    return text if sum("가" <= character <= "힣" for character in foreign) > len(foreign) / 2 else None
