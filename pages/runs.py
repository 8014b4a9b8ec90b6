"""Runs: all that this server trained, to be opened again."""

import streamlit as st

from core.figures.runs import differences, table
from core.store import Run
from pages.ui.frame import heading
from pages.ui.resources import store, visitor

MINE, ALL = "My runs", "All runs"
MAX_COMPARED = 6  # as many as there are colours
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
    st.session_state["config_to_open"] = run.config
    st.switch_page("train.py", query_params={"run": run.id} | run.config.to_query())


def compare(runs: list[Run]) -> None:
    """The visitor's choice of runs on one chart, and the settings in which they differ."""
    from pages.ui.live import draw_comparison, watch  # imports torch, which the table does without

    names = {str(run.number): run for run in runs}
    chosen = st.multiselect(
        "Compare", list(names), format_func=lambda number: f"Run {number}", key="compare", bind="query-params",
        max_selections=MAX_COMPARED, placeholder="Choose two runs or more",
    )  # fmt: skip
    if len(chosen) > 1:
        compared = [names[name] for name in chosen]
        watch([run.id for run in compared], draw_comparison(lambda run: f"Run {run.number}"))
        unlike = differences(compared)
        if unlike.empty:
            st.caption("These runs have equal settings, so on one device their curves are equal too.")
        else:
            st.dataframe(unlike)


heading("Runs", "Every network trained here is kept. Tap the box beside one to open it.")
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
        selection_mode="single-row",
        key=f"table of {whose}",
        height="auto",
    )
    shown = st.session_state.get("runs_shown", {}).get(whose, [])  # the click was on the table as it was then
    st.session_state.setdefault("runs_shown", {})[whose] = [run.id for run in runs]
    if chosen.selection.rows and (clicked := store().run(shown[chosen.selection.rows[0]])):
        open_run(clicked)
    compare(runs)
else:
    st.info("There is no run yet. Train a network, and it will be listed here.", icon=":material/list_alt:")
    st.page_link("train.py", label="Train a network", icon=":material/model_training:")
