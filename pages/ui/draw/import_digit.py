"""Import a digit instead of drawing it: one of MNIST's test digits, or a picture from the visitor's device."""

import secrets
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.canvas import fit_to_canvas
from core.drawings.photo import MAX_BYTES, InvalidPictureError, read_photo
from pages.ui.draw.canvas import sheet
from pages.ui.resources import digits

N_UPLOADED: Final = "draw_n_uploaded"  # in the session
PROBLEM: Final = "draw_upload_problem"  # in the session: what was wrong with the last upload


def import_buttons() -> None:
    """A button for a test digit, and one for a picture; both put the digit on the canvas, where the visitor can draw on."""
    st.button("A test digit", on_click=_put_test_digit, icon=":material/casino:", help="One of MNIST's 10,000 test digits, at random.")
    with st.popover("A picture", icon=":material/photo_camera:", key=f"draw_import_{st.session_state.get(N_UPLOADED, 0)}"):
        kinds, limit = ["png", "jpg", "jpeg", "heic", "heif"], MAX_BYTES // 1_000_000  # of an HEIC photo it is said what can be done
        st.file_uploader(
            f"A photo or a drawing of one digit, PNG or JPEG, up to {limit} MB", kinds, key="draw_upload", max_upload_size=limit,
            on_change=_put_upload,
        )  # fmt: skip
        if problem := st.session_state.get(PROBLEM):
            st.error(problem, icon=":material/error:")
        st.caption("One digit; paper, light and pen do not matter much. What was taken as ink is then on the canvas.")


def _put_test_digit() -> None:
    test = digits().test
    index = secrets.randbelow(len(test.labels))
    title = f"MNIST's digit {index:,}: its label is {int(test.labels[index])}"
    sheet().place(fit_to_canvas(test.images[index].view(28, 28).numpy()), title)


def _put_upload() -> None:
    file: UploadedFile | None = st.session_state["draw_upload"]
    st.session_state[PROBLEM] = ""
    if file is None:
        return
    try:
        sheet().place(fit_to_canvas(read_photo(file.getvalue())))
    except InvalidPictureError as error:
        st.session_state[PROBLEM] = str(error)
    else:
        # Another popover in its place, which begins closed: this one would cover the canvas. (Its own state does not always close it.)
        st.session_state[N_UPLOADED] = st.session_state.get(N_UPLOADED, 0) + 1
