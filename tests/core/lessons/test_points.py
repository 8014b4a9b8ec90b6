import contextlib
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.lessons.points import (
    InvalidPointsError,
    Points,
    finite_or_nan,
    from_link,
    generate,
    read_csv,
    read_points,
    thin_out,
    to_link,
    validated,
)
from core.lessons.presets import PRESETS
from core.regression import least_squares, summarise

number = st.floats(-1e9, 1e9).map(lambda value: float(f"{value:.12g}"))


@pytest.mark.parametrize(
    "text",
    ["1,2\n3,4", "x,y\n1,2\n3,4\n", "1;2\n3;4", "1\t2\r\n3\t4", "1 2\n3 4", "\n1, 2\n\n3, 4\n", "1,0;2\n3;4,0", '"x";"y"\n1;2\n3;4'],
)
def test_two_columns_are_read_with_any_separator(text):
    points = read_csv(text)
    assert (points.x.tolist(), points.y.tolist()) == ([1, 3], [2, 4])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing in it"),
        ("  \n ", "nothing in it"),
        ("a,b\nc,d", "no numbers"),
        ("hello", "no numbers"),
        ("1\n2", "only one column"),
        ("1,2\n3,4,5", "Line 2 has 3 cells"),
        ("1,2", "only one point"),
        ("x,y\n1,2", "only one point"),
        ("1,2\n3,nan", "“nan” in column 2 of line 2"),
        ("1,2\n3,", "Column 2 of line 2 is empty"),
        ("1,2\n3,four", "“four”"),
        ("1,2\n3,1e999", "finite"),
        ("1,2\n3,1e12", "larger than"),
        ("\n".join(["1,2"] * 100_001), "at most 100,000"),
        ('1,2\n"3,4', '“"3” in column 1 of line 2'),
        ("day,temp,sales\n2020-01-01,5,7\n2020-01-02,6,NA", "“NA” in column 3 of line 3"),
    ],
)
def test_what_is_not_two_columns_of_numbers_is_refused_with_a_sentence(text, words):
    with pytest.raises(InvalidPointsError, match=words):
        read_csv(text)


def test_of_more_than_two_columns_the_first_named_ones_are_taken_and_others_can_be():
    text = ",x,y,z,word\n0,1,2,3,a\n1,4,5,6,b"
    read = read_points(text)
    assert (read.x, read.y) == (1, 2)
    assert read.titles == {0: "column 1", 1: "x", 2: "y", 3: "z"}
    assert any("word cannot be chosen: “a” in column 5 of line 2" in note for note in read.notes)
    other = read_points(text, x=3, y=0)
    assert (other.points.x.tolist(), other.points.y.tolist()) == ([3, 6], [0, 1])
    assert read_points(text, x=4, y=99).x == 1, "a column that holds words"


def test_columns_of_equal_names_are_told_apart():
    assert read_points("t,a,t,b\n1,2,3,4\n5,6,7,8").titles == {0: "t (column 1)", 1: "a", 2: "t (column 3)", 3: "b"}


def test_of_a_column_with_a_gap_it_is_warned():
    read = read_points("x,y,z\n1,2,3\n2,,4\n3,4,5")
    assert (read.x, read.y) == (0, 2)
    assert read.warnings == ("y cannot be chosen: Column 2 of line 3 is empty. Every row needs two numbers.",)


@given(st.text(max_size=200))
def test_any_text_is_either_points_or_a_sentence(text):
    with contextlib.suppress(InvalidPointsError):
        assert np.isfinite(read_csv(text).x).all()


@given(st.lists(st.tuples(number, number), min_size=1, max_size=200))
def test_the_link_gives_back_the_points(pairs):
    x, y = np.array(pairs).T
    back = from_link(to_link(Points(x, y)))
    assert (back.x.tolist(), back.y.tolist()) == (x.tolist(), y.tolist())


@given(st.text(max_size=60))
def test_any_text_in_the_link_gives_points_or_none(text):
    points = from_link(text)
    assert points is None or np.isfinite(points.x).all()


def test_a_link_carries_two_hundred_points_and_no_more():
    assert to_link(Points(np.zeros(200), np.zeros(200))) is not None
    assert to_link(Points(np.zeros(201), np.zeros(201))) is None
    assert from_link("~".join(["1_2"] * 201)) is None


@pytest.mark.parametrize(("value", "kept"), [(0.1, True), (-1e9, True), (1e10, False), (math.nan, False), (math.inf, False)])
def test_only_finite_numbers_of_usable_size_are_kept(value, kept):
    assert math.isnan(finite_or_nan(value)) != kept


def test_equal_seeds_generate_equal_points():
    first, again, other = (generate(50, 2, -1, 0.5, seed) for seed in (1, 1, 2))
    assert (first.x == again.x).all()
    assert (first.y == again.y).all()
    assert not (first.x == other.x).all()
    exact = generate(50, 2, -1, 0, 1)
    assert least_squares(exact.x, exact.y) == pytest.approx((2, -1), abs=1e-3)


def test_thinning_out_keeps_both_ends():
    points = Points(np.arange(1000.0), np.arange(1000.0))
    few = thin_out(points, 400)
    assert (len(few.x), few.x[0], few.x[-1]) == (400, 0, 999)
    assert thin_out(few, 400) is few


def test_the_four_anscombe_sets_share_one_line_as_their_sentence_says():
    for name in ("Anscombe I", "Anscombe II", "Anscombe III", "Anscombe IV"):
        w, b = summarise(PRESETS[name].x, PRESETS[name].y).best
        assert (f"{w:.2f}", f"{b:.2f}") == ("0.50", "3.00")


def test_every_preset_has_one_sentence_or_two_and_can_be_used():
    for points in PRESETS.values():
        assert points.words.endswith(".")
        validated(points.x, points.y)
