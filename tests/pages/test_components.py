"""What pages are told by their components in the browser, and what these load."""

import gzip

import plotly.graph_objects as go
import streamlit as st
from plotly.offline import get_plotlyjs_version

from pages.ui.components import figure, reported
from pages.ui.draw import canvas
from pages.ui.regression import state
from pages.ui.run import following


def test_a_report_that_comes_in_as_its_page_is_left_is_nothing_and_no_error() -> None:
    assert canvas.KEY not in st.session_state
    assert reported(canvas.KEY, "drawing") is None
    canvas._receive()
    state.receive()
    following._note_blocked("gone")


def test_plotly_js_is_of_the_version_for_which_the_package_writes_figures() -> None:
    head = gzip.decompress(figure.CARTESIAN_FILE.read_bytes())[:200].decode()
    assert f"plotly.js (cartesian - minified) v{get_plotlyjs_version()}\n" in head, "see pages/ui/components/figure/__init__.py"


def test_a_figure_with_three_axes_is_drawn_by_all_of_plotly_js_and_any_other_by_the_bundle() -> None:
    flat, deep = go.Figure(layout={"height": 100}), go.Figure(layout={"height": 100})
    flat.add_scatter(x=[1], y=[1]).add_heatmap(z=[[1]])
    deep.add_scatter(x=[1], y=[1]).add_mesh3d(x=[1], y=[1], z=[1])
    assert figure.prepare(flat).source == figure.CARTESIAN_JS
    assert figure.prepare(deep).source == figure.PLOTLY_JS
