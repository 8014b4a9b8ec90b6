"""Runs: all that this server trained, to be opened again."""

import streamlit as st

from core.figures.runs import table
from core.store import Run
from pages.ui.frame import heading
from pages.ui.resources import store, visitor

MINE, ALL = "My runs", "All runs"
COLUMNS = {
    "Run": st.column_config.NumberColumn(format="%d", width="small"),
    "Asked for": st.column_config.DatetimeColumn(format="D MMM, HH:mm"),
    "Settings": st.column_config.TextColumn(width="large"),
    "Test, %": st.column_config.NumberColumn(format="%.2f", help="Accuracy on the 10,000 test digits"),
    "Train, %": st.column_config.NumberColumn(format="%.2f", help="Accuracy on the 60,000 training digits"),
    "Training loss": st.column_config.NumberColumn(format="%.4f"),
    "Time": st.column_config.NumberColumn(format="%.1f s"),
}


def open_run(run: Run) -> None:
    """Show a run on the training page, its settings in the widgets."""
    st.switch_page("train.py", query_params={"run": run.id} | run.config.to_query())


heading("Runs", "Every network trained here is kept. Tap one to open it.")
whose = st.segmented_control(
    "Whose", [MINE, ALL], default=MINE, required=True, key="whose", bind="query-params", label_visibility="collapsed"
)
runs = store().runs(owner=visitor() if whose == MINE else None)
if runs:
    rows = table(runs, store().last_epochs(run.id for run in runs))
    chosen = st.dataframe(
        rows,
        hide_index=True,
        column_config=COLUMNS,
        on_select="rerun",
        selection_mode="single-cell",
        key=f"table of {whose}",
        height="auto",
    )
    if chosen.selection.cells:
        open_run(runs[chosen.selection.cells[0][0]])
else:
    st.info("There is no run yet. Train a network, and it will be listed here.", icon=":material/list_alt:")
    st.page_link("train.py", label="Train a network", icon=":material/model_training:")
