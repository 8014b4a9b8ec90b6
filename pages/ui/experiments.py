"""Experiments to try, each one press away: a button sets the controls, and the page shows the result."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

Experiments = Mapping[str, Mapping[str, Any]]  # what the button says -> widget keys and values

ACTIVATION: Final[Experiments] = {
    "the steepest slope of sigmoid": {"rho": "sigmoid", "z": 0.0},
    "tanh where it is flat": {"rho": "tanh", "z": 4.0},
    "ReLU switched off": {"rho": "relu", "z": -2.0},
}
DEPTH: Final[Experiments] = {
    "no ρ": {"between": "identity"},
    "ReLU folds the plane": {"between": "relu"},
    "tanh squeezes it": {"between": "tanh"},
    "a first matrix that makes it a line": {"between": "identity", "first0": 1.0, "first1": 1.0, "first2": 0.5, "first3": 0.5},
}
APPROXIMATION: Final[Experiments] = {
    "start 7 finds it": {"f": "sine", "unit_rho": "relu", "units": 8, "start": 7},
    "start 4 does not": {"f": "sine", "unit_rho": "relu", "units": 8, "start": 4},
    "six times the units": {"f": "sine", "unit_rho": "relu", "units": 48, "start": 4},
    "48 units, no ρ": {"f": "sine", "unit_rho": "identity", "units": 48},
    "a jump stays hard": {"f": "step", "unit_rho": "relu", "units": 48},
}


def show(experiments: Experiments, apply: Callable[[dict[str, Any]], None] | None = None) -> None:
    """A row of buttons; pressing one gives its settings to `apply`.

    Without that it sets the widgets with these keys to these values, and leaves the others as they are.
    """
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown("Try this:", width="content")
        for label, settings in experiments.items():
            st.button(label, key=f"try {label}", on_click=apply or st.session_state.update, args=[dict(settings)])
