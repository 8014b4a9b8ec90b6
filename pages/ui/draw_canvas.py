"""The visitor's sheet: what is drawn stays when the visitor comes back from another page.

The canvas in the browser is the one that draws, undoes and erases; the session keeps its last word.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.canvas import ink_on_nothing, read_data_url
from pages.ui.components import canvas

SIDE: Final = 280  # px: fits a phone of 320
LARGEST: Final = 1_000_000  # characters of a word; the canvas keeps below half of it
KEY: Final = "canvas"
BELL: Final = "pen_rests"  # rung when the pen has been up for a while


@dataclass(frozen=True)
class Drawing:
    """What is drawn, as the canvas tells it."""

    strokes: str = ""  # every stroke, undone ones too, in the canvas's own words: nobody reads them but the canvas itself
    picture: str = ""  # what is to be seen: a PNG as data URL; "" for nothing


@dataclass
class Sheet:
    """A visitor's drawing, and what was laid on it from here."""

    now: Drawing = field(default_factory=Drawing)
    heard: int = 0  # the number of the canvas's last word
    laid: int = 0  # how many pictures were laid on the canvas
    last_laid: str = ""

    def take(self, word: Any) -> None:
        """Note what the canvas says; what is no word of it, or larger than any, is not believed."""
        match word:
            case {"number": int(number), "strokes": str(strokes), "picture": str(picture)} if len(strokes) + len(picture) <= LARGEST:
                self.now, self.heard = Drawing(strokes, picture), number

    def put(self, ink: NDArray[np.float32]) -> None:
        """Lay a picture of ink, (H, W) in [0, 1], on the canvas in place of what is drawn."""
        self.laid, self.last_laid = self.laid + 1, ink_on_nothing(ink, "#000000")
        self.now = Drawing(self.now.strokes, self.last_laid)


def sheet() -> Sheet:
    """The visitor's one sheet."""
    kept: Sheet = st.session_state.setdefault("draw_sheet", Sheet())
    return kept


def drawing() -> NDArray[np.uint8] | None:
    """What is drawn, (280, 280, 4) uint8; None for a blank canvas."""
    rgba = read_data_url(sheet().now.picture)
    return None if rgba is None or not rgba[..., 3].any() else rgba


def show_canvas() -> None:
    """The canvas and its buttons."""
    mine = sheet()
    laid = {"number": mine.laid, "picture": mine.last_laid}
    canvas.show({"strokes": mine.now.strokes, "heard": mine.heard, "laid": laid, "bell": BELL}, key=KEY, on_drawing=_listen)


def _listen() -> None:
    sheet().take(st.session_state[KEY]["drawing"])
