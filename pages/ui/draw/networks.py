"""Which network answers: the default, the lecture's, or a run that has ended. The choice is in the link (`?network=`)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from core.config import RunConfig
from core.interpret.attribution import Network
from core.mlp import DEFAULT_MODEL, DEFAULT_REFUSES_BELOW, LECTURE_MODEL, ModelError
from core.runs.run import Run
from pages.ui import address, resources


@dataclass(frozen=True)
class Shipped:
    """A network that comes with the app."""

    title: str
    path: Path
    refuses_below: float = 0.0


SHIPPED: Final = {
    "default": Shipped("Default: trained for drawings", DEFAULT_MODEL, DEFAULT_REFUSES_BELOW),
    "lecture": Shipped("The lecture's: 784-256-10", LECTURE_MODEL),  # has never seen what is no digit
}
WITH_WEIGHTS: Final = ("finished", "stopped", "paused")  # unless stopped in their first epoch; then a sentence says so
MAX_RUNS: Final = 50  # the newest; nobody reads a longer list


def choices() -> dict[str, str]:
    """Every network that can be chosen, one's own runs first: the name in the link -> the name on the page."""
    store, me = resources.store(), resources.visitor()
    own = _ended(store.runs(owner=me, limit=MAX_RUNS))
    others = [run for run in _ended(store.runs(limit=2 * MAX_RUNS)) if run.owner != me]
    wanted = [store.run(str(key)) for key in (st.query_params.get("network"), st.session_state.get("network"))]
    runs = [*(own + others)[:MAX_RUNS], *_ended([run for run in wanted if run])]
    return {key: shipped.title for key, shipped in SHIPPED.items()} | {run.id: title_of(run.number, run.config) for run in runs}


def _ended(runs: list[Run]) -> list[Run]:
    """Those with weights to load."""
    return [run for run in runs if run.status in WITH_WEIGHTS]


def title_of(number: int, config: RunConfig) -> str:
    """Run 12: 784-256-10, cross-entropy."""
    sizes = "-".join(map(str, (784, *config.hidden_sizes, 10)))
    return f"Run {number}: {sizes}, {config.loss.replace('_', '-')}"


def chosen_network() -> Network:
    """The select box, and the network chosen in it; the default where the other cannot be used, with a sentence that says so."""
    titles = choices()
    linked = address.parameters_from_link(["network"]).get("network")
    if linked in titles:
        st.session_state["network"] = linked
    is_unknown = linked is not None and linked not in titles
    if is_unknown:
        st.info("The link names a network that is not here, or no longer. Choose one of these.")
    if st.session_state.get("network") not in titles:
        st.session_state["network"] = "default"
    key = st.selectbox("Network", list(titles), format_func=lambda key: titles[key], key="network", persist_state="session")
    if key != "default":
        address.write_parameters(["network"], {"network": key})
    elif not is_unknown:  # such a link stays, and with it the sentence
        address.write_parameters(["network"], {})
    return load_or_default(key, titles)


def load_or_default(key: str, titles: dict[str, str]) -> Network:
    """The network of that key, or the default after a sentence that says what is wrong with it."""
    try:
        return load_network(key, titles)
    except (ModelError, OSError) as error:
        reason = error if isinstance(error, ModelError) else "The weights of this run are gone."
        st.warning(f"{reason} The default network is used instead.")
        return load_network("default", titles)


def load_network(key: str, titles: dict[str, str]) -> Network:
    """The network of that key.

    Raises:
        ModelError: its file cannot be used.
        OSError: its file is gone.
    """
    shipped = SHIPPED.get(key)
    path = str(shipped.path if shipped else resources.store().weights_path(key))
    return Network(titles[key], *resources.model(path), path, shipped.refuses_below if shipped else 0.0)
