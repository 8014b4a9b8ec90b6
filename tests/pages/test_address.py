"""pages.ui.address: what a page wrote into the address is told apart from what came with a link."""

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
