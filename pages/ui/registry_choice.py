"""Choose one row of a registry."""

from collections.abc import Mapping
from typing import Protocol

import streamlit as st


class Titled(Protocol):
    """A row that says how it is called."""

    @property
    def title(self) -> str:
        """As a visitor reads it."""


def choose(label: str, rows: Mapping[str, Titled], *, key: str, default: str) -> str:
    """The name of the row that the visitor chose; it is in the URL under `key`. All titles stay in sight, on a phone too."""
    return st.pills(
        label,
        list(rows),
        format_func=lambda name: rows[name].title,
        key=key,
        bind="query-params",
        default=default,
        required=True,
        wrap=True,
    )
