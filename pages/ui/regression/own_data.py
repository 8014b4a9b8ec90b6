"""The visitor's own numbers: a table, pasted text or a CSV file. What cannot be used leaves the points as they are."""

import numpy as np
import pandas as pd
import streamlit as st

from core.lessons.points import MAX_POINTS, InvalidPointsError, Points, read_csv, validated
from pages.ui.regression.state import MAX_DRAWN, revision, use_points

UPLOAD_MB = 5


def show_own_points(points: Points) -> None:
    """The section with its three ways in."""
    st.subheader("What about your own numbers?", anchor=False)
    table, paste, upload = st.tabs(["Table", "Paste", "Upload a CSV file"])
    with table:
        _table(points)
    with paste, st.form("regression_paste", border=False):
        st.text_area("Two columns, x and y", key="regression_pasted", height=140, placeholder="1, 2.1\n2, 3.9\n3, 6.2")
        st.form_submit_button("Use these points", on_click=lambda: _take(st.session_state["regression_pasted"]))
    with upload:
        st.file_uploader(
            f"Two columns, x and y; at most {UPLOAD_MB} MB and {MAX_POINTS:,} rows",
            type=["csv", "tsv", "txt"],
            key="regression_file",
            max_upload_size=UPLOAD_MB,
            on_change=_take_file,
        )
    if problem := st.session_state.pop("regression_problem", None):
        st.error(f"{problem} The points in the plot stay as they were.")


def _table(points: Points) -> None:
    if len(points.x) > MAX_DRAWN:
        st.markdown(f"The table is for up to {MAX_DRAWN} points; there are {len(points.x):,}.")
        return
    rows = pd.DataFrame({"x": points.x, "y": points.y})
    identity = hash((revision(), points.x.tobytes(), points.y.tobytes()))
    edited = st.data_editor(rows, num_rows="dynamic", key=f"regression_table_{identity}", height=220, width=360, hide_index=True)
    st.button("Use this table", on_click=_take_table, args=(edited,))


def _take_table(edited: pd.DataFrame) -> None:
    rows = edited.dropna(how="all").to_numpy(np.float64)
    try:
        use_points(validated(rows[:, 0], rows[:, 1]))
    except InvalidPointsError as error:
        st.session_state["regression_problem"] = str(error)


def _take(text: str) -> None:
    try:
        use_points(read_csv(text))
    except InvalidPointsError as error:
        st.session_state["regression_problem"] = str(error)


def _take_file() -> None:
    file = st.session_state["regression_file"]
    if file is None:
        return
    try:
        _take(file.getvalue().decode("utf-8-sig"))
    except UnicodeDecodeError:
        st.session_state["regression_problem"] = "The file is not text in UTF-8. Save it as CSV (UTF-8)."
