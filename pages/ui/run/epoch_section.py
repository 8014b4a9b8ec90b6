"""A section below a run about its weights after an epoch of the visitor's choice, while it trains and after."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import streamlit as st

from core.mlp import ModelError
from core.mnist import DataError
from core.runs.store import Run
from pages.ui.resources import feeds, store
from pages.ui.run.following import SECTION, rerun_when_changed

LATEST: Final = "latest"


def epoch_section(run: Run, question: str, show: Callable[[Run, list[int], int], None]) -> None:
    """A section with `question` above it: `show` is given the run, all epochs whose weights are kept, and the chosen one.

    While the run trains it follows the latest epoch. A click in it reruns only this section.
    """
    st.header(question, anchor=False)

    def look() -> None:
        states, epochs = feeds().states([run.id]), store().checkpoints.epochs(run.id)
        with st.container():  # also at the end: what comes and goes before a figure would mount it anew, and it would blink
            rerun_when_changed(states, ["status", "epoch"], key=f"rerun on epochs of {run.id}", pace=SECTION)
        if not states or not epochs:
            st.caption("No epoch's weights are kept of this run." if run.ended else "This begins when its first epoch is done.")
            return
        now = states[0].run
        with st.container():  # also when it is empty
            epoch = _chosen_epoch(now, epochs)
        try:
            show(now, epochs, epoch)
        except (ModelError, DataError, OSError) as error:
            reason = "The weights of this run are gone." if isinstance(error, OSError) else error
            st.warning(f"{reason} Its curves above are kept.", icon=":material/broken_image:")

    st.fragment(look)()


def _chosen_epoch(run: Run, epochs: list[int]) -> int:
    """The epoch that the visitor looks at; the last one, also when it is a new one, until another is chosen."""
    if len(epochs) == 1 and run.ended:
        return epochs[0]
    options: list[int | str] = [*(epochs[:-1] if run.ended else epochs), LATEST]  # also at the end: it may train on
    chosen = st.select_slider(
        "After epoch",
        options,
        value=LATEST,
        key=f"epoch of {run.id}",
        help="Go back in time: everything below follows.",
    )
    return epochs[-1] if chosen == LATEST else int(chosen)


def weights_path(run: Run, epoch: int) -> str:
    """Path of the weights file of a run after `epoch`."""
    return str(store().checkpoints.path(run.id, epoch))


def weights_version(path: str) -> tuple[str, int]:
    """What tells these weights from others in a cache key."""
    return path, Path(path).stat().st_mtime_ns
