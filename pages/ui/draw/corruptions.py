"""Corruptions: rotate, widen, hide and add noise until the network gives another answer."""

import streamlit as st

from core.drawings.corruptions import Corruption, corrupt
from core.figures.draw import as_percent, picture, probability_bars
from core.interpret.attribution import probabilities
from pages.ui.components.figure import show
from pages.ui.draw.prediction import Prediction


@st.fragment
def show_corruptions(prediction: Prediction) -> None:
    """Sliders, the picture that they give, and the network's answer to it."""
    st.header("How much does it take to fool it?", anchor=False)
    controls, seen, answer = st.columns([3, 3, 4], gap="medium")
    with controls:
        corruption = Corruption(
            rotation=st.slider("Rotation, degrees", -180, 180, 0, 5, key="draw_turn"),
            stroke=st.slider("Widen strokes by, px", -1.0, 3.0, 0.0, 0.25, key="draw_wider"),
            occluded=st.slider("Hide from the left, px", 0, 28, 0, key="draw_hide"),
            noise=st.slider("Noise, standard deviation", 0.0, 1.0, 0.0, 0.05, key="draw_noise"),
        )
    corrupted, before = corrupt(prediction.pixels, corruption), prediction.probabilities
    after = before if corruption == Corruption() else probabilities(prediction.network, corrupted)
    with seen:
        show(picture(corrupted, 280), key="draw_corrupted", alt="The corrupted picture.")
    with answer:
        alt = f"Of the corrupted picture the network says {after.argmax()} with {as_percent(float(after.max()))}."
        show(probability_bars(after, 280), key="draw_corrupted_bars", alt=alt)
    same = int(after.argmax()) == int(before.argmax())
    st.markdown(
        f"It reads **{after.argmax()}** with {as_percent(float(after.max()))}; before it was {before.argmax()} with "
        f"{as_percent(float(before.max()))}. " + ("Still the same answer." if same else "The answer has changed.")
    )
