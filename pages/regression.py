"""Regression: fit a line by gradient descent, and see what the step size does."""

import streamlit as st

from core.lessons.points import Points
from pages.ui.components.regression import show
from pages.ui.heading import heading
from pages.ui.regression import state
from pages.ui.regression.own_data import show_own_points
from pages.ui.regression.theory import show_limits, show_two_inputs


def choose_points() -> tuple[str, Points]:
    """The choice of data, one row high, with the sentence on what to look for beside it."""
    left, right = st.columns([1, 3], vertical_alignment="center")
    first = state.CHOICES.index(state.choice_from_link())
    chosen = left.selectbox("Data", state.CHOICES, first, key=state.choice_key(), persist_state="session", label_visibility="collapsed")
    if chosen == state.GENERATOR:
        generator_controls()
    points = state.points_shown(chosen)
    right.markdown(points.words)
    return chosen, points


def generator_controls() -> None:
    """The knobs of the generator y = w x + b + noise."""
    fields = {
        "line_n": ("Points N", 2, 400, 30, 1),
        "line_w": ("True w", -10.0, 10.0, 0.8, 0.1),
        "line_b": ("True b", -10.0, 10.0, 1.0, 0.1),
        "line_noise": ("Noise (sd of y)", 0.0, 10.0, 0.6, 0.1),
        "line_seed": ("Seed", 0, 9999, 1, 1),
    }
    with st.container(horizontal=True):
        for name, (label, least, most, first, step) in fields.items():
            st.number_input(label, least, most, first, step, key=name, bind="query-params", width=130)


heading("Regression", "Drag a point, press **Play**, change the step size η: the line learns by walking downhill on its loss.")
chosen, points = choose_points()
show(state.for_browser(points), key=state.LESSON, on_change=state.receive)
state.write_link(chosen, points)
show_limits(points)
show_own_points(points)
show_two_inputs()
