"""Corruptions: rotate, widen, hide and add noise until the network gives another answer."""

from dataclasses import replace

import streamlit as st

from core.drawings.corruptions import Corruption, corrupt
from core.figures.draw import as_percent
from core.interpret.attribution import probabilities
from pages.ui.draw.prediction import Prediction, show_reading


@st.fragment
def show_corruptions(prediction: Prediction) -> None:
    """Sliders, the picture that they give, and the network's answer to it."""
    st.header("How much does it take to fool it?", anchor=False)
    shown = st.container()  # above the sliders: on a phone both are in sight
    left, right = st.columns(2, gap="medium")
    corruption = Corruption(
        rotation=left.slider("Rotation, degrees", -180, 180, 0, 5, key="draw_turn"),
        stroke=right.slider("Widen strokes by, px", -1.0, 3.0, 0.0, 0.25, key="draw_wider"),
        occluded=left.slider("Hide from the left, px", 0, 28, 0, key="draw_hide"),
        noise=right.slider("Noise, standard deviation", 0.0, 1.0, 0.0, 0.05, key="draw_noise"),
    )
    pixels = corrupt(prediction.pixels, corruption)
    chances = prediction.probabilities if corruption == Corruption() else probabilities(prediction.network, pixels)
    corrupted = replace(prediction, pixels=pixels, probabilities=chances)
    with shown:
        note = "Your digit after the changes below."
        show_reading(corrupted, note, key="draw_corrupted", alt="The corrupted picture, 28 by 28 grey pixels.")
    st.markdown(_what_changed(prediction, corrupted))


def _what_changed(before: Prediction, after: Prediction) -> str:
    was, now = (as_percent(float(each.probabilities.max())) for each in (before, after))
    if before.is_refused and after.is_refused:
        return "It still finds no digit that it knows."
    if before.is_refused:
        return f"Now it reads **{after.answer}** with {now}. Before, it found no digit that it knows."
    if after.is_refused:
        return f"Now it finds **no digit that it knows**. Before, it read {before.answer} with {was}."
    if before.answer == after.answer:
        return f"It still reads **{after.answer}**, with {now}. Before, it read it with {was}."
    return f"Now it reads **{after.answer}** with {now}. Before, it read {before.answer} with {was}."
