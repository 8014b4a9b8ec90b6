"""Import a digit instead of drawing it: one of MNIST's test digits, or a picture from the visitor's device."""

import secrets

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.canvas import fit_to_canvas
from core.drawings.photo import MAX_BYTES, InvalidPictureError, read_photo
from pages.ui.draw.canvas import sheet
from pages.ui.resources import digits


def import_buttons() -> None:
    """A button for a test digit, and one for a picture; both put the digit on the canvas, where the visitor can draw on."""
    st.button("A test digit", on_click=_put_test_digit, icon=":material/casino:", help="One of MNIST's 10,000 test digits, at random.")
    with st.popover("A picture", icon=":material/photo_camera:"):
        kinds, limit = ["png", "jpg", "jpeg"], MAX_BYTES // 1_000_000
        st.file_uploader(
            "A photo or a drawing of one digit, PNG or JPEG, up to 2 MB", kinds, key="draw_upload", max_upload_size=limit,
            on_change=_put_upload,
        )  # fmt: skip
        st.caption("Best is one digit on plain paper that fills most of the picture.")


def import_message() -> None:
    """What came of the last import, as long as the canvas shows it."""
    acknowledged, message = st.session_state.get("draw_import_message", (0, ""))
    if message and sheet().acknowledged <= acknowledged + 1:  # the canvas sends that picture back once; any later message is a change
        st.caption(message)


def _put_test_digit() -> None:
    test = digits().test
    index = secrets.randbelow(len(test.labels))
    sheet().place(fit_to_canvas(test.images[index].view(28, 28).numpy()))
    _set_message(f"Test digit {index:,} of MNIST; its label is {int(test.labels[index])}.")


def _put_upload() -> None:
    file: UploadedFile | None = st.session_state["draw_upload"]
    if file is None:
        return
    try:
        sheet().place(fit_to_canvas(read_photo(file.getvalue())))
        _set_message("")
    except InvalidPictureError as error:
        _set_message(str(error))


def _set_message(message: str) -> None:
    st.session_state["draw_import_message"] = (sheet().acknowledged, message)
