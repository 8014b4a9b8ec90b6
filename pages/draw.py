"""Draw a digit and see it read."""

import streamlit as st

from pages.ui.draw_canvas import drawing
from pages.ui.frame import heading


@st.fragment
def reading() -> None:
    """The canvas, what the network receives of it, and what it says."""
    with st.container(horizontal=True, gap="small"):
        canvas, seen, said = st.container(width=290), st.container(width=280), st.container(width=420)
    with canvas:
        rgba = drawing()
        answer = st.container()

    # torch comes with these: the canvas is on the page before it is there
    from core.canvas import to_mnist
    from pages.ui.draw_networks import chosen_network
    from pages.ui.draw_reading import show_answer, show_input, show_probabilities

    pixels = None if rgba is None else to_mnist(rgba)
    with said:
        network = chosen_network()
        show_probabilities(network, pixels)
    with answer:
        show_answer(network, pixels, drawn=rgba is not None)
    with seen:
        show_input(pixels)


heading("Draw", "Draw a digit from 0 to 9 with the mouse or a finger. The network reads it when you lift the pen.")
reading()
