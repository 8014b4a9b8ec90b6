"""Which network reads: the default, the lecture's, or a finished run. The choice is in the link (`?network=`)."""

from pathlib import Path
from typing import Final

import streamlit as st

from core.config import RunConfig
from core.explain import Network
from core.mlp import DEFAULT_MODEL, LECTURE_MODEL, ModelError
from pages.ui import resources

SHIPPED: Final[dict[str, tuple[str, Path]]] = {
    "default": ("Default: trained for drawings", DEFAULT_MODEL),
    "lecture": ("The lecture's: 784-256-10", LECTURE_MODEL),
}
MAX_RUNS: Final = 50  # newest first; more would make a list nobody reads


def choices() -> dict[str, str]:
    """Every network that can be chosen: the name in the link -> the name on the page."""
    runs = resources.store().runs(status="finished", limit=MAX_RUNS)
    return {key: title for key, (title, _) in SHIPPED.items()} | {run.id: title_of(run.number, run.config) for run in runs}


def title_of(number: int, config: RunConfig) -> str:
    """Run 12: 784-256-10, cross-entropy."""
    sizes = "-".join(map(str, (784, *config.hidden_sizes, 10)))
    return f"Run {number}: {sizes}, {config.loss.replace('_', '-')}"


def chosen_network() -> Network:
    """The select box, and the network chosen in it; the default where the other cannot be used, with a sentence that says so."""
    titles = choices()
    if st.query_params.get("network", "default") not in titles:
        st.info("The link names a network that is not here (any more). The default network reads instead.")
    st.selectbox("Network", list(titles), format_func=lambda key: titles[key], key="network", bind="query-params")
    return usable(st.session_state["network"], titles)


def usable(key: str, titles: dict[str, str]) -> Network:
    """The network of that key, or the default after a sentence that says what is wrong with it."""
    try:
        return read(key, titles)
    except (ModelError, OSError) as error:
        reason = error if isinstance(error, ModelError) else "The weights of this run are gone."
        st.warning(f"{reason} The default network reads instead.")
        return read("default", titles)


def read(key: str, titles: dict[str, str]) -> Network:
    """The network of that key.

    Raises:
        ModelError: its file cannot be used.
        OSError: its file is gone.
    """
    path = SHIPPED[key][1] if key in SHIPPED else resources.store().weights_path(key)
    return Network(titles[key], *resources.model(str(path)))
