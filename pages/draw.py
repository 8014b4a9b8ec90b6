"""Draw a digit, see it read, and see why."""

import streamlit as st

from pages.ui.frame import heading

heading("Draw", "Draw a digit from 0 to 9 with the mouse or a finger. The network reads it when you lift the pen.")

# After the heading: these need torch, which takes a moment on a server that has just started.
from core.canvas import to_mnist  # noqa: E402
from pages.ui.draw_break import show_breaking  # noqa: E402
from pages.ui.draw_bring import bring_a_digit  # noqa: E402
from pages.ui.draw_canvas import drawing  # noqa: E402
from pages.ui.draw_compare import show_networks  # noqa: E402
from pages.ui.draw_networks import chosen_network  # noqa: E402
from pages.ui.draw_reading import show_answer, show_input, show_probabilities  # noqa: E402
from pages.ui.draw_teach import show_teaching  # noqa: E402
from pages.ui.draw_way_in import show_way_in  # noqa: E402
from pages.ui.draw_why import show_why  # noqa: E402
from pages.ui.resources import digits  # noqa: E402


@st.fragment
def reading() -> None:
    """The canvas, what the network receives of it, what it says, and why."""
    with st.container(horizontal=True, gap="small"):
        canvas, seen, said = st.container(width=290), st.container(width=280), st.container(width=420)
    with canvas:
        rgba = drawing()
        answer = st.container()
        bring_a_digit()
    pixels = None if rgba is None else to_mnist(rgba)
    with said:
        network = chosen_network()
        show_probabilities(network, pixels)
    with answer:
        show_answer(network, pixels, drawn=rgba is not None)
    with seen:
        show_input(pixels)
    if rgba is None or pixels is None:
        st.caption("Draw a digit, and below it will be seen how the network came to its answer.")
        return
    show_why(network, pixels)
    show_way_in(network, rgba)
    show_networks(pixels)
    show_breaking(network, pixels)
    show_teaching(network, pixels)


reading()
digits()  # so that the first test digit comes at once
