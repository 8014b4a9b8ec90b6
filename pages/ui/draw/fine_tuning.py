"""Fine-tuning: a few gradient steps on the visitor's digit, on a private copy, and what it forgets meanwhile."""

from typing import Final

import streamlit as st

from core.figures.draw import as_percent
from core.interpret.fine_tuning import STEP_SIZE, FineTuned, fine_tune
from pages.ui.draw.prediction import Prediction
from pages.ui.resources import digits

ALONE: Final = "alone"
WITH_REPLAY: Final = "with 255 training digits"
FORGETTING: Final = (
    "It learnt your digit at the cost of others: this is called forgetting. With training digits in each step it forgets less. "
)


@st.fragment
def show_fine_tuning(prediction: Prediction) -> None:
    """Label, steps and a button; then what the steps changed."""
    st.header("Can you teach it your digit?", anchor=False)
    st.markdown(
        "Say which digit it is, and a copy of the network takes gradient steps on this one picture. "
        "The copy is yours alone: nobody else's network changes."
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        label = st.selectbox("This is a", range(10), index=prediction.answer, key="draw_label", width=120)
        steps = st.select_slider("Steps", [1, 2, 5, 10, 20, 50], 10, key="draw_steps", width=220)
        batch = st.segmented_control("Each step sees it", [ALONE, WITH_REPLAY], default=ALONE, required=True, key="draw_replay")
        pressed = st.button("Teach", type="primary", icon=":material/school:", key="draw_teach")
    if pressed:
        with st.spinner("Taking the steps, then measuring the accuracy on all 10,000 test digits"):
            replay = batch == WITH_REPLAY
            tuned = fine_tune(prediction.network, prediction.pixels, label, digits(), steps, replay=replay)
        _show_result(tuned, label, steps)
    else:
        st.caption("What it learnt, and what it forgot, will appear here.")


def _show_result(tuned: FineTuned, label: int, steps: int) -> None:
    lost = 100 * (tuned.accuracy_before - tuned.accuracy_after)
    with st.container(horizontal=True, gap="medium"):
        st.metric(
            f"Your picture is a {label}",
            as_percent(tuned.probability_after),
            f"before: {as_percent(tuned.probability_before)}",
            "off",
            delta_arrow="off",
        )
        accuracy = f"{100 * tuned.accuracy_after:.2f} %"
        if abs(lost) < 0.005:
            st.metric("MNIST test accuracy", accuracy, "unchanged", "off", delta_arrow="off")
        else:
            st.metric("MNIST test accuracy", accuracy, f"{-lost:.2f} points")
    st.markdown(
        f"{steps} steps of plain gradient descent with step size {STEP_SIZE}. "
        + (FORGETTING if lost > 0.5 else "")
        + "Draw, or press Teach again, and it starts from the original network."
    )
