"""The canvas with its buttons: what is drawn stays when the visitor comes back, and every change can be undone.

The drawing's home is a history of snapshots in the session. The canvas is told to load one only when the visitor undoes,
redoes, clears, or changes the theme: handing back each drawing as it comes would make canvas and page answer each other for ever.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit_drawable_canvas import st_canvas

from core.canvas import ink_on_nothing, read_data_url
from core.palette import DATA, ON_DARK, PAPER

SIDE: Final = 280  # px: fits a phone of 320
PEN: Final = 18  # px: on a digit of 180 px that is MNIST's stroke
ERASER: Final = 40  # px
LONGEST_HISTORY: Final = 100
LARGEST: Final = 1_000_000  # characters of one snapshot; a stroke of a second takes about 8,000
LARGEST_HISTORY: Final = 4_000_000  # characters; what is oldest is forgotten
KEY: Final = "canvas"
UNMOVED: Final = {"left": 0, "top": 0, "originX": "left", "originY": "top", "scaleX": 1, "scaleY": 1}  # else Fabric centres on 0, 0


@dataclass(frozen=True)
class Snapshot:
    """One state of the canvas: its strokes as the canvas keeps them, and the picture of them."""

    strokes: list[dict[str, Any]] = field(default_factory=list)
    picture: str = ""  # a PNG as data URL

    def kinds(self) -> list[str]:
        """What the strokes are: enough to know a load's echo by."""
        return [stroke["type"] for stroke in self.strokes]

    @cached_property
    def size(self) -> int:
        """Characters it takes to write it down."""
        return len(repr(self.strokes)) + len(self.picture)


@dataclass
class Sheet:
    """A visitor's drawing with its history, newest last; `at` is the snapshot that is shown."""

    history: list[Snapshot] = field(default_factory=lambda: [Snapshot()])
    at: int = 0
    loaded: Snapshot = field(default_factory=Snapshot)  # what the canvas was last told to show
    loads: int = 0
    stale: str | None = None  # the canvas's last word before it was told to load; until it says something else, it is ignored
    dark: bool = False

    @property
    def now(self) -> Snapshot:
        """What is drawn."""
        return self.history[self.at]

    def load(self, at: int, last_word: object) -> None:
        """Show another snapshot of the history."""
        self.at = max(0, min(at, len(self.history) - 1))
        self.loaded, self.loads, self.stale = self.now, self.loads + 1, repr(last_word)

    def put(self, ink: NDArray[np.float32], last_word: object) -> None:
        """Lay a picture of ink, (H, W) in [0, 1], on the canvas in place of what is drawn."""
        drawn = [{"type": "Image", "src": ink_on_nothing(ink, _colours(self.dark)[0]), **UNMOVED, "width": SIDE, "height": SIDE}]
        self.add(Snapshot(drawn, ink_on_nothing(ink, "#000000")))
        self.load(self.at, last_word)

    def add(self, snapshot: Snapshot) -> None:
        """A change: what was undone before it is gone."""
        self.history = [*self.history[: self.at + 1], snapshot]
        self.at = len(self.history) - 1
        self.forget()

    def forget(self) -> None:
        """Drop what is furthest back, or ahead where nothing is behind, until the history is within bounds."""
        while len(self.history) > 1 and (len(self.history) > LONGEST_HISTORY or sum(one.size for one in self.history) > LARGEST_HISTORY):
            del self.history[0 if self.at else -1]
            self.at = max(0, self.at - 1)

    def take(self, word: Any) -> None:
        """Note what the canvas last said: a new stroke, the echo of a load, nothing new, or more than is kept."""
        drawn = (word or {}).get("drawing") or {}
        if not drawn.get("data") or repr(word) == self.stale:
            return
        snapshot = Snapshot(list(drawn["raw"].get("objects", [])), drawn["data"])
        if snapshot.size > LARGEST:
            self.load(self.at, word)  # the canvas shows again what is kept
            return
        if self.stale is not None and snapshot.kinds() == self.loaded.kinds():
            self.history[self.at] = snapshot
            self.forget()
        elif snapshot.strokes != self.now.strokes:
            self.add(snapshot)
        self.stale = None


def drawing() -> NDArray[np.uint8] | None:
    """Show the canvas and its buttons; returns what is drawn as (280, 280, 4) uint8, or None for a blank canvas."""
    sheet: Sheet = st.session_state.setdefault("draw_sheet", Sheet())
    if KEY in st.session_state:
        sheet.take(st.session_state[KEY])  # before anything is loaded, so that no stroke is lost
    else:
        sheet.loaded = sheet.now  # the visitor has come back from another page
    _follow_theme(sheet)
    with st.container(width=SIDE, gap="small"):
        _canvas(sheet, erase=st.session_state.get("draw_tool") == "Eraser")
        _buttons(sheet)
    return read_data_url(sheet.now.picture) if sheet.now.strokes else None


def put_on_canvas(ink: NDArray[np.float32]) -> None:
    """Lay a picture of ink on the canvas, in a callback or before `drawing`. (280, 280) in [0, 1]."""
    sheet: Sheet = st.session_state.setdefault("draw_sheet", Sheet())
    sheet.put(ink, st.session_state.get(KEY))


def _canvas(sheet: Sheet, *, erase: bool) -> None:
    ink, paper = _colours(sheet.dark)
    st_canvas(
        stroke_width=ERASER if erase else PEN,
        stroke_color=paper if erase else ink,
        background_color=paper,
        width=SIDE,
        height=SIDE,
        initial_drawing={"objects": sheet.loaded.strokes, "loads": sheet.loads},  # a load is seen only if something differs
        return_image_data=True,
        key=KEY,
    )


def _buttons(sheet: Sheet) -> None:
    def show(at: int) -> None:
        sheet.load(at, st.session_state.get(KEY))

    def clear() -> None:
        sheet.add(Snapshot())
        show(sheet.at)

    with st.container(horizontal=True, gap="small"):
        blank = not sheet.now.strokes
        st.button("Clear", on_click=clear, disabled=blank, key="draw_clear", type="primary")
        st.button("Undo", on_click=show, args=(sheet.at - 1,), disabled=sheet.at == 0, key="draw_undo")
        st.button("Redo", on_click=show, args=(sheet.at + 1,), disabled=sheet.at == len(sheet.history) - 1, key="draw_redo")
    st.segmented_control("Tool", ["Pen", "Eraser"], default="Pen", required=True, key="draw_tool", label_visibility="collapsed")


def _colours(dark: bool) -> tuple[str, str]:
    """Ink and paper."""
    return (ON_DARK[DATA], ON_DARK[PAPER]) if dark else (DATA, PAPER)


def _follow_theme(sheet: Sheet) -> None:
    dark = st.context.theme.type == "dark"
    if dark == sheet.dark:
        return
    other = dict(zip(_colours(sheet.dark), _colours(dark), strict=True))
    for at, snapshot in enumerate(sheet.history):
        sheet.history[at] = replace(snapshot, strokes=[_recoloured(stroke, other) for stroke in snapshot.strokes])
    sheet.dark = dark
    sheet.load(sheet.at, st.session_state.get(KEY))


def _recoloured(stroke: dict[str, Any], other: dict[str, str]) -> dict[str, Any]:
    if stroke.get("type") != "Image":
        return {**stroke, "stroke": other.get(stroke.get("stroke", ""), stroke.get("stroke"))}
    picture = read_data_url(stroke.get("src", ""))
    if picture is None:
        return stroke
    ink = (picture[..., 3] / 255).astype(np.float32)
    return {**stroke, "src": ink_on_nothing(ink, next(iter(other.values())))}
