"""A number as people write it: with a decimal point or comma, with thousands separators, in any script's digits.

What can be read in two ways is given in both: "1.200" is 1.2 to some and 1,200 to others. Nothing is guessed here.
"""

import re
import unicodedata
from typing import Final, NamedTuple

MINUS: Final = "−–‒‐‑﹣－\u00ad"  # besides the hyphen: what typesetting, and East Asian keyboards, make of it
POINT_AND_COMMA: Final = {"．": ".", "，": ",", "＋": "+", "’": "'", "＇": "'", "ʼ": "'", "٫": ".", "٬": ","}
EXPONENT: Final = r"(?:[eEdD][+-]?\d{1,4})?"  # D: Fortran


class Readings(NamedTuple):
    """What a text says where the decimal mark is a point, and where it is a comma; None where it is no number then."""

    point: float | None
    comma: float | None

    @property
    def is_number(self) -> bool:
        """Whether it is one in any way."""
        return self.point is not None or self.comma is not None

    @property
    def is_ambiguous(self) -> bool:
        """Whether both are numbers, and different ones."""
        return self.point is not None and self.comma is not None and self.point != self.comma


def _pattern(decimal: str, groups: str) -> re.Pattern[str]:
    """Of a number with this decimal mark, its digits in groups separated by this or not at all."""
    grouped = rf"(?!0)\d{{1,3}}(?:{groups}\d{{3}})+(?:{decimal}\d*)?"
    plain = rf"(?:\d+(?:{decimal}\d+)?|{decimal}\d+){EXPONENT}"
    return re.compile(rf"[+-]?(?:{grouped}|{plain})")


_LAKHS: Final = re.compile(r"[+-]?[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d*)?")  # 12,34,567: groups as in India
_PATTERNS: Final = {
    "point": [*(_pattern(r"\.", groups) for groups in (",", " ", "'")), _LAKHS],
    "comma": [_pattern(",", groups) for groups in (r"\.", " ", "'")],
}
_SIMPLE: Final = re.compile(r"-?\d+(?:\.(?:\d\d?|\d{4,}))?", re.ASCII)
_WITHOUT_DECIMALS: Final = re.compile(r"([+-]?\d+)[.,]")  # "1.": a rank in German, and 1 wherever it is
_LOOKS_LIKE_A_NUMBER: Final = re.compile(r"\W*\d")


def readings(text: str) -> Readings:
    """What this text says. Percent and currency signs, fractions and dates are no numbers."""
    if _SIMPLE.fullmatch(text):  # most cells, and ten times as fast
        value = float(text)
        return Readings(value, None if "." in text else value)
    plain = _plain(text)
    if whole := _WITHOUT_DECIMALS.fullmatch(plain):
        return Readings(float(whole[1]), float(whole[1]))
    found = {
        decimal: float(_as_python(plain, decimal)) if any(pattern.fullmatch(plain) for pattern in patterns) else None
        for decimal, patterns in _PATTERNS.items()
    }
    return Readings(**found)


def looks_like_a_number(text: str) -> bool:
    """Whether it begins like one, so that it cannot be a name: "1,5", "-3 %", "$5", "2nd", not "x2" or "m/s"."""
    return bool(_LOOKS_LIKE_A_NUMBER.match(_plain(text)))


def _plain(text: str) -> str:
    """Every script's digits as ASCII, every minus as a hyphen, every kind of space as a space; superscripts stay what they are."""
    return "".join(map(_plain_character, text.strip())).strip()


def _plain_character(character: str) -> str:
    if character in MINUS:
        return "-"
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Cf":  # marks without width, such as those of direction
        return ""
    digit = unicodedata.decimal(character, None)
    return POINT_AND_COMMA.get(character, character) if digit is None else str(digit)


def _as_python(plain: str, decimal: str) -> str:
    without_groups = plain.replace(" ", "").replace("'", "").replace("d", "e").replace("D", "e")
    return without_groups.replace(",", "") if decimal == "point" else without_groups.replace(".", "").replace(",", ".")
