import json
import math

import numpy as np
import pandas as pd
import pytest

from core.lessons import plane
from core.lessons.points import Points
from core.lessons.presets import PRESETS
from core.regression import mse_and_gradient
from pages.ui.regression import own_data, state
from pages.ui.regression.state import CHOICES, GENERATOR, LESSON, OWN, for_browser, receive

PAGE = "regression.py"


def shown(app):
    """What the component was given."""
    return next(json.loads(element.proto.json) for element in app.get("bidi_component") if "points" in element.proto.json)


@pytest.fixture
def session(monkeypatch):
    """A visitor who looks at two points, as `receive` finds them."""
    shown = Points(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    held = {"regression_shown": shown, "regression_revision": 1, "regression_choice_0": "Noisy line"}
    monkeypatch.setattr(state.st, "session_state", held)
    return held


def data_choice(app):
    """The choice of data on the page."""
    return next(box for box in app.selectbox if box.label == "Data")


def report(session, **changes):
    told = {"revision": 1, "points": [[1, 3], [2, 4]], "step_size": 0.1, "start": {"w": 5, "b": 6}, "standardise": True, "batch": 1}
    session[LESSON] = {"lesson": told | changes}
    receive()
    return session


def test_the_page_opens_on_the_first_preset(open_page):
    app = open_page(PAGE)
    assert app.title[0].value == "Regression"
    assert shown(app)["points"] == np.stack([PRESETS["Noisy line"].x, PRESETS["Noisy line"].y], axis=1).tolist()


@pytest.mark.parametrize("choice", CHOICES)
def test_every_choice_opens_from_its_link(open_page, choice):
    app = open_page(PAGE, example=choice)
    assert data_choice(app).value == choice


def test_another_choice_is_a_new_revision(open_page):
    app = open_page(PAGE)
    before = shown(app)
    data_choice(app).select("Outlier").run()
    after = shown(app)
    assert after["revision"] != before["revision"]
    assert after["points"][-1] == [4.0, -5.0]


def test_the_generator_makes_as_many_points_as_asked(open_page):
    app = open_page(PAGE, example=GENERATOR, line_n="57", line_seed="3")
    assert len(shown(app)["points"]) == 57
    app.number_input(key="line_n").set_value(12).run()
    assert len(shown(app)["points"]) == 12


def test_points_in_the_link_are_shown(open_page):
    assert shown(open_page(PAGE, example=OWN, points="1_2~3.5_-4"))["points"] == [[1, 2], [3.5, -4]]


@pytest.mark.parametrize("points", ["x", "1_2~3", "1_nan", "1_2_3", "~" * 300, "1_1e300"])
def test_a_spoilt_link_says_so(open_page, points):
    app = open_page(PAGE, example=OWN, points=points)
    assert "could not be read" in app.warning[0].value


def test_settings_come_from_the_link_and_unusable_ones_do_not(open_page):
    good = shown(open_page(PAGE, eta="0.05", w="-1.5", b="2", standardise="true", batch="8"))["settings"]
    assert good == {"step_size": 0.05, "start": {"w": -1.5, "b": 2}, "standardise": True, "batch": 8}
    bad = shown(open_page(PAGE, eta="nan", w="1e400", b="x", standardise="1", batch="7"))["settings"]
    assert bad == {"step_size": None, "start": {"w": 0, "b": 0}, "standardise": False, "batch": 0}


def test_no_points_are_an_invitation_not_an_error(open_page):
    rows = for_browser(Points(np.zeros(0), np.zeros(0)))
    assert (rows["points"], rows["sums"]) == ([], None)


def test_many_points_go_as_a_sample_with_the_sums_of_all():
    x = np.arange(1000.0)
    rows = for_browser(Points(x, 2 * x))
    assert (len(rows["points"]), rows["total"], rows["sums"]["n"]) == (400, 1000, 1000)
    assert rows["sums"]["xy"] / rows["sums"]["xx"] == pytest.approx(2)


def test_settings_are_taken_in_and_unmoved_points_stay_the_presets(session):
    report(session)
    assert session["regression_settings"] == {"step_size": 0.1, "start": {"w": 5, "b": 6}, "standardise": True, "batch": 1}
    assert session[state.choice_key()] == "Noisy line"


@pytest.mark.parametrize("points", [[[1, 3], [2, 5]], [[1, 3]], []])
def test_points_moved_in_the_browser_become_the_visitors_own(session, points):
    report(session, points=points)
    assert session[state.choice_key()] == OWN
    assert session["regression_own"].x.tolist() == [x for x, _ in points]
    assert session["regression_revision"] == 1  # the browser has them already


def test_a_report_about_points_that_were_replaced_is_ignored(session):
    report(session, revision=0, points=[[9, 9]])
    assert "regression_own" not in session
    assert "regression_settings" not in session


@pytest.mark.parametrize("points", ["x", [[1]], [[1, "y"]], [[1, math.nan]], [[1e300, 1]], {"a": 1}, 7, [[1, 2]] * 100_001])
def test_a_report_that_is_not_points_changes_none(session, points):
    report(session, points=points)
    assert session[state.choice_key()] == "Noisy line"


@pytest.mark.parametrize("lesson", [None, 3, [], {}, "text"])
def test_a_report_that_is_none_is_ignored(session, lesson):
    session[LESSON] = {"lesson": lesson}
    receive()
    assert session[state.choice_key()] == "Noisy line"


HELD = Points(np.array([1.234, 2.0]), np.array([3.0, 1 / 3]))


def taken(monkeypatch, cells, index=None):
    """The session after a table of these cells was used, over the points HELD."""
    held = {}
    for module in (own_data, state):
        monkeypatch.setattr(module.st, "session_state", held)
    own_data._take_table(pd.DataFrame(cells, columns=["x", "y"], index=index), HELD)
    return held


def test_a_table_is_read_as_it_is_typed_and_what_nobody_changed_stays_the_number_it_was(monkeypatch):
    cells = [["1.234", "3"], ["1,5", "0.333333333333"], ["−2", "1 000"], [None, None], ["", ""]]
    own = taken(monkeypatch, cells)["regression_own"]
    assert own.x.tolist() == [1.234, 1.5, -2.0]
    assert own.y.tolist() == [3.0, 1 / 3, 1000.0]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1,200", "“1,200” in column x can be 1200 or 1.2"),
        ("abc", "“abc” stands in column x where a number is needed"),
        ("", "Nothing stands in column x where a number is needed"),
        ("5 %", "“5 %” stands in column x"),
        ("1e10", "larger than"),
        ("1e999", "finite"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_what_was_typed(monkeypatch, cell, words):
    held = taken(monkeypatch, [["1", "2"], [cell, "4"]])
    assert words in held["regression_problem"]
    assert "regression_own" not in held


def test_a_text_with_two_readings_is_used_in_the_likelier_one_and_switched_with_one_press(open_page):
    app = open_page(PAGE)
    app.text_area(key="regression_pasted").set_value("x;y\n950;2.800\n1.200;3.400")
    next(button for button in app.button if button.label == "Use these points").click().run()
    assert shown(app)["points"] == [[950, 2800], [1200, 3400]]
    (switch,) = [group for group in app.button_group if (group.key or "").startswith("regression_read_decimal")]
    assert switch.options == ["1.2", "1200"]
    switch.set_value("point").run()
    assert not app.exception
    assert shown(app)["points"] == [[950, 2.8], [1.2, 3.4]]
    assert any("names (x, y)" in caption.value for caption in app.caption)


def test_of_more_columns_two_are_chosen_and_a_new_text_begins_afresh(open_page):
    app = open_page(PAGE)
    app.text_area(key="regression_pasted").set_value("a,b,c\n1,2,3\n4,5,6")
    use = next(button for button in app.button if button.label == "Use these points")
    use.click().run()
    next(box for box in app.selectbox if box.label == "Column for y").select_index(2).run()
    assert not app.exception
    assert shown(app)["points"] == [[1, 3], [4, 6]]
    app.text_area(key="regression_pasted").set_value("1,2\n3,4")
    next(button for button in app.button if button.label == "Use these points").click().run()
    assert shown(app)["points"] == [[1, 2], [3, 4]]
    assert not [box for box in app.selectbox if box.label == "Column for y"]


def test_a_refused_text_leaves_the_points_and_its_message_goes_with_the_next_good_one(open_page):
    app = open_page(PAGE)
    for text, n_errors in (("1,2\n3,oops", 1), ("1,2\n3,4", 0)):
        app.text_area(key="regression_pasted").set_value(text)
        next(button for button in app.button if button.label == "Use these points").click().run()
        assert len(app.error) == n_errors
    assert shown(app)["points"] == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("data", "points", "note"),
    [
        ("키,몸무게\n170,65\n180,75".encode("cp949"), [[170, 65], [180, 75]], "Korean text"),
        ("Größe;y\n1,5;2\n3;4".encode("cp1252"), [[1.5, 2], [3, 4]], "Western text"),
        ("x\ty\n1\t2\n3\t4".encode("utf-16"), [[1, 2], [3, 4]], "names (x, y)"),
    ],
)
def test_an_uploaded_file_is_read_in_its_encoding(open_page, data, points, note):
    app = open_page(PAGE)
    app.file_uploader(key="regression_file").upload("points.csv", data).run()
    assert not app.exception
    assert shown(app)["points"] == points
    assert any(note in caption.value for caption in app.caption)


def test_an_uploaded_spreadsheet_is_told_how_it_can_be_used(open_page):
    app = open_page(PAGE)
    app.file_uploader(key="regression_file").upload("points.xlsx", b"PK\x03\x04...").run()
    assert "choose Save As and CSV" in app.error[0].value


def test_the_table_becomes_the_visitors_own_points(open_page):
    app = open_page(PAGE, example="Outlier")
    next(button for button in app.button if button.label == "Use this table").click().run()
    assert data_choice(app).value == OWN
    assert shown(app)["points"][-1] == [4.0, -5.0]


def test_the_plane_is_drawn_when_asked_for(open_page):
    app = open_page(PAGE, plane="true", plane_share="1.05", plane_steps="200")
    text = " ".join(element.value for element in app.markdown)
    assert "Above the limit" in text
    x, y = plane.generate()
    steps = plane.descend(x, y, step_size=1.05 * plane.largest_stable_step(x), n_steps=200)[1]
    assert f"Diverged at step {steps}:" in text
    assert "after 200 steps" not in text


def test_the_gradient_whose_source_is_shown_is_the_one_that_runs(open_page):
    points = PRESETS["Noisy line"]
    values = mse_and_gradient(points.x, points.y, 2.0, -1.0)
    app = open_page(PAGE, w="2", b="-1")
    app.session_state["gradient_code"] = True
    told = next(text.value for text in app.run().markdown if "it returns" in text.value)
    assert told.endswith("L = {:.4g}, ∂L/∂w = {:.4g}, ∂L/∂b = {:.4g}.".format(*values))
