"""The address bar as the link to what a page shows: what a page wrote there is told apart from what came with a link."""

from collections.abc import Iterable, Mapping
from typing import Final

import streamlit as st

_WRITTEN: Final = "written_to_address"  # parameter -> the value that a page of this session last wrote


def write_parameters(names: Iterable[str], values: Mapping[str, str]) -> None:
    """Let the address hold `values`, and none of the other `names`; parameters of other names stay as they are."""
    owned = set(names)
    for name in owned - set(values):
        if name in st.query_params:
            del st.query_params[name]
    # Not from_dict, which Streamlit refuses where a widget is bound to one of the others.
    st.query_params.update({name: value for name, value in values.items() if st.query_params.get(name) != value})
    kept = {name: value for name, value in _written().items() if name not in owned}
    st.session_state[_WRITTEN] = kept | dict(values)


def parameters_from_link(names: Iterable[str]) -> dict[str, str]:
    """Those of these parameters that are in the address, if they came with a link; none if a page wrote them there itself."""
    owned = set(names)
    here = {name: value for name, value in st.query_params.items() if name in owned}
    return here if here != {name: value for name, value in _written().items() if name in owned} else {}


def _written() -> dict[str, str]:
    written: dict[str, str] = st.session_state.get(_WRITTEN, {})
    return written
