"""The drawings that the visitor keeps in this session: with the answer, a label, and as a data set to download."""

from dataclasses import replace
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.canvas import ink_to_data_url, read_data_url
from core.drawings.gallery import MAX_DRAWINGS, KeptDrawing, labelled, to_idx_zip, to_png_zip
from core.figures.draw import as_percent
from pages.ui.draw.canvas import sheet
from pages.ui.draw.prediction import Prediction

PER_PAGE: Final = 12


def gallery() -> dict[int, KeptDrawing]:
    """The visitor's kept drawings by their numbers, oldest first."""
    kept: dict[int, KeptDrawing] = st.session_state.setdefault("draw_kept", {})
    return kept


def keep_button(prediction: Prediction | None) -> None:
    """Puts the drawing and its prediction into the gallery."""
    full = len(gallery()) >= MAX_DRAWINGS
    words = f"The gallery is full: it holds {MAX_DRAWINGS} drawings. Remove some first." if full else "Into your gallery, further down."
    off = full or prediction is None
    st.button("Keep", on_click=_keep, args=(prediction,), icon=":material/bookmark:", disabled=off, help=words, key="draw_keep")


def _keep(prediction: Prediction) -> None:
    kept, rgba = gallery(), read_data_url(prediction.drawing)
    if rgba is None or len(kept) >= MAX_DRAWINGS:
        return
    number = st.session_state["draw_kept_number"] = st.session_state.get("draw_kept_number", 0) + 1
    picture, probability = ink_to_data_url(_ink(rgba), "#000000"), float(prediction.probabilities.max())
    kept[number] = KeptDrawing(number, picture, prediction.pixels, prediction.answer, probability, prediction.network.name)
    _announce(f"Kept as drawing {number}, at the end of this page.")
    st.rerun()  # the canvas and the gallery are fragments of their own


@st.fragment
def show_gallery() -> None:
    """A card for each drawing, newest first, and the downloads."""
    if message := st.session_state.pop("draw_gallery_message", None):
        st.toast(message, icon=":material/bookmark:")
    st.header("Your drawings", anchor=False)
    kept = gallery()
    if not kept:
        st.caption(
            "Press **Keep** below the canvas, and the drawing will appear here with its answer: "
            "a data set in your own handwriting, to download."
        )
        return
    newest = list(kept.values())[::-1]
    n_pages = -(-len(newest) // PER_PAGE)
    page = st.pagination(n_pages, key="draw_gallery_page") if n_pages > 1 else 1
    with st.container(horizontal=True, gap="small"):
        for one in newest[(page - 1) * PER_PAGE : page * PER_PAGE]:
            with st.container(width=164, border=True, gap="xsmall"):
                _card(one)
    _downloads(list(kept.values()))


def _card(one: KeptDrawing) -> None:
    paper = np.round(255 * (1 - one.pixels)).astype(np.uint8)
    st.image(paper.repeat(4, 0).repeat(4, 1), alt=f"Drawing {one.number}, 28 by 28 pixels.")
    st.caption(f"Drawing {one.number}  \nmost like {one.answer}: {as_percent(one.probability)}")
    key = f"draw_kept_{one.number}"
    st.selectbox(
        f"Label of drawing {one.number}", range(10), index=one.label, placeholder="Label", key=key, on_change=_label,
        args=(one.number, key), label_visibility="collapsed",
    )  # fmt: skip
    with st.container(horizontal=True, gap="xsmall"):
        st.button("To canvas", type="tertiary", on_click=_to_canvas, args=(one,), key=f"{key}_back")
        st.button("Remove", type="tertiary", on_click=_remove, args=(one.number,), key=f"{key}_remove")


def _label(number: int, key: str) -> None:
    if number in gallery():
        gallery()[number] = replace(gallery()[number], label=st.session_state[key])


def _remove(number: int) -> None:
    gallery().pop(number, None)
    if len(gallery()) == MAX_DRAWINGS - 1:
        st.rerun()  # Keep, in another fragment, can be pressed again


def _to_canvas(one: KeptDrawing) -> None:
    rgba = read_data_url(one.picture)
    if rgba is None:
        return
    sheet().place(_ink(rgba))
    _announce(f"Drawing {one.number} is on the canvas.")
    st.rerun()  # the canvas and the gallery are fragments of their own


def _ink(rgba: NDArray[np.uint8]) -> NDArray[np.float32]:
    return (rgba[..., 3] / 255).astype(np.float32)


def _announce(words: str) -> None:
    st.session_state["draw_gallery_message"] = words


def _downloads(kept: list[KeptDrawing]) -> None:
    n = len(labelled(kept))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button(
            "As MNIST's IDX files", lambda: to_idx_zip(kept), "drawings-idx.zip", "application/zip", icon=":material/download:",
            disabled=n == 0, on_click="ignore", key="draw_as_idx",
        )  # fmt: skip
        st.download_button(
            "As PNG and CSV", lambda: to_png_zip(kept), "drawings-png.zip", "application/zip", icon=":material/download:",
            on_click="ignore", key="draw_as_png",
        )  # fmt: skip
        st.caption(
            f"{len(kept)} of at most {MAX_DRAWINGS} drawings, {n} with a label; only those go into the IDX files. "
            "They are kept until you reload or close this page."
        )
