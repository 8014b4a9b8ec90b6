"""What the network receives of the visitor's drawing, and its answer: made once for a drawing, however many parts of the page show it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import canvas
from core.figures.draw import as_percent
from core.interpret.attribution import Network, probabilities
from pages.ui.components import reading
from pages.ui.components.reading import Reading
from pages.ui.draw.canvas import drawing, sheet
from pages.ui.resources import preprocessed

BLANK: Final = np.zeros((canvas.FIELD, canvas.FIELD), np.float32)
NOTE: Final = "28 × 28 grey pixels: your digit cut out, redrawn with an even pen, scaled and centred like the digits it was trained on."
LATEST: Final = "draw_prediction"  # in the session: a drawing is sent many times a second, and two fragments ask for it each time


@dataclass(frozen=True)
class Prediction:
    """A drawing, and what one network predicts for it."""

    network: Network
    drawing: str  # the visitor's, a PNG as data URL
    pixels: NDArray[np.float32]  # (28, 28) in [0, 1], as the network receives it
    probabilities: NDArray[np.float32]  # (10,)

    @property
    def answer(self) -> int:
        """The most probable digit, also where the network gives no answer."""
        return int(self.probabilities.argmax())

    @property
    def is_refused(self) -> bool:
        """Whether the network means that this is no digit that it knows."""
        return self.network.refuses(self.probabilities)


def predict_drawing(network: Network) -> Prediction | None:
    """What the network predicts for what is on the canvas; None where nothing is drawn."""
    picture = sheet().picture
    latest: Prediction | None = st.session_state.get(LATEST)
    if latest and latest.drawing == picture and latest.network.model is network.model and latest.network.name == network.name:
        return latest
    pixels = preprocessed(picture) if picture else None
    made = None if pixels is None else Prediction(network, picture, pixels, probabilities(network, pixels))
    st.session_state[LATEST] = made
    return made


def show_prediction(prediction: Prediction | None) -> None:
    """The 28 × 28 pixels that the network receives, its answer in words and its ten probabilities; or where they will be."""
    if prediction:
        alt = "The drawing as 28 by 28 grey pixels, its longer side 20 pixels, centred by mass."
        show_reading(prediction, NOTE, key="draw_reading", alt=alt)
    else:
        answer = "Draw a digit" if drawing() is None else "Only ink: clear and draw again"
        reading.show(Reading(answer, None, BLANK, "A blank picture: nothing is drawn yet.", NOTE, None), key="draw_reading")


def show_reading(prediction: Prediction, note: str, *, key: str, alt: str) -> None:
    """What a network receives, its answer and its ten probabilities, with a sentence below what it receives; `alt` is that in words."""
    refused, percent = prediction.is_refused, as_percent(float(prediction.probabilities.max()))
    answer = "No digit that I know" if refused else f"It reads {_article(prediction.answer)}: {percent}"
    digit = None if refused else prediction.answer
    reading.show(Reading(answer, digit, prediction.pixels, alt, note, prediction.probabilities), key=key)


def _article(digit: int) -> str:
    return f"an {digit}" if digit == 8 else f"a {digit}"
