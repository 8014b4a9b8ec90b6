"""Where a figure was clicked, known before it is drawn: so that it can show what was chosen."""

import streamlit as st

from pages.ui.components.figure import Point


def clicked(key: str) -> Point | None:
    """The point last clicked in the figure that is shown under this key, if any."""
    point = st.session_state.get(key, {}).get("point")
    return Point(**point) if point else None
