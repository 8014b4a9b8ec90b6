"""What pages are told by their components in the browser."""

import streamlit as st

from pages.ui.components import reported
from pages.ui.draw import canvas
from pages.ui.regression import state
from pages.ui.run import following


def test_a_report_that_comes_in_as_its_page_is_left_is_nothing_and_no_error() -> None:
    assert canvas.KEY not in st.session_state
    assert reported(canvas.KEY, "drawing") is None
    canvas._receive()
    state.receive()
    following._note_blocked("gone")
