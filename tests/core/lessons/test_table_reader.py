"""Columns of numbers as spreadsheets, tools and people write them: each is read rightly, or refused with a sentence that quotes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.lessons.table_reader import TableError, read_table
from core.lessons.text_file import decode


def columns(text: str, **how) -> list[list[float]]:
    return [values.tolist() for values in read_table(text, **how).columns.values()]


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n3,4", "x,y\n1,2\n3,4\n", "1;2\n3;4", "1\t2\r\n3\t4", "1 2\n3 4", "1  2\n3   4", "1|2\n3|4", "\n1, 2\n\n3, 4\n", "1 2\r3 4",
        '"x";"y"\n1;2\n3;4', "sep=;\n1;2\n3;4", '"sep=,"\r\n1,2\r\n3,4', "# x y\n1 2\n3 4", "% made by hand\n# x, y\n1, 2\n3, 4",
        "x,y,,\r\n1,2,,\r\n3,4,,\r\n,,,\r\n", "x,y\ncm,kg\n1,2\n3,4", "x1,x2\n1,2\n3,4", "\ufeffx,y\n1,2\n3,4",
        "1.0;2,0\n3;4,0", '"1",2\n3,4',
        "1,0;2,0\n3,0;4,0", "1,0 2,0\n3,0 4,0", "1,0\t2,0\n3,0\t4,0", "１,２\n３,４", "1,2 \n 3 , 4",
    ],
)  # fmt: skip
def test_two_columns_are_read_however_they_are_written(text: str) -> None:
    assert columns(text) == [[1, 3], [2, 4]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"1,200","3,400"\n950,2800', [[1200, 950], [3400, 2800]]),
        ("1 200;3 400\n950;2 800", [[1200, 950], [3400, 2800]]),
        ("1'200\t3'400\n950\t2'800", [[1200, 950], [3400, 2800]]),
        ("1.200,5;3\n950;2.800", [[1200.5, 950], [3, 2800]]),
        ("1.5;2.250\n2;3", [[1.5, 2], [2.25, 3]]),
        ("1,5\t2,250\n2\t3", [[1.5, 2], [2.25, 3]]),
        ("−1,−2\n3,4", [[-1, 3], [-2, 4]]),
    ],
)
def test_separators_of_thousands_and_decimals_are_told_apart_by_the_other_cells(text: str, expected: list[list[float]]) -> None:
    assert columns(text) == expected


@pytest.mark.parametrize(
    ("text", "likelier", "other"),
    [
        ("950;2.800\n1.200;3.400", [[950, 1200], [2800, 3400]], [[950, 1.2], [2.8, 3.4]]),
        ("950\t2.800\n1.200\t3.400", [[950, 1.2], [2.8, 3.4]], [[950, 1200], [2800, 3400]]),
        ('"1,200",2\n3,4', [[1200, 3], [2, 4]], [[1.2, 3], [2, 4]]),
    ],
)
def test_where_nothing_tells_them_apart_both_are_shown_and_either_can_be_had(text: str, likelier: list, other: list) -> None:
    table = read_table(text)
    assert table.ambiguity is not None
    assert {table.ambiguity.point, table.ambiguity.comma} in ({1.2, 1200.0}, {2.8, 2800.0})
    assert columns(text) == likelier
    assert columns(text, decimal="point" if table.decimal == "comma" else "comma") == other


def test_where_there_is_no_doubt_the_other_reading_changes_nothing() -> None:
    assert read_table("1.5,2\n3,4").ambiguity is None
    assert columns("1.5,2.250\n3,4", decimal="comma") == [[1.5, 3], [2.25, 4]]


def test_a_first_row_with_a_number_in_it_is_never_names() -> None:
    assert columns("2019,2020\n1,2") == [[2019, 1], [2020, 2]]
    with pytest.raises(TableError, match="nothing"):
        read_table("")
    assert "“$1,200” in column 1 of line 1 has a currency sign" in read_table('"$1,200",5\n3,4').refusals[0].reason


def test_of_more_columns_those_with_numbers_can_be_chosen() -> None:
    table = read_table("day,height,weight\n2020-01-01,170,65\n2020-01-02,180,75")
    assert table.names == ("day", "height", "weight")
    assert list(table.columns) == [1, 2]
    assert table.refusals[0].reason == "“2020-01-01” in column 1 of line 2 is not a number."
    assert table.refusals[0].n_numbers == 0


def test_r_leaves_out_the_name_over_its_row_names() -> None:
    table = read_table('"x" "y"\n"1" 3 4\n"2" 5 6')
    assert table.names == ("", "x", "y")
    assert table.columns[1].tolist() == [3, 5]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,2\n3,4,5", "Line 2 has 3 cells, others have 2"),
        ("a b c\n1 2 3\n   5 6\n7 8 9", "Line 3 has 2 numbers, others have 3"),
        ("a,b\nc,d", "no numbers"),
        ("# only\n# comments", "no numbers"),
        ("1,2\n" + ",".join("1" * 6000), "characters"),
        ("\n".join([",".join("1" * 60)] * 2), "60 columns"),
        ("\n".join(["1,2"] * 100_101), "100,101 lines"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(TableError, match=words):
        read_table(text)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("", "Column 2 of line 4 is empty"),
        ("four", "“four” in column 2 of line 4 is not a number"),
        ("5 %", "“5 %” in column 2 of line 4 has a percent sign"),
        ("7 €", "“7 €” in column 2 of line 4 has a currency sign"),
        ("1/2", "“1/2” in column 2 of line 4 is not a number"),
        ("5²", "“5²” in column 2 of line 4 is not a number"),
    ],
)
def test_a_cell_that_is_no_number_is_quoted_with_its_place(cell: str, words: str) -> None:
    assert words in read_table(f"x;y\n1;2\n\n3;{cell}\n5;6").refusals[1].reason


@pytest.mark.parametrize(
    ("text", "names", "notes"),
    [
        ("1,2\n3,4", ("", ""), ()),
        ("x,y\ncm,kg\n1,2\n3,4", ("x", "y"), ("The row of units (cm, kg) was left out.", "The first row was taken for names (x, y).")),
        ("# x, y\n1, 2\n# a gap\n3, 4", ("x", "y"), ("Line 3 was left out as a comment.",)),
        ("#0, 99\n1, 2\n3, 4", ("", ""), ("Line 1 was left out as a comment.",)),
        ("# 2024-05-01\nx,y\n1,2\n3,4", ("x", "y"), ("The first row was taken for names (x, y).", "Line 1 was left out as a comment.")),
        ("# N = 20\n# by Anna on Monday\n1 2\n3 4", ("", ""), ("2 lines were left out as comments, the first is 1.",)),
        ("Results,,\nx,y,\n1,2,\n3,4,", ("x", "y"), ("The title (Results) was left out.", "The first row was taken for names (x, y).")),
        ("Time (s) Voltage (V)\n1 2\n3 4", ("", ""), ("The first row was left out: its 4 words do not fit 2 columns.",)),
        ("x,y,\n1,2\n3,4", ("x", "y"), ("The first row was taken for names (x, y).",)),
        ('"Length\n(cm)"\tMass\n1\t2\n3\t4', ("Length (cm)", "Mass"), ("The first row was taken for names (Length (cm), Mass).",)),
    ],
)
def test_what_was_assumed_of_names_units_and_comments_is_said(text: str, names: tuple[str, ...], notes: tuple[str, ...]) -> None:
    table = read_table(text)
    assert (table.names, table.notes) == (names, notes)
    assert columns(text) == [[1, 3], [2, 4]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,75 105,2\n1,80 110,5", [[1.75, 1.8], [105.2, 110.5]]),
        ("0,5 400,0\n0,6 410,0", [[0.5, 0.6], [400, 410]]),
        ("1.234e+00;5.678e+01\n2.000e+00;3.000e+00", [[1.234, 2], [56.78, 3]]),
        ("x,y,\n1,2,3\n4,5,6", [[1, 4], [2, 5], [3, 6]]),
        ("#1,2,3\n#2,4,5", [[2, 4], [3, 5]]),
        ("1，2\n3，4", [[1, 3], [2, 4]]),
        ("1；2\n3；4", [[1, 3], [2, 4]]),
        ("1\u30002\n3\u30004", [[1, 3], [2, 4]]),
        ("1 2;\n3 4;", [[1, 3], [2, 4]]),
        ("[1, 2],\n[3, 4]", [[1, 3], [2, 4]]),
        ("|1|2|3|\n||4|5|\n|7|8|9|", [[2, 4, 8], [3, 5, 9]]),
        ("| x | y |\n|---|---:|\n| 1 | 2 |\n| 3 | 4 |", [[1, 3], [2, 4]]),
        ('d ("),m\n1,2\n3,4', [[1, 3], [2, 4]]),
        ('# 5" pipe\n1,2\n3,4', [[1, 3], [2, 4]]),
    ],
)
def test_what_tools_and_people_write_is_read(text: str, expected: list[list[float]]) -> None:
    assert columns(text) == expected


def test_ranks_with_a_point_are_no_evidence_for_decimal_points() -> None:
    table = read_table("1.;1.200;3.400\n2.;950;2.800")
    assert table.ambiguity is not None
    assert table.columns[1].tolist() == [1200, 950]


@pytest.mark.parametrize("text", ["x,y\n1,2\n#N/A,5\n3,4", "NA,NA\n1,2\n3,4", "x,y\nNaN,1\n1,2"])
def test_a_missing_value_is_no_comment_and_no_name(text: str) -> None:
    assert "is not a number" in read_table(text).refusals[0].reason


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp949", "cp949"),
    ],
)
def test_a_korean_spreadsheets_file_is_decoded(encoding: str, told: str) -> None:
    text = "키,몸무게\n170,65\n180,75\n"
    assert decode(text.encode(encoding)) == (text, told)


def test_a_korean_file_may_hold_symbols() -> None:
    text = "온도(℃),압력\n1,2\n"
    assert decode(text.encode("cp949")) == (text, "cp949")


def test_a_western_file_is_not_taken_for_korean() -> None:
    for text in ("Größe;Gewicht\n1,5;2\n", "Änderung,Taille\n1,2\n", "1\u00a0200;3\n2;4\n", "naïve,café\n1,2\n"):
        assert decode(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.parametrize(
    ("data", "words"), [(b"PK\x03\x04...", "spreadsheet"), (b"\xd0\xcf\x11\xe0..", "spreadsheet"), (b"\x00\x01\x02\x00\x00", "no text")]
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(TableError, match=words):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_sentence(data: bytes) -> None:
    try:
        text, _ = decode(data)
        read_table(text)
    except TableError:
        pass


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=2, max_size=20), st.sampled_from(",;\t| "))
def test_what_pythons_csv_writes_is_read_back(pairs: list[tuple[float, float]], mark: str) -> None:
    text = "\n".join(mark.join(map(repr, pair)) for pair in pairs)
    assert columns(text, decimal="point") == [list(column) for column in zip(*pairs, strict=True)]
