"""Questions to try on the Train page: choose one, and the settings that answer it are one press away."""

from typing import Final

import streamlit as st

from core.config import RunConfig
from core.lessons.questions import QUESTIONS
from core.runs.sweep import describe_settings, differing_fields
from pages.ui.config.form import fill_form

NO_BREAK: Final = "\u00a0"


def show_question(config: RunConfig | None) -> None:
    """A list of the questions, and a card for the one chosen. It tells which of its settings hold: `config` is what the widgets say."""
    asked = st.selectbox(
        "A question to try", range(len(QUESTIONS)), index=None, format_func=lambda i: QUESTIONS[i].question, filter_mode=None,
        placeholder="Choose a question", key="question", persist_state="session",
        help="Each comes with the settings that answer it. The figures were measured with seed 0.",
    )  # fmt: skip
    if asked is None:
        return
    suggestions = {row.label: row.config for row in QUESTIONS[asked].suggestions}
    with st.container(border=True):
        st.markdown(QUESTIONS[asked].words.replace(" %", NO_BREAK + "%"))
        st.session_state["try"] = next((label for label, tried in suggestions.items() if tried == config), None)
        st.pills("Settings to try", list(suggestions), key="try", on_change=_choose, args=[suggestions])
        if config and config in suggestions.values():
            st.markdown(f"**Set**: {describe_settings(config, differing_fields([config, RunConfig()]))}. Now press **Train**.")


def _choose(suggestions: dict[str, RunConfig]) -> None:
    if chosen := st.session_state["try"]:
        fill_form(suggestions[chosen])
