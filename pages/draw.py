"""Draw a digit, see the network's answer, and see why."""

import streamlit as st

from pages.ui.heading import heading

heading("Draw", "Draw a digit from 0 to 9 with the mouse or a finger. The network answers while you draw.")

# After the heading: these need torch, which takes a moment on a server that has just started.
from pages.ui.components import rerun_trigger  # noqa: E402
from pages.ui.draw.adversarial import show_adversarial  # noqa: E402
from pages.ui.draw.attribution import show_attribution  # noqa: E402
from pages.ui.draw.canvas import PEN_RESTS, SIDE, show_canvas  # noqa: E402
from pages.ui.draw.compare import show_comparison  # noqa: E402
from pages.ui.draw.corruptions import show_corruptions  # noqa: E402
from pages.ui.draw.fine_tuning import show_fine_tuning  # noqa: E402
from pages.ui.draw.forward_trace import show_forward_trace  # noqa: E402
from pages.ui.draw.gallery import keep_button, show_gallery  # noqa: E402
from pages.ui.draw.import_digit import import_buttons  # noqa: E402
from pages.ui.draw.networks import chosen_network  # noqa: E402
from pages.ui.draw.prediction import predict_drawing, show_prediction  # noqa: E402
from pages.ui.draw.preprocessing import show_preprocessing  # noqa: E402
from pages.ui.resources import digits  # noqa: E402

drawing_and_answer = st.container()
with st.container(width=420):
    network = chosen_network()


@st.fragment
def canvas_and_answer() -> None:
    """The canvas, what the network receives of it, and its answer, while the pen moves."""
    with st.container(horizontal=True, gap="medium"):
        pen, answer = st.container(width=SIDE, gap="xsmall"), st.container(width=808)
    with pen:
        show_canvas()
    prediction = predict_drawing(network)
    with answer:
        show_prediction(prediction)
    with st.container(horizontal=True, gap="xsmall"):
        import_buttons()
        keep_button(prediction)


@st.fragment
def explanations() -> None:
    """How it came to its answer, one section at a time; this takes longer, and waits until the pen has been up for a while."""
    rerun_trigger.mount(PEN_RESTS)
    prediction = predict_drawing(network)
    if prediction is None:
        st.caption("Draw a digit, and here you will see how the network came to its answer.")
        return
    sections = {
        "Why this digit": lambda: show_attribution(prediction),
        "Into the network": lambda: show_preprocessing(prediction),
        "Through the network": lambda: show_forward_trace(prediction),
        "Another answer": lambda: show_adversarial(prediction),
        "Other networks": lambda: show_comparison(prediction),
        "Break it": lambda: show_corruptions(prediction),
        "Teach it": lambda: show_fine_tuning(prediction),
    }
    names = list(sections)
    chosen = st.segmented_control(
        "Look closer", names, default=names[0], required=True, key="draw_section", persist_state="session", wrap=False
    )
    sections[chosen]()


with drawing_and_answer:
    canvas_and_answer()
explanations()
show_gallery()
digits()  # loads MNIST now, so that the first test digit comes at once
