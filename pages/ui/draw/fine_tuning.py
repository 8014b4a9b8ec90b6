"""Teach it your digit: a few gradient steps on a private copy, and what it forgets meanwhile."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.figures.draw import as_percent
from core.interpret.attribution import Network, probabilities
from core.interpret.fine_tuning import STEP_SIZE, Lesson, teach
from pages.ui.resources import digits

MIXED = "Among 255 training digits"


@st.fragment
def show_teaching(network: Network, pixels: NDArray[np.float32]) -> None:
    """Label, steps and a button; then what the lesson changed."""
    st.header("Can you teach it your digit?", anchor=False)
    st.markdown(
        "Say which digit it is, and a copy of the network takes gradient steps on this one picture. "
        "The copy is yours alone: nobody else's network changes."
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        answer = int(probabilities(network, pixels).argmax())
        label = st.selectbox("This is a", range(10), index=answer, key="draw_label", width=120)
        steps = st.select_slider("Steps", [1, 2, 5, 10, 20, 50], 10, key="draw_steps", width=220)
        company = st.segmented_control("Taught", ["Alone", MIXED], default="Alone", required=True, key="draw_company")
        pressed = st.button("Teach", type="primary", icon=":material/school:", key="draw_teach")
    if pressed:
        with st.spinner("Taking the steps, then reading all 10,000 test digits again"):
            _tell(teach(network, pixels, label, digits(), steps, mixed=company == MIXED), label, steps)
    else:
        st.caption("What it learnt, and what it forgot, will be here.")


def _tell(lesson: Lesson, label: int, steps: int) -> None:
    lost = 100 * (lesson.accuracy_before - lesson.accuracy_after)
    with st.container(horizontal=True, gap="medium"):
        st.metric(f"Your picture is a {label}", as_percent(lesson.chance_after), f"before: {as_percent(lesson.chance_before)}", "off")
        st.metric("MNIST test accuracy", f"{100 * lesson.accuracy_after:.2f} %", f"{-lost:.2f} points")
    st.markdown(
        f"{steps} steps of plain gradient descent with step size {STEP_SIZE}. "
        + ("It paid for your digit with others: this is called forgetting. Mixed with old digits it forgets less. " if lost > 0.5 else "")
        + "The next stroke, or another press, starts again from the network as it was."
    )
