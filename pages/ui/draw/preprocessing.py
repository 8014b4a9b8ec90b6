"""Preprocessing: each stage between the canvas and the network as a picture, with a switch that leaves it out."""

from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.canvas import STAGES
from core.figures.draw import as_percent, picture
from core.interpret.attribution import Network, probabilities
from core.interpret.preprocessing_ablation import accuracy_without
from pages.ui.components.figure import show
from pages.ui.draw.prediction import Prediction
from pages.ui.resources import digits, preprocessing_stages

TITLES: Final = {"crop": "Cut out", "stroke": "Even stroke", "scale": "Scale to 20 px", "centre": "Centre the mass"}
N_MEASURED: Final = 300  # test digits; enough to see what a stage is worth, few enough to wait for


@st.fragment
def show_preprocessing(prediction: Prediction) -> None:
    """The stages side by side, and what the network answers to their result."""
    st.header("What happens between the canvas and the network?", anchor=False)
    st.markdown(
        "MNIST's digits were all cut out, scaled to 20 px and centred by mass before any network saw them. "
        "A drawing has to be prepared in the same way. Switch a stage off and see what the network would receive without it."
    )
    row = st.container(horizontal=True, gap="small")
    places = [row.container(width=165) for _ in STAGES]
    kept = [_switch(place, stage.name, stage.words) for place, stage in zip(places, STAGES, strict=True)]
    leave_out = [stage.name for stage, keep in zip(STAGES, kept, strict=True) if not keep]
    stages = preprocessing_stages(prediction.drawing, tuple(leave_out))
    if stages is None:  # never for a drawing that was predicted
        return
    pictures = dict(stages)
    for place, stage in zip(places, STAGES, strict=True):
        with place:
            pixels = pictures[stage.name]
            show(picture(_thumbnail(pixels), 155), key=f"draw_stage_{stage.name}", alt=f"The digit after the stage: {TITLES[stage.name]}")
            st.caption(f"{pixels.shape[1]} × {pixels.shape[0]} px")
    ten = probabilities(prediction.network, pictures["centre"]) if leave_out else prediction.probabilities
    if prediction.network.refuses(ten):
        sentences = ["**Then it finds no digit that it knows.**"]
    else:
        sentences = [f"**Then it reads {ten.argmax()} with {as_percent(float(ten.max()))}.**"]
    if not leave_out:
        sentences += ["All stages are on: this is the picture used above."]
    st.markdown(" ".join(sentences))
    _measure(prediction.network, leave_out)


def _switch(place: st.delta_generator.DeltaGenerator, name: str, words: str) -> bool:
    return place.toggle(TITLES[name], value=True, key=f"draw_stage_on_{name}", help=words)


def _measure(network: Network, leave_out: list[str]) -> None:
    missing = " without " + ", ".join(TITLES[name].lower() for name in leave_out) if leave_out else " with all stages"
    if st.button(f"Measure{missing} on {N_MEASURED} test digits", key="draw_stages_measure"):
        accuracy = accuracy_without(network, digits(), leave_out, N_MEASURED)
        st.markdown(
            f"On {N_MEASURED} of MNIST's test digits, enlarged onto a canvas at random places and sizes, the accuracy is "
            f"**{100 * accuracy:.1f} %**{missing}."
        )


def _thumbnail(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    step = -(-max(pixels.shape) // 100)  # a canvas has more pixels than the picture of it needs
    return pixels[::step, ::step]
