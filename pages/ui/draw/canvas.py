"""The visitor's sheet: what is drawn stays when the visitor comes back from another page.

The canvas is that of streamlit-drawable-canvas, and called with arguments that never change: what is laid on it, undone or erased is
its companion's (pages/ui/components/canvas), and so is what the server is told of it. The session keeps the companion's last message.
"""

import html
import time
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.canvas import ink_to_data_url, read_data_url
from core.drawings import pen
from pages.ui.components import canvas, reported

SIDE: Final = pen.SIDE  # px: fits a phone of 320
SHARPNESS: Final = 3  # pixels of the canvas to one of the page: as many as a phone's screen has
ERASER_WIDTH: Final = 40  # px of the page
MAX_CHARACTERS: Final = 450_000  # characters of a picture: noise of that size has fewer
KEY: Final = "canvas"  # of the companion
CANVAS: Final = "drawable_canvas"
PEN_RESTS: Final = "pen_rests"  # the rerun trigger that is fired when the pen has been up for a while


@dataclass
class Sheet:
    """A visitor's drawing, and what was placed on it from here."""

    picture: str = ""  # what is to be seen, as the canvas sent it: a PNG as data URL; "" for nothing
    acknowledged: int = 0  # the sequence number of the canvas's last message
    placed: int = 0  # the number of the last picture that was placed on it; it grows even where a new session begins
    last_placed: str = ""
    title: str = ""  # of that picture
    titled: int = 0  # the sequence number of the canvas's last message when it was placed

    def receive(self, message: Any) -> None:
        """Keep what the canvas sent; what is no message of a canvas, or larger than any, is ignored."""
        match message:
            case {"number": int(number), "picture": str(picture)} if len(picture) <= MAX_CHARACTERS:
                self.picture, self.acknowledged = picture, number

    def place(self, ink: NDArray[np.float32], title: str = "") -> None:
        """Place a picture of ink, (H, W) in [0, 1], on the canvas in place of what is drawn; above it stands its title, if any."""
        self.title, self.titled = title, self.acknowledged
        self.placed = max(self.placed + 1, time.time_ns() // 1_000_000)
        self.picture = self.last_placed = ink_to_data_url(ink, "#000000")

    def heading(self) -> str:
        """The title of what is placed there, as long as the canvas shows just that."""
        is_untouched = self.acknowledged <= self.titled + 1  # the canvas sends that picture back once; any later message is a change
        return self.title if self.title and is_untouched else "Your digit"


def sheet() -> Sheet:
    """The visitor's one sheet."""
    kept: Sheet = st.session_state.setdefault("draw_sheet", Sheet())
    return kept


def drawing() -> NDArray[np.uint8] | None:
    """What is drawn, (280, 280, 4) uint8; None for a blank canvas."""
    rgba = read_data_url(sheet().picture)
    return rgba if rgba is not None and rgba.shape == (SIDE, SIDE, 4) and rgba[..., 3].any() else None


def show_canvas() -> None:
    """The canvas and its tools."""
    from streamlit_drawable_canvas import st_canvas  # raises before Streamlit has looked for components, as where a test imports this

    mine = sheet()
    st.html(
        f'<h4 style="margin: 2px 0 0; padding: 0; font-size: 16px; line-height: 24px">{html.escape(mine.heading())}</h4>'
    )  # as the reading beside it
    side, pen_width = SHARPNESS * SIDE, SHARPNESS * pen.WIDTH
    with st.container(height=SIDE, border=False):  # its place, before the package is there and while it is shown in its own size
        st_canvas(stroke_width=pen_width, stroke_color="#000000", width=side, height=side, key=CANVAS)
    data = {
        "canvas": CANVAS,
        "side": side,
        "shown_side": SIDE,
        "pen_width": pen_width,
        "eraser_width": SHARPNESS * ERASER_WIDTH,
        "acknowledged": mine.acknowledged,
        "placed": {"number": mine.placed, "picture": mine.last_placed},
        "rerun_on_rest": PEN_RESTS,
    }
    canvas.show(data, key=KEY, on_drawing=_receive)


def _receive() -> None:
    sheet().receive(reported(KEY, "drawing"))
