"""The address bar as the link to what a page shows: what a page wrote there is told apart from what came with a link.

Links are damaged on their way: a value that cannot be used is named on the page, so that nobody takes for the sender's what is not.
(What a messenger added at the end is taken off before: core/web/mended_links.py.)
"""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Final

import streamlit as st

_COMPLAINTS: Final = "link_complaints"  # in the session: parameter -> what is said of it
_PAGE: Final = "link_complaints_page"  # and on which page
_SEEN: Final = "link_seen"  # in the session: what of links was judged, and what a page or a widget wrote: (parameter, text)
_NUMBER: Final = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)
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


def understood(name: str, text: str) -> None:
    """Say that the page has taken in the link's value for this parameter, or has complained of it."""
    st.session_state.setdefault(_SEEN, set()).add((name, text))


def complain(name: str, text: str, used: object) -> None:
    """Let the page say that the link's value for this parameter could not be used, and what was used in its place."""
    understood(name, text)
    st.session_state.setdefault(_COMPLAINTS, {})[name] = f"{escape_markdown(f'{name}={text[:40]}')} could not be used; {used} was used."


def complaints(before: Mapping[str, str], page: str) -> list[str]:
    """What is to be said of the link on this page; call it after the page, with the parameters as they were before it.

    Also of what Streamlit did not take for a widget, which it takes out of the address or corrects. Each value is judged once, and none
    that a page or a widget has put there.
    """
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        told = st.session_state.get(_COMPLAINTS, {})
        st.session_state[_COMPLAINTS] = {name: sentence for name, sentence in told.items() if name in before}
    seen: set[tuple[str, str]] = st.session_state.setdefault(_SEEN, set())
    for name, text in before.items():
        is_as_before = st.query_params.get(name) == text
        if (name, text) not in seen and not is_as_before and name in st.session_state and not means(text, st.session_state[name]):
            complain(name, text, st.session_state[name])
    seen |= set(before.items()) | set(st.query_params.to_dict().items())
    return list(st.session_state[_COMPLAINTS].values())


def escape_markdown(text: str) -> str:
    """Text from outside, so that a page shows it as it is: without emphasis, formulas, colours, and without links."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#$~|:&])", r"\\\1", " ".join(text.split()))
    return re.sub(r"(?<=www)\.|@|(?<=:)//", lambda found: f"\u200b{found[0]}", escaped)  # what is broken so is no address to Markdown


def number(value: object) -> float | None:
    """A number in a link or from a browser, its decimal mark a point or a comma; None where it is none."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value.strip().replace(",", "."))
    return float(value) if isinstance(value, int | float) and abs(value) < 1e300 else None


def means(text: str, value: object) -> bool:
    """Whether a link's text means this value."""
    if isinstance(value, list | tuple):
        parts = text.split(",") if text else []
        in_order = len(parts) == len(value) and all(map(means, parts, value))
        return in_order or sorted(parts) == sorted(map(str, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = number(text)
        return found is not None and math.isclose(found, value, rel_tol=1e-5)
    return text.casefold().replace("_", " ") == str(value).casefold().replace("_", " ")
