"""Questions to try on the Train page: a card each, whose buttons set the settings."""

from typing import Final

import streamlit as st

from core.questions import QUESTIONS, Try
from pages.ui.controls import put

CARD_PX: Final = 362  # three in a row on a laptop
NO_BREAK: Final = "\u00a0"


def draw_questions() -> None:
    """All cards, as many in a row as fit."""
    st.header("Which question do you want to try?", anchor=False)
    st.markdown("A button sets the settings above; **Train** then starts the run. The figures were measured with seed 0.")
    with st.container(horizontal=True):
        for row in QUESTIONS:
            with st.container(border=True, width=CARD_PX, height="stretch", vertical_alignment="distribute"):
                st.markdown(f"**{row.question}**\n\n{row.words.replace(' %', NO_BREAK + '%')}")
                with st.container(horizontal=True, gap="small"):
                    for chosen in row.tries:
                        st.button(chosen.label, key=f"{row.question} {chosen.label}", on_click=_choose, args=[chosen])


def _choose(chosen: Try) -> None:
    put(chosen.config)
    st.toast(f"**{chosen.label}**: the settings are set. Press **Train** above.", icon=":material/tune:")
