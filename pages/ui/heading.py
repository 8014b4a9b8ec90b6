"""The top of every page: its title and the one sentence that says what to do."""

import streamlit as st


def heading(title: str, sentence: str) -> None:
    """The page's title and its first sentence."""
    st.title(title, anchor=False)
    st.markdown(sentence)
