"""Runs: all that this server trained, to be opened again, compared, and asked for by the dozen."""

import streamlit as st

from core.runs.store import Run
from pages.ui.heading import heading
from pages.ui.resources import store, visitor
from pages.ui.runs.actions import open_run, show_actions
from pages.ui.runs.table import choose_runs, linked

MINE, ALL = "My runs", "All runs"


def listed(mine: list[Run]) -> list[Run]:
    """The runs that the visitor asks for: own or all; a link to a comparison of others' runs asks for all."""
    is_linked = bool(set(linked()) - {str(run.number) for run in mine})
    if is_linked:
        st.session_state["whose"] = ALL
    whose = st.segmented_control(
        "Whose", [MINE, ALL], default=None if is_linked else MINE, required=True, key="whose", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    return mine if whose == MINE else store().runs()


heading("Runs", "Every network trained here is kept. Tick one to open or name it, tick several to compare them.")
own = store().runs(owner=visitor())
runs = listed(own)
if runs:
    chosen = choose_runs(runs, f"table of {st.session_state['whose']}")
    if len(chosen) == 1:
        show_actions(chosen[0])
    if chosen:
        from pages.ui.runs.compare import show_overlay  # imports torch, which the table does without

        show_overlay(chosen)
else:
    st.info("There is no run yet. Train a network, and it will be listed here.", icon=":material/list_alt:")
    st.page_link("train.py", label="Train a network", icon=":material/model_training:")

from pages.ui.runs.sweep import show_sweep  # noqa: E402

show_sweep(next((run.sweep for run in own if run.sweep), ""), open_run)
