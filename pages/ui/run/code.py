"""Below a run: the code that trained it beside the lecture's, and the lecture's pieces one at a time."""

from typing import Final

import streamlit as st

from core.events import Changed, Started
from core.export.lecture import lecture_loop, lecture_program, marked, our_loop
from core.export.take_home import reproduce
from core.runs.store import Run
from pages.ui.resources import store
from pages.ui.run.lecture_pieces import show_lecture_pieces

SERVER: Final = "On the server"
SCRIPT: Final = "reproduce.py"
HEIGHT: Final = 480  # px


def show_code(run: Run) -> None:
    """The loop that ran and the lecture's with the same settings, and the lecture's first try of a network."""
    st.header("The code that ran", anchor=False)
    st.markdown(
        "The lecture loads one picture at a time, adds up the loss tensors and reads their sum once an epoch. Ours keeps all pictures on "
        "the device, and every loss, which it reads a few times a second for the curve. The lecture's "
        "`loss.backward()` is written out in ours, layer by layer: it finds the same "
        "gradient in less time. Where a layer is more than an affine map and an activation, ours calls `backward` too."
    )
    _loops(run)
    show_lecture_pieces(run)


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
