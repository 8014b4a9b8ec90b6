"""The table of runs, and which of them are chosen: by the boxes beside them, or by a link (`?compare=12,15`, run numbers).

The table tells the places of chosen rows in the list as it was when it was clicked. New runs come in at the top, so the
choice is kept as run ids, and put back into the table when the list has changed.
"""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from core.config import FIELDS
from core.figures.overlay import MAX_OVERLAID
from core.runs.overview import table
from core.runs.store import Run
from pages.ui import address
from pages.ui.resources import store

CHOSEN: Final = "runs_chosen"  # ids, in the session
COLUMNS: Final[dict[str, Any]] = {
    "Run": st.column_config.NumberColumn(format="%d", width=56, pinned=True),
    "State": st.column_config.TextColumn(width=80),
    "Test, %": st.column_config.NumberColumn(format="%.2f", width=72, help="Of the 10,000 test digits, after the last whole epoch"),
    "Train, %": st.column_config.NumberColumn(format="%.2f", width=72, help="Of the training digits, after the last whole epoch"),
    "Training loss": st.column_config.NumberColumn(format="%.4f", width=96, help="Mean over the last whole epoch's batches"),
    "Time": st.column_config.NumberColumn(format="%.1f s", width=72, help="Of training, up to the last whole epoch"),
    "Epochs done": st.column_config.NumberColumn(format="%d", width=88),
    "Name": st.column_config.TextColumn(width=140),
    "Note": st.column_config.TextColumn(width=200),
    "Created": st.column_config.DatetimeColumn(format="D MMM, HH:mm", width=110),
} | {field.label: st.column_config.NumberColumn(format="%g", width=88) for field in FIELDS.values() if field.is_number}


def linked() -> list[str]:
    """The run numbers that a link asks for; none where the address holds what this page wrote there."""
    return _numbers_in_address() if address.parameters_from_link(["compare"]) else []


def choose_runs(runs: Sequence[Run], key: str) -> list[Run]:
    """Show the table of these runs under this key; returns those that are chosen, and puts their numbers into the address."""
    ids, asked = [run.id for run in runs], linked()
    shown = st.session_state.get(f"{key}: shown")  # the boxes were ticked in the table as it was then
    if asked:
        wanted = [run.id for run in runs if str(run.number) in asked]
    elif shown and key in st.session_state:
        wanted = [shown[row] for row in st.session_state[key]["selection"]["rows"] if row < len(shown)]
    else:
        wanted = st.session_state.get(CHOSEN, [])
    if asked or shown != ids or key not in st.session_state:
        st.session_state[key] = {"selection": {"rows": [ids.index(run_id) for run_id in wanted if run_id in ids]}}
    st.session_state[f"{key}: shown"] = ids
    event = st.dataframe(
        table(runs, store().last_epochs(ids)), key=key, hide_index=True, column_config=COLUMNS, on_select="rerun",
        selection_mode="multi-row", height="auto", placeholder="–", alt="The runs, one a row, with their settings and what came of them.",
    )  # fmt: skip
    chosen = [runs[row] for row in sorted(event.selection.rows) if row < len(runs)]
    _remember(chosen)
    if len(chosen) > MAX_OVERLAID:
        st.caption(f"The first {MAX_OVERLAID} of these {len(chosen)} runs are shown.")
    return chosen[:MAX_OVERLAID]


def forget(run_id: str) -> None:
    """Take a run out of the choice: it is gone."""
    st.session_state[CHOSEN] = [chosen for chosen in st.session_state.get(CHOSEN, []) if chosen != run_id]


def _remember(chosen: Sequence[Run]) -> None:
    st.session_state[CHOSEN] = [run.id for run in chosen]
    numbers = sorted((str(run.number) for run in chosen[:MAX_OVERLAID]), key=int)
    address.write_parameters(["compare"], {"compare": ",".join(numbers)} if numbers else {})


def _numbers_in_address() -> list[str]:
    texts = ",".join(st.query_params.get_all("compare")).split(",")  # ?compare=1,2 and the older ?compare=1&compare=2
    return sorted({text for text in texts if text.isascii() and text.isdigit() and len(text) < 10}, key=int)[:MAX_OVERLAID]
