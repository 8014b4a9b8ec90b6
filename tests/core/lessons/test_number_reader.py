"""A number as people write it, in one reading or in two."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.lessons.number_reader import looks_like_a_number, readings


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), (" -3 ", -3), ("+4", 4), ("1.5", 1.5), ("1,5", 1.5), (".5", 0.5), (",5", 0.5), ("5.", 5), ("-0,25", -0.25),
        ("0.234", 0.234), ("0,234", 0.234), ("00.125", 0.125), ("1.5e-3", 0.0015), ("1,5E3", 1500), ("2e5", 200_000),
        ("1 200", 1200), ("1\u00a0200", 1200), ("1\u202f200,5", 1200.5), ("1'200", 1200), ("1’200.5", 1200.5), ("1 234 567", 1_234_567),
        ("1,234,567", 1_234_567), ("1.234.567", 1_234_567), ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1,00,000", 100_000),
        ("12,34,567.5", 1_234_567.5), ("−3.5", -3.5), ("–7", -7), ("１２．５", 12.5), ("－３", -3), ("٣٫٥", 3.5),
        ("1.5D+03", 1500), ("1.234e+00", 1.234), ("1.234E-05", 1.234e-5), ("‐5", -5), ("1\u200b2", 12), ("1.2345", 1.2345),
    ],
)  # fmt: skip
def test_what_can_be_read_in_one_way_is(text: str, value: float) -> None:
    found = readings(text)
    assert not found.is_ambiguous
    assert next(each for each in found if each is not None) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "point", "comma"), [("1,200", 1200, 1.2), ("1.200", 1.2, 1200), ("-12.345", -12.345, -12_345), ("１．２００", 1.2, 1200)]
)
def test_what_can_be_read_in_two_ways_is_given_in_both(text: str, point: float, comma: float) -> None:
    assert readings(text) == (point, comma)
    assert readings(text).is_ambiguous


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "x", "nan", "inf", "1 20", "1,2,3", "1.2.3", "5²", "x²", "12 %", "$5", "5 €", "1_000", "0x1F", "1/2", "2020-01-02",
        "(5)", "1e", "e5", "1 2", "12,345,67", "1,,5", "1'2", "5-", "3rd", "½", "1e12345",
    ],
)  # fmt: skip
def test_what_is_no_number_has_no_reading(text: str) -> None:
    assert readings(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("1", True), ("-1,5", True), ("$5", True), ("(3)", True), ("2nd", True), ("≈ 7", True), ("x2", False), ("m/s²", False), ("", False)],
)
def test_a_name_begins_with_a_letter(text: str, is_one: bool) -> None:
    assert looks_like_a_number(text) == is_one


@given(st.floats(-1e12, 1e12))
def test_what_python_writes_is_read_back(value: float) -> None:
    assert readings(repr(value)).point == value
    assert readings(repr(value).replace(".", ",")).comma == value


@given(st.integers(-(10**12), 10**12))
def test_grouped_digits_are_read_back(value: int) -> None:
    assert readings(f"{value:,}").point == value
    for mark in (".", " ", "'", "\u202f"):
        assert readings(f"{value:,}".replace(",", mark)).comma == value


@given(st.text(max_size=30))
def test_any_text_has_readings_or_none(text: str) -> None:
    assert all(value is None or not math.isnan(value) for value in readings(text))
