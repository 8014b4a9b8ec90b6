"""Two 2 × 2 matrices that a visitor can change, number by number, or choose at random."""

import random
from typing import Final

import streamlit as st

from core.lessons.layers import random_matrix

START: Final = {"first": (1.0, 0.5, -0.5, 1.0), "second": (0.8, -0.6, 0.5, 1.0)}  # W1ᵀ and W2ᵀ, row by row


def matrix_inputs(label: str, name: str) -> list[list[float]]:
    """Four number fields for the matrix `name` (first or second); returns its rows."""
    st.markdown(label)
    rows = []
    for row in range(2):
        with st.container(horizontal=True, gap="small"):
            rows.append([_entry(f"{label}, row {row + 1}, column {column + 1}", name, 2 * row + column) for column in range(2)])
    return rows


def randomise_matrices() -> None:
    """Put random numbers into both matrices."""
    for name in START:
        for place, value in enumerate(random_matrix(random.randrange(2**31)).flatten().tolist()):
            st.session_state[f"{name}{place}"] = value


def _entry(label: str, name: str, place: int) -> float:
    return st.number_input(
        label,
        min_value=-3.0,
        max_value=3.0,
        value=START[name][place],
        step=0.1,
        format="%.1f",
        key=f"{name}{place}",
        bind="query-params",
        label_visibility="collapsed",
        width=108,
    )
