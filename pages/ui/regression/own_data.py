"""The visitor's own numbers: a table, pasted text or a file. What cannot be used leaves the points as they are."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from core.lessons.number_reader import readings
from core.lessons.points import MAX_POINTS, InvalidPointsError, Points, ReadPoints, read_points, validated
from core.lessons.table_reader import TableError
from core.lessons.text_file import decode
from pages.ui.address import escape_markdown
from pages.ui.regression.state import MAX_DRAWN, revision, use_points

UPLOAD_MB: Final = 5
MAX_PASTED: Final = 2_000_000  # characters
PROBLEM: Final = "regression_problem"  # in the session: what was wrong with the last attempt
TEXT: Final = "regression_text"  # in the session: the _Text that the points came from
N_READ: Final = "regression_n_read"  # in the session: how often a text was read
ENCODINGS: Final = {
    "cp949": "The file was read as Korean text (CP949).",
    "cp1252": "The file was read as Western text (Windows-1252).",
}


@dataclass(frozen=True)
class _Text:
    """A text, and what was made of it."""

    text: str
    read: ReadPoints
    file_note: str  # what is to be said of its file


def show_own_points(points: Points) -> None:
    """The section with its three ways in."""
    st.subheader("What about your own numbers?", anchor=False)
    table, paste, upload = st.tabs(["Table", "Paste", "Upload a file"])
    with table:
        _table(points)
    with paste, st.form("regression_paste", border=False):
        placeholder = "1, 2.1\n2, 3.9\n3, 6.2"
        st.text_area("Two columns, x and y", key="regression_pasted", height=140, placeholder=placeholder, max_chars=MAX_PASTED)
        st.form_submit_button("Use these points", on_click=lambda: _take(st.session_state["regression_pasted"]))
    with upload:
        st.file_uploader(
            f"Two columns, x and y, as CSV or text; at most {UPLOAD_MB} MB and {MAX_POINTS:,} rows",
            type=["csv", "tsv", "txt", "dat", "xlsx", "xls", "ods"],  # a spreadsheet is told how it can be used
            key="regression_file",
            max_upload_size=UPLOAD_MB,
            on_change=_take_file,
        )
    if problem := st.session_state.pop(PROBLEM, None):
        st.error(f"{escape_markdown(problem)} The points in the plot stay as they were.")
    text: _Text | None = st.session_state.get(TEXT)
    if text and text.read.points.x is points.x:
        _other_readings(text)


def _table(points: Points) -> None:
    if len(points.x) > MAX_DRAWN:
        st.markdown(f"The table is for up to {MAX_DRAWN} points; there are {len(points.x):,}.")
        return
    shown = pd.DataFrame({name: [f"{value:.12g}" for value in values] for name, values in (("x", points.x), ("y", points.y))}, dtype=str)
    identity = hash((revision(), points.x.tobytes(), points.y.tobytes()))
    edited = st.data_editor(shown, num_rows="dynamic", key=f"regression_table_{identity}", height=220, width=360, hide_index=True)
    st.button("Use this table", on_click=_take_table, args=(edited, points))


def _take_table(edited: pd.DataFrame, points: Points) -> None:
    """Cells are text, so that 1,5 is not taken for 15; those that nobody changed are the numbers they were."""
    try:
        x, y = (_column(edited, name, before) for name, before in (("x", points.x), ("y", points.y)))
        use_points(validated(x, y))
    except InvalidPointsError as error:
        st.session_state[PROBLEM] = str(error)


def _column(edited: pd.DataFrame, name: str, before: np.ndarray) -> np.ndarray:
    texts = edited.fillna("").astype(str).map(str.strip)
    rows = texts[(texts != "").any(axis=1)]
    return np.array([_number(text, name, place, before) for place, text in zip(rows.index, rows[name], strict=True)], dtype=np.float64)


def _number(text: str, name: str, place: Any, before: np.ndarray) -> float:
    if isinstance(place, int) and place < len(before) and text == f"{before[place]:.12g}":
        return float(before[place])
    found = readings(text)
    shown = f"“{text[:20]}”" if text else "Nothing"
    if found.is_ambiguous and "," in text:  # the table itself writes decimal points
        raise InvalidPointsError(
            f"{shown} in column {name} can be {found.point:.12g} or {found.comma:.12g}: write it with a decimal point."
        )
    value = found.point if found.point is not None else found.comma
    if value is None:
        raise InvalidPointsError(f"{shown} stands in column {name} where a number is needed.")
    return value


def _take(text: str, file_note: str = "", **choices: Any) -> None:
    """Use the points of a text, read as `read_points` is told to."""
    st.session_state.pop(PROBLEM, None)
    st.session_state[N_READ] = st.session_state.get(N_READ, 0) + 1
    try:
        read = read_points(text, **choices)
        use_points(read.points)
    except InvalidPointsError as error:
        st.session_state[PROBLEM] = str(error)
    else:
        st.session_state[TEXT] = _Text(text, read, file_note)


def _take_file() -> None:
    file = st.session_state["regression_file"]
    if file is None:
        return
    try:
        text, encoding = decode(file.getvalue())
    except TableError as error:
        st.session_state[PROBLEM] = str(error)
    else:
        _take(text, ENCODINGS.get(encoding, ""))


def _other_readings(text: _Text) -> None:
    """What was assumed, and where the text can be read in another way, one press for that."""
    read = text.read
    if read.warnings:
        st.warning(escape_markdown(" ".join(read.warnings)), icon=":material/warning:")
    if notes := [note for note in (text.file_note, *read.notes) if note]:
        st.caption(escape_markdown(" ".join(notes)))
    with st.container(horizontal=True):
        if ambiguity := read.ambiguity:
            values = {"point": f"{ambiguity.point:.12g}", "comma": f"{ambiguity.comma:.12g}"}
            st.segmented_control(
                f"“{ambiguity.cell}” is the number", list(values), default=read.decimal, required=True, format_func=values.__getitem__,
                key=_key("decimal"), on_change=_read_again, args=["decimal"],
            )  # fmt: skip
        for axis in ("x", "y") if len(read.titles) > 2 else ():
            places = list(read.titles)
            st.selectbox(
                f"Column for {axis}", places, places.index(getattr(read, axis)), format_func=read.titles.__getitem__,
                key=_key(axis), on_change=_read_again, args=[axis], width=200,
            )  # fmt: skip


def _key(name: str) -> str:
    """Of a choice of how to read: another one after each attempt, so that a refused choice does not stay chosen."""
    return f"regression_read_{name}_{st.session_state.get(N_READ, 0)}"


def _read_again(name: str) -> None:
    text: _Text = st.session_state[TEXT]
    now = {"x": text.read.x, "y": text.read.y, "decimal": text.read.decimal if text.read.ambiguity else None}
    _take(text.text, text.file_note, **(now | {name: st.session_state[_key(name)]}))
