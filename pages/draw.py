"""Draw a digit, see it read, and see why."""

import streamlit as st

from pages.ui.heading import heading

heading("Draw", "Draw a digit from 0 to 9 with the mouse or a finger. The network reads along while you draw.")

# After the heading: these need torch, which takes a moment on a server that has just started.
from core.canvas import to_mnist  # noqa: E402
from pages.ui.components.bell import hang  # noqa: E402
from pages.ui.draw.adversarial import show_adversarial  # noqa: E402
from pages.ui.draw.attribution import show_attribution  # noqa: E402
from pages.ui.draw.canvas import BELL, drawing, show_canvas  # noqa: E402
from pages.ui.draw.compare import show_comparison  # noqa: E402
from pages.ui.draw.corruptions import show_corruptions  # noqa: E402
from pages.ui.draw.fine_tuning import show_fine_tuning  # noqa: E402
from pages.ui.draw.forward_trace import show_forward_trace  # noqa: E402
from pages.ui.draw.gallery import keep_button, show_gallery  # noqa: E402
from pages.ui.draw.import_digit import show_import  # noqa: E402
from pages.ui.draw.networks import chosen_network  # noqa: E402
from pages.ui.draw.preprocessing import show_preprocessing  # noqa: E402
from pages.ui.draw.reading import show_answer, show_reading  # noqa: E402
from pages.ui.resources import digits  # noqa: E402

with st.container(width=420):
    network = chosen_network()


@st.fragment
def reading() -> None:
    """The canvas, what the network receives of it, and what it says, while the pen moves."""
    with st.container(horizontal=True, gap="small"):
        pen, said = st.container(width=290), st.container(width=720)
    with pen:
        show_canvas()
        rgba = drawing()
        pixels = None if rgba is None else to_mnist(rgba)
        show_answer(network, pixels, drawn=rgba is not None)
        show_import()
        keep_button(network, pixels)
    with said:
        show_reading(network, pixels)


@st.fragment
def explanations() -> None:
    """Why it says so, one section at a time; this takes longer, and waits until the pen has been up for a while."""
    hang(BELL)
    rgba = drawing()
    pixels = None if rgba is None else to_mnist(rgba)
    if rgba is None or pixels is None:
        st.caption("Draw a digit, and below it will be seen how the network came to its answer.")
        return
    sections = {
        "Why this digit": lambda: show_attribution(network, pixels),
        "Into the network": lambda: show_preprocessing(network, rgba),
        "Through the network": lambda: show_forward_trace(network, pixels),
        "Another answer": lambda: show_adversarial(network, pixels),
        "Other networks": lambda: show_comparison(pixels),
        "Break it": lambda: show_corruptions(network, pixels),
        "Teach it": lambda: show_fine_tuning(network, pixels),
    }
    names = list(sections)
    sections[
        st.segmented_control("Look closer", names, default=names[0], required=True, key="draw_section", persist_state="session", wrap=True)
    ]()


reading()
explanations()
show_gallery()
digits()  # so that the first test digit comes at once
