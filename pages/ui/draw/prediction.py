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
from pages.ui.draw.canvas import drawing, sheet
from pages.ui.resources import preprocessed

BLANK: Final = np.zeros((canvas.FIELD, canvas.FIELD), np.float32)
LATEST: Final = "draw_prediction"  # in the session: a drawing is sent many times a second, and two fragments ask for it each time


@dataclass(frozen=True)
class Prediction:
    """A drawing, and what one network predicts for it."""

    network: Network
    drawing: str  # a PNG as data URL
    pixels: NDArray[np.float32]  # (28, 28) in [0, 1], as the network receives it
    probabilities: NDArray[np.float32]  # (10,)

    @property
    def answer(self) -> int:
        """The most probable digit."""
        return int(self.probabilities.argmax())


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
        percent = as_percent(float(prediction.probabilities.max()))
        answer = f"It reads {_article(prediction.answer)}: {percent}"
        reading.show(answer, prediction.pixels, prediction.probabilities, key="draw_reading", alt=alt)
    else:
        answer = "Draw a digit" if drawing() is None else "Only ink: clear and draw again"
        reading.show(answer, BLANK, None, key="draw_reading", alt="A blank picture: nothing is drawn yet.")


def _article(digit: int) -> str:
    return f"an {digit}" if digit == 8 else f"a {digit}"
