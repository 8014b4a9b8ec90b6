"""Choose one row of a registry."""

from collections.abc import Mapping
from typing import Protocol

import streamlit as st

from pages.ui import address


class Titled(Protocol):
    """A row with a title."""

    @property
    def title(self) -> str:
        """What a visitor reads."""


def choose(label: str, rows: Mapping[str, Titled], *, key: str, default: str) -> str:
    """The name of the row that the visitor chose; its title is in the URL under `key`. All titles are visible at once, on a phone too."""
    if (linked := st.query_params.get(key)) is not None:
        if linked not in [row.title for row in rows.values()]:
            address.complain(key, linked, rows[default].title)
        address.understood(key, linked)
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
