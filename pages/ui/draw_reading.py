"""What the network receives of a drawing, and what it says."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import canvas
from core.explain import Network, probabilities
from core.figures.draw import as_percent, picture, probability_bars
from pages.ui.components.figure import show

BLANK = np.zeros((canvas.FIELD, canvas.FIELD), np.float32)


def show_answer(network: Network, pixels: NDArray[np.float32] | None, *, drawn: bool) -> None:
    """The answer in words, on a line that keeps its height."""
    if pixels is not None:
        chances = probabilities(network, pixels)
        st.subheader(f"It reads {_article(int(chances.argmax()))}: {as_percent(float(chances.max()))}", anchor=False)
    else:
        st.subheader("Only ink: clear and draw again" if drawn else "Draw here", anchor=False)


def show_input(pixels: NDArray[np.float32] | None) -> None:
    """The 28 × 28 pixels that the network receives."""
    st.markdown("**What it receives**")
    nothing = "An empty field: nothing is drawn yet."
    alt = nothing if pixels is None else "The drawing as 28 by 28 grey pixels, 20 pixels at its longer side, centred by mass."
    show(picture(BLANK if pixels is None else pixels, 280), key="draw_seen", alt=alt)
    st.caption("28 × 28 grey pixels: your digit cut out, redrawn with an even pen, scaled and centred like the digits it was trained on.")


def show_probabilities(network: Network, pixels: NDArray[np.float32] | None) -> None:
    """Ten bars, or what will be there."""
    st.markdown("**What it says**")
    chances = None if pixels is None else probabilities(network, pixels)
    parts = [] if chances is None else [f"{digit}: {as_percent(float(chance))}" for digit, chance in enumerate(chances)]
    show(probability_bars(chances), key="draw_bars", alt="The ten probabilities. " + ", ".join(parts))


def _article(digit: int) -> str:
    return f"an {digit}" if digit == 8 else f"a {digit}"
