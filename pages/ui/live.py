"""Watching runs: what a page shows of them is drawn again while they train, and no longer.

A page submits configs and keeps the runs' ids in its address; everything else is read from the store, so a reload, a second
tab or another visitor sees the same.
"""

from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from core import admission
from core.admission import RefusedError
from core.config import RunConfig
from core.events import RESUMABLE
from core.figures.train import Curve, accuracy_curve, comparison, loss_curve
from core.losses import LOSSES
from core.progress import Progress, progress
from core.store import Run
from pages.ui.components.figure import show
from pages.ui.resources import history, store, visitor

POLL_SECONDS: Final = 0.5


def submit(*configs: RunConfig) -> list[str]:
    """Queue runs for this visitor, all or none; returns their ids, or none after saying why they were not taken."""
    try:
        return admission.submit(store(), configs, visitor())
    except RefusedError as error:
        st.error(str(error), icon=":material/block:")
        return []


def resume(run: Run) -> None:
    """Let a run go on; a callback, so that a refusal is said by `draw_run`."""
    try:
        admission.resume(store(), run)
    except RefusedError as error:
        st.session_state["refusal"] = str(error)


def watch(run_ids: Sequence[str], draw: Callable[[list[Run]], None]) -> None:
    """Draw these runs now, and every half second until all have ended. Ids that nobody was given are left out."""

    def tick() -> None:
        runs = [run for run in map(store().run, run_ids) if run]
        draw(runs)
        if active != any(not run.ended for run in runs):
            st.rerun()  # with or without the clock; and the page around shows more of a run that has ended

    active = any(not run.ended for run in map(store().run, run_ids) if run)
    st.fragment(tick, run_every=POLL_SECONDS if active else None)()


def draw_run(runs: list[Run]) -> None:
    """One run: how far it is, its figures so far, its curves."""
    (run,) = runs
    events = history(run.id)
    started, steps, epochs = events["Started"], events["Step"], events["Epoch"]
    n_steps = 1 if started.empty else int(started["n_steps"].iloc[0])
    now = progress(run.config, n_steps, steps)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(now.fraction, text=state_in_words(run, now))
        if run.owner == visitor() and not run.ended:
            st.button("Stop", key="stop", icon=":material/stop_circle:", on_click=store().command, args=[run.id, "stop"])
        if run.owner == visitor() and run.status in RESUMABLE:
            st.button(
                "Resume",
                key="resume",
                icon=":material/resume:",
                on_click=resume,
                args=[run],
                help="Go on after the last whole epoch.",
            )
    if refusal := st.session_state.pop("refusal", None):
        st.error(refusal, icon=":material/block:")
    if run.message:
        st.warning(run.message, icon=":material/info:")
    with st.container(horizontal=True):
        st.metric("Test accuracy", _percent(epochs, "test_acc"), help="Of the 10,000 digits it never trained on.")
        st.metric("Train accuracy", _percent(epochs, "train_acc"))
        st.metric(
            "Training loss", "–" if epochs.empty else f"{epochs['train_loss'].iloc[-1]:.3f}", help="Mean over the last epoch's batches."
        )
        st.metric("Digits per second", f"{now.samples_per_second:,.0f}" if now.samples_per_second else "–", help="Evaluation included.")
    _curves(run, n_steps)


def _curves(run: Run, n_steps: int) -> None:
    steps, epochs = history(run.id)["Step"], history(run.id)["Epoch"]
    left, right = st.columns(2)
    with left:
        show(
            loss_curve(steps, n_steps, unit=LOSSES[run.config.loss].unit),
            key="loss_curve",
            alt="The training loss over the steps of this run.",
            into_view=run.id if st.session_state.get("just_started") == run.id else "",
        )
    with right:
        show(accuracy_curve(epochs, run.config.epochs), key="accuracy_curve", alt="Train and test accuracy after each epoch of this run.")


def draw_comparison(label: Callable[[Run], str]) -> Callable[[list[Run]], None]:
    """Several runs on one chart, each called what `label` says; for `watch`."""

    def draw(runs: list[Run]) -> None:
        for run in runs:
            started, steps = history(run.id)["Started"], history(run.id)["Step"]
            now = progress(run.config, 1 if started.empty else int(started["n_steps"].iloc[0]), steps)
            st.progress(now.fraction, text=f"{label(run)}: {state_in_words(run, now)}")
        curves = [Curve(label(run), history(run.id)["Epoch"]) for run in runs]
        n_epochs = max(run.config.epochs for run in runs)
        show(comparison(curves, n_epochs), key="comparison", alt="Test accuracy of these runs after each epoch.")

    return draw


def state_in_words(run: Run, now: Progress) -> str:
    """What is happening, in a few words."""
    if run.status == "queued":
        ids = [queued.id for queued in store().queue()]
        ahead = (ids.index(run.id) if run.id in ids else 0) + len(store().runs(status="running"))
        return f"Queued: {ahead} run{'s' if ahead != 1 else ''} ahead" if ahead else "Starting"
    if run.status == "running":
        left = "" if now.seconds_left is None else f", {now.seconds_left:.0f} s left"
        return f"Epoch {now.epoch} of {run.config.epochs}{left}"
    where = "" if run.status == "finished" else f" in epoch {now.epoch},"
    return f"{run.status.capitalize()}{where} after {now.seconds:.1f} s"


def _percent(epochs: pd.DataFrame, column: str) -> str:
    return "–" if epochs.empty else f"{epochs[column].iloc[-1]:.1%}"
