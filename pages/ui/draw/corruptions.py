"""Break it: turn, swell, hide and blur the picture until the network gives another answer."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.drawings.corruptions import Corruption, corrupt
from core.figures.draw import as_percent, picture, probability_bars
from core.interpret.attribution import Network, probabilities
from pages.ui.components.figure import show


@st.fragment
def show_corruptions(network: Network, pixels: NDArray[np.float32]) -> None:
    """Sliders, the picture that they give, and what the network says of it."""
    st.header("How much does it take to fool it?", anchor=False)
    controls, seen, said = st.columns([3, 3, 4], gap="medium")
    with controls:
        by = Corruption(
            rotation=st.slider("Turn, degrees", -180, 180, 0, 5, key="draw_turn"),
            stroke=st.slider("Strokes wider, px", -1.0, 3.0, 0.0, 0.25, key="draw_wider"),
            occluded=st.slider("Hide from the left, px", 0, 28, 0, key="draw_hide"),
            noise=st.slider("Noise, standard deviation", 0.0, 1.0, 0.0, 0.05, key="draw_noise"),
        )
    changed = corrupt(pixels, by)
    chances, before = probabilities(network, changed), probabilities(network, pixels)
    with seen:
        show(picture(changed, 280), key="draw_broken", alt="The changed picture.")
    with said:
        alt = f"Of the changed picture the network says {chances.argmax()} with {as_percent(float(chances.max()))}."
        show(probability_bars(chances, 280), key="draw_broken_bars", alt=alt)
    kept = int(chances.argmax()) == int(before.argmax())
    st.markdown(
        f"It reads **{chances.argmax()}** with {as_percent(float(chances.max()))}; before it was {before.argmax()} with "
        f"{as_percent(float(before.max()))}. " + ("Still the same answer." if kept else "The answer has changed.")
    )
