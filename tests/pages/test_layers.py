"""The Layers page, as AppTest sees it."""

import pytest

from core.activations import ACTIVATIONS
from core.lessons.approximator import TARGETS


def metric(page, label):
    return next(metric.value for metric in page.metric if metric.label == label)


def test_the_default_page_shows_relu_at_its_input(open_page):
    page = open_page("layers.py")
    assert page.title[0].value == "Layers"
    assert metric(page, "ρ(z)") == "1.500"
    assert metric(page, "Slope ρ′(z)") == "1.000"


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_can_be_chosen_in_every_section(open_page, name):
    page = open_page("layers.py")
    for key in ("rho", "between", "unit_rho"):
        page.pills(key=key).set_value(name)
    page.run()
    assert not page.exception
    assert ACTIVATIONS[name].formula in [latex.value.strip("$\n ") for latex in page.latex]


def test_depth_gains_nothing_without_an_activation_and_something_with_one(open_page):
    page = open_page("layers.py")
    assert metric(page, "Error of the best single map") == "0.00"
    page.pills(key="between").set_value("relu").run()
    assert float(metric(page, "Error of the best single map")) > 0.1


def test_an_activation_that_bends_nothing_here_is_said_to_gain_nothing(open_page):
    page = open_page("layers.py", between="relu", **{f"first{k}": "0" for k in range(4)})
    assert metric(page, "Error of the best single map") == "0.00"
    words = " ".join(markdown.value for markdown in page.markdown)
    assert "gains nothing" in words
    assert "worth something" not in words


def test_new_matrices_are_other_matrices(open_page):
    page = open_page("layers.py")
    before = [field.value for field in page.number_input]
    page.button(key="new_matrices").click().run()
    assert not page.exception
    assert [field.value for field in page.number_input] != before


@pytest.mark.parametrize("target", TARGETS)
def test_every_function_can_be_approximated(open_page, target):
    page = open_page("layers.py")
    page.pills(key="f").set_value(target)
    page.pills(key="start").set_value(8)
    page.select_slider(key="units").set_value(48).run()
    assert not page.exception


def test_a_bad_link_gives_the_defaults(open_page):
    page = open_page("layers.py", rho="nonsense", z="1e9", units="7", start="0", first0="nan", between="<b>")
    assert metric(page, "ρ(z)") == "1.500"
    assert page.select_slider(key="units").value == 8
    assert page.number_input(key="first0").value == 1.0


def test_every_experiment_to_try_can_be_pressed(open_page):
    page = open_page("layers.py")
    experiments = [button.key for button in page.button if (button.key or "").startswith("try ")]
    assert len(experiments) >= 4
    for key in experiments:
        page.button(key=key).click().run()
        assert not page.exception, key
