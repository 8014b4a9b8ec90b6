"""Below a run: the code that trained it beside the lecture's, and two random images fed forward."""

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from core.datasets import DATASETS
from core.events import Changed, Started
from core.export.lecture import feed_forward, feed_forward_code, lecture_loop, lecture_program, marked, our_loop
from core.export.take_home import reproduce
from core.mlp import ModelError
from core.runs.store import Run
from pages.ui.resources import model, store

SERVER: Final = "On the server"
SCRIPT: Final = "reproduce.py"
HEIGHT: Final = 480  # px


def show_code(run: Run) -> None:
    """The loop that ran and the lecture's with the same settings, and the lecture's first try of a network."""
    st.header("The code that ran", anchor=False)
    st.markdown(
        "The lecture reads each loss at every step and loads one picture at a time. Ours keeps pictures and losses on the device, "
        "and tells the page what happens. The lecture's `loss.backward()` is written out in ours, layer by layer: it finds the same "
        "gradient in less time. Where a layer is more than an affine map and an activation, ours calls `backward` too."
    )
    _loops(run)
    if run.ended:
        _two_random_images(run)


def _loops(run: Run) -> None:
    chosen = st.segmented_control(
        "Ours", [SERVER, SCRIPT], default=SERVER, required=True, key="our_code", label_visibility="collapsed", width="content"
    )
    started, changes = (store().events(run.id, kind) for kind in (Started, Changed))
    if chosen == SERVER:
        ours, lectures = marked(our_loop(), lecture_loop(run.config))
    else:
        ours, lectures = marked(reproduce(run.config, started, changes), lecture_program(run.config))
    left, right = st.columns(2)
    with left:
        st.markdown("**Ours.** Lines with `+` are only here.")
        st.code(ours, language="python", height=HEIGHT)
    with right:
        st.markdown("**The lecture's**, with this run's settings. Lines with `-` are only here.")
        st.code(lectures, language="python", height=HEIGHT)
    missing = ["what was changed while it trained"] * (not changes.empty) + ["the random stroke widths"] * (run.config.stroke > 0)
    if missing:
        st.caption(f"The lecture's loop does without {' and '.join(missing)}.")


def _two_random_images(run: Run) -> None:
    st.subheader("Feed forward two random images", anchor=False)
    path = store().weights_path(run.id)
    try:
        network, _ = model(str(path))
    except (ModelError, OSError) as error:
        reason = str(error) if isinstance(error, ModelError) else "The weights of this run are not kept, so its network cannot answer."
        st.caption(reason)
        return
    st.code(feed_forward_code(), language="python")
    if st.button("Run these lines", key=f"feed forward {run.id}", icon=":material/play_arrow:"):
        st.session_state["fed_forward"] = (run.id, feed_forward(network)[1])
    fed_run, outputs = st.session_state.get("fed_forward", ("", None))
    if fed_run == run.id:
        table = _table(outputs, DATASETS[run.config.dataset].classes)
        st.dataframe(table, column_config={name: st.column_config.NumberColumn(format="%.2f") for name in map(str, table)}, width="content")
        st.caption(
            "The numbers are noise and no picture, but one output of each row is the largest: this network cannot answer “none of these”."
        )


def _table(outputs: np.ndarray, classes: tuple[str, ...]) -> pd.DataFrame:
    """Outputs (2, K) or (2, 2K), a row for each image, named."""
    names = [*classes, *(f"log σ² of {name}" for name in classes)]
    return pd.DataFrame(outputs, index=["First image", "Second image"], columns=names[: outputs.shape[1]])
