"""Guesses: asked before an answer is shown, kept for the visitor, and summed up at the end of a page."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

SETTLED: Final = "guesses"  # in the session: name -> whether the first guess was right
SHOWN: Final = "guesses_shown"  # in the session: of which the answer was shown before a guess was made


def ask(name: str, question: str, options: Mapping[str, str]) -> str | None:
    """Ask, and return which of the options (name -> title) the visitor chose, None before that."""
    return st.pills(
        question, list(options), format_func=options.__getitem__, key=f"guess_{name}", persist_state="session", wrap=True
    )  # fmt: skip


def settle(name: str, answer: str) -> str:
    """Compare the guess with the answer, now that it is known; returns what to say of it, nothing where none was made.

    A visitor's first guess counts, if it was made before the answer was shown. When it becomes known the whole page runs again, so that
    its end has heard of it.
    """
    chosen = st.session_state.get(f"guess_{name}")
    if chosen is None:
        st.session_state.setdefault(SHOWN, set()).add(name)
        return ""
    if record(name, is_right=chosen == answer):
        st.rerun()
    return "**As you guessed.**" if chosen == answer else "**Not as you guessed.**"


def record(name: str, *, is_right: bool) -> bool:
    """Keep whether a guess was right; returns whether it counts: the first of this name, made before its answer was shown."""
    settled: dict[str, bool] = st.session_state.setdefault(SETTLED, {})
    if name in settled or name in st.session_state.get(SHOWN, set()):
        return False
    settled[name] = is_right
    return True


def show_summary(titles: Mapping[str, str]) -> None:
    """How many of the page's guesses (name -> what it was about) were right, and which are still to be made."""
    settled: dict[str, bool] = st.session_state.get(SETTLED, {})
    made = [name for name in titles if name in settled]
    shown: set[str] = st.session_state.get(SHOWN, set())
    open_ones = [titles[name] for name in titles if name not in settled and name not in shown]
    if made or open_ones:
        st.header("Your guesses", anchor=False)
    if made:
        st.markdown(f"**{sum(settled[name] for name in made)} of {len(made)}** first guesses were right.")
    if open_ones:
        st.markdown(f"Still to be guessed on this page: {'; '.join(open_ones)}.")
