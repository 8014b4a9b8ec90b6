"""What the network receives of a drawing, and what it says."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import canvas
from core.figures.draw import as_percent
from core.interpret.attribution import Network, probabilities
from pages.ui.components import reading

BLANK = np.zeros((canvas.FIELD, canvas.FIELD), np.float32)


def show_answer(network: Network, pixels: NDArray[np.float32] | None, *, drawn: bool) -> None:
    """The answer in words, on a line that keeps its height."""
    if pixels is not None:
        chances = probabilities(network, pixels)
        st.subheader(f"It reads {_article(int(chances.argmax()))}: {as_percent(float(chances.max()))}", anchor=False)
    else:
        st.subheader("Only ink: clear and draw again" if drawn else "Draw here", anchor=False)


def show_reading(network: Network, pixels: NDArray[np.float32] | None) -> None:
    """The 28 × 28 pixels that the network receives, and its ten probabilities; or where they will be."""
    if pixels is None:
        reading.show(BLANK, None, key="draw_reading", alt="An empty field: nothing is drawn yet.")
    else:
        alt = "The drawing as 28 by 28 grey pixels, 20 pixels at its longer side, centred by mass."
        reading.show(pixels, probabilities(network, pixels), key="draw_reading", alt=alt)


def _article(digit: int) -> str:
    return f"an {digit}" if digit == 8 else f"a {digit}"
