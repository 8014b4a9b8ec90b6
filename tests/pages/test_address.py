"""pages.ui.address: what a page wrote into the address is told apart from what came with a link."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from pages.ui import address

    st.session_state["from_link"] = address.parameters_from_link(["lr", "epochs"])
    address.write_parameters(["lr", "epochs"], st.session_state.get("wanted", {"lr": "0.5"}))


def test_what_came_with_a_link_is_read_and_what_the_page_wrote_is_not() -> None:
    app = AppTest.from_function(page)
    app.query_params["epochs"] = "3"
    assert app.run().session_state["from_link"] == {"epochs": "3"}
    assert app.run().session_state["from_link"] == {}
    app.query_params["lr"] = "0.1"
    assert app.run().session_state["from_link"] == {"lr": "0.1"}


def test_only_the_pages_own_parameters_are_written_and_taken_away() -> None:
    app = AppTest.from_function(page)
    app.query_params.update({"epochs": "3", "utm_source": "x"})
    app.run()
    assert dict(app.query_params) == {"lr": "0.5", "utm_source": "x"}


@pytest.mark.parametrize(
    ("page", "link", "said"),
    [
        ("train.py", {"lr": "abc"}, ["lr=abc could not be used; 0.001 was used."]),
        (
            "train.py",
            {"lr": "1e9", "activation": "cosine", "epochs": "4"},
            ["lr=1e9", "0.001 was used", "activation=cosine", "relu was used"],
        ),
        ("train.py", {"batch_norm": "1", "n_examples": "257", "batch_size": "256"}, ["batch_norm=1", "off was used", "n_examples=257"]),
        ("regression.py", {"eta": "x", "w": "1e999", "batch": "7"}, ["eta=x", "suits the points", "w=1e999", "0.0 was used", "batch=7"]),
        ("regression.py", {"example": "Nothing"}, ["example=Nothing could not be used; Noisy line was used."]),
        ("losses.py", {"sigma": "0", "shown": "nonsense"}, ["sigma=0", "0.2 was used", "shown=nonsense", "cross_entropy was used"]),
        ("losses.py", {"bell_points": "1,x"}, ["bell_points=1,x could not be used; 1 was used."]),
        ("losses.py", {"compared_epochs": "1000"}, ["compared_epochs=1000 could not be used; 3 was used."]),
        ("layers.py", {"rho": "Nonsense", "z": "99"}, ["rho=Nonsense could not be used; ReLU was used", "z=99"]),
        (
            "losses.py",
            {"data_seed": "2.5", "sigma": "0.15", "condition": "x"},
            ["data_seed=2.5", "0.2 was used", "The lecture's settings was"],
        ),
    ],
)
def test_what_cannot_be_used_of_a_link_is_named_with_what_is_used(
    open_page: Callable[..., AppTest], page: str, link: dict[str, str], said: list[str]
) -> None:
    app = open_page(page, **link)
    (warning,) = [each.value for each in app.warning if each.value.startswith("Of the link:")]
    for part in said:
        assert part in warning.replace("\\", "")


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("train.py", {"lr": "0,01", "hidden_sizes": "64,32", "batch_norm": "1", "activation": "gelu"}),
        ("train.py", {"lr": "0.001", "utm_source": "slides"}),
        ("regression.py", {"eta": "0,05", "w": "-1.5", "standardise": "true", "batch": "8", "points": "1_2~3_4"}),
        ("losses.py", {"shown": "Gaussian likelihood, σ predicted", "prediction": "3", "y": "-1", "sigma": "4", "n_points": "100"}),
        ("losses.py", {"output": "3,5", "curves": "gaussian,mse", "z_logits": "0,1,2,3,4,5,6,7,-8,8", "compared_epochs": "3"}),
        ("layers.py", {"rho": "Sigmoid", "z": "2.0", "units": "12", "start": "3"}),
        ("layers.py", {"rho": "ReLU"}),
        ("losses.py", {"condition": "The lecture's settings", "n_points": "300"}),
        ("train.py", {"batch_norm": "0", "activation": "relu"}),
    ],
)
def test_of_a_link_that_can_be_used_nothing_is_said(open_page: Callable[..., AppTest], page: str, link: dict[str, str]) -> None:
    app = open_page(page, **link)
    assert not [each.value for each in app.warning if each.value.startswith("Of the link:")]


def test_a_decimal_comma_in_a_link_is_read(open_page: Callable[..., AppTest]) -> None:
    assert open_page("train.py", lr="0,01").session_state["lr"] == 0.01


def test_what_was_said_of_a_link_stays_on_its_page(open_page: Callable[..., AppTest]) -> None:
    app = open_page("train.py", lr="abc")
    app.run()
    assert len(app.warning) == 1
    app.query_params.clear()
    app.switch_page("layers.py").run()
    assert not app.warning


def test_a_setting_that_goes_back_to_its_default_is_no_damaged_link(open_page: Callable[..., AppTest]) -> None:
    app = open_page("train.py")
    app.number_input(key="epochs").set_value(3).run()
    assert app.query_params["epochs"] == "3"
    next(button for button in app.button if button.label == "The lecture's settings").click().run()
    assert app.session_state["epochs"] == 10
    app.run()
    assert not app.warning


def test_a_links_text_is_shown_as_text(open_page: Callable[..., AppTest]) -> None:
    app = open_page("train.py", lr="[Sign in](https://x.y)")
    assert "\\[Sign in\\](https\\:\u200b//x.y)" in app.warning[0].value
