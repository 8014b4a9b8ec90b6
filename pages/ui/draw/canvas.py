"""The visitor's sheet: what is drawn stays when the visitor comes back from another page.

The canvas in the browser is the one that draws, undoes and erases; the session keeps its last word.
"""

import time
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.canvas import ink_to_data_url, read_data_url
from pages.ui.components import canvas

SIDE: Final = 280  # px: fits a phone of 320
LARGEST: Final = 450_000  # characters of a picture: noise of that size has fewer
KEY: Final = "canvas"
BELL: Final = "pen_rests"  # rung when the pen has been up for a while


@dataclass
class Sheet:
    """A visitor's drawing, and what was laid on it from here."""

    picture: str = ""  # what is to be seen, as the canvas tells it: a PNG as data URL; "" for nothing
    heard: int = 0  # the number of the canvas's last word
    laid: int = 0  # the number of the last picture that was laid on it; it grows even where a new session begins
    last_laid: str = ""

    def take(self, word: Any) -> None:
        """Note what the canvas says; what is no word of it, or larger than any, is not believed."""
        match word:
            case {"number": int(number), "picture": str(picture)} if len(picture) <= LARGEST:
                self.picture, self.heard = picture, number

    def put(self, ink: NDArray[np.float32]) -> None:
        """Lay a picture of ink, (H, W) in [0, 1], on the canvas in place of what is drawn."""
        self.laid = max(self.laid + 1, time.time_ns() // 1_000_000)
        self.picture = self.last_laid = ink_to_data_url(ink, "#000000")


def sheet() -> Sheet:
    """The visitor's one sheet."""
    kept: Sheet = st.session_state.setdefault("draw_sheet", Sheet())
    return kept


def drawing() -> NDArray[np.uint8] | None:
    """What is drawn, (280, 280, 4) uint8; None for a blank canvas."""
    rgba = read_data_url(sheet().picture)
    return rgba if rgba is not None and rgba.shape == (SIDE, SIDE, 4) and rgba[..., 3].any() else None


def show_canvas() -> None:
    """The canvas and its buttons."""
    mine = sheet()
    laid = {"number": mine.laid, "picture": mine.last_laid}
    canvas.show({"heard": mine.heard, "laid": laid, "bell": BELL}, key=KEY, on_drawing=_listen)


def _listen() -> None:
    sheet().take(st.session_state[KEY]["drawing"])
