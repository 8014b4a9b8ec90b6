"""One widget for each field of a RunConfig: its unit, its words, its steps. Keys are the fields' names, values outlive the page."""

from typing import Any

import streamlit as st

from core.config import FIELDS
from core.config_field import RowWithFormula
from core.datasets import availability, is_on_server
from pages.ui.resources import devices


def show_row(*names: str) -> None:
    """The widgets of these fields side by side, on a phone too."""
    with st.container(horizontal=True):
        for name in names:
            show_field(name)


def show_expander(title: str, *rows: tuple[str, ...]) -> None:
    """Rows of widgets, to be opened."""
    with st.expander(title):
        for names in rows:
            for column, name in zip(st.columns(len(names), gap="small"), names, strict=True):
                with column:
                    show_field(name)


def show_field(name: str) -> None:
    """The widget of one field."""
    field = FIELDS[name]
    label = f"{field.label}, {field.unit}" if field.unit else field.label
    kept: dict[str, Any] = {"key": name, "persist_state": "session", "help": field.help}
    if field.is_number:
        low, high = field.limits
        st.number_input(label, min_value=low, max_value=high, step=field.step, format=None if field.kind == "whole" else "%g", **kept)
    elif field.kind == "choice":
        titles = option_titles(name)
        if st.session_state[name] not in titles:  # a link may name a device that this server lacks
            st.session_state[name] = field.choices[0]
        st.selectbox(label, list(titles), format_func=titles.__getitem__, **kept)
        if field.shows_words:
            show_words(name)
    else:
        st.toggle(label, **kept)


def show_words(name: str) -> None:
    """The formula and the words of the row that is chosen in a field."""
    row = FIELDS[name].rows[st.session_state[name]]
    problem = availability(st.session_state[name]) if name == "dataset" else ""
    st.caption(problem or (f"${row.formula}$ &nbsp; {row.words}" if isinstance(row, RowWithFormula) else row.words))


def option_titles(name: str) -> dict[str, str]:
    """Each choice of a field with its title."""
    if name == "device":
        there = devices()
        return {"auto": f"Fastest: {next(iter(there.values()))}"} | {device: f"{device}: {words}" for device, words in there.items()}
    note = _download_note if name == "dataset" else lambda _: ""
    return {choice: row.title + note(choice) for choice, row in FIELDS[name].rows.items()}


def _download_note(dataset: str) -> str:
    if is_on_server(dataset):
        return ""
    return " (not available here)" if availability(dataset, wait_seconds=0) else " (is downloaded first, 30 MB)"
