"""What can be done with one run: open it; its owner may name it, note something of it, and delete it."""

from typing import Final

import streamlit as st

from core.runs.run import MAX_NOTE
from core.runs.store import LabelError, Run
from pages.ui.resources import store, visitor
from pages.ui.runs.table import forget

REFUSED: Final = "label_refused"  # why the last name or note was not taken


def open_run(run: Run) -> None:
    """Show a run on the training page, its settings in the widgets."""
    st.session_state["config_to_open"] = run.config
    st.session_state["just_started"] = run.id  # the page comes to its curve, which on a phone lies below the settings
    st.switch_page("train.py", query_params={"run": run.id} | run.config.to_query())


def show_actions(run: Run) -> None:
    """The one chosen run: what it is, and what its viewer may do with it."""
    is_own = run.owner == visitor()
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Open", type="primary", icon=":material/open_in_full:", key="open", help="Its curves, and what it reads wrong."):
            open_run(run)
        if is_own:
            _show_label(run)
        if is_own and run.ended:
            with st.popover("Delete", icon=":material/delete:", key="delete"):
                st.markdown(f"Delete run {run.number}, its curves and its weights? Nobody can bring them back.")
                st.button("Delete for good", icon=":material/delete_forever:", key="delete_for_good", on_click=_delete, args=[run.id])
    if refusal := st.session_state.pop(REFUSED, None):
        st.error(refusal, icon=":material/error:")
    st.text("\n".join(filter(None, [f"{run.label}: {run.config.summary()}", run.message, run.note])))  # text: a note is no Markdown


def _show_label(run: Run) -> None:
    keys = f"name of {run.id}", f"note on {run.id}"
    with st.popover("Name and note", icon=":material/edit:", key="label"), st.form(f"label of {run.id}", border=False):
        st.text_input("Name", run.name, max_chars=40, key=keys[0], help="Letters A to Z, digits, spaces, _ and -. All visitors see it.")
        st.text_area("Note", run.note, max_chars=MAX_NOTE, key=keys[1], height=80, help="What you tried and saw. All visitors see it.")
        st.form_submit_button("Save", on_click=_save, args=[run.id, *keys])


def _save(run_id: str, name_key: str, note_key: str) -> None:
    run = store().run(run_id)
    if run is None or run.owner != visitor():
        return
    try:
        store().label(run_id, st.session_state[name_key], st.session_state[note_key])
    except LabelError as error:
        st.session_state[REFUSED] = str(error)


def _delete(run_id: str) -> None:
    run = store().run(run_id)
    if run and run.owner == visitor() and store().delete(run_id):
        forget(run_id)
