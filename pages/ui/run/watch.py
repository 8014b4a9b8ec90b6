"""Watching runs: what a page shows of them is shown anew while they train, and no longer.

A page submits configs and keeps the runs' ids in its address; everything else is read from the store, so a reload, a second
tab or another visitor sees the same.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from core.config import RunConfig
from core.figures.overlay import Overlaid, accuracy_overlay
from core.runs import admission
from core.runs.admission import RefusedError
from core.runs.progress import Progress, duration, n_steps, progress
from core.runs.store import Run
from pages.ui.components.figure import show
from pages.ui.resources import cached_figure, history, store, visitor
from pages.ui.run.charts import changes_in_words, show_charts, version_of
from pages.ui.run.controls import show_controls, show_refusal
from pages.ui.run.diagnostics import show_diagnostics

POLL_SECONDS: Final = 0.5
FIRST_POLL_SECONDS: Final = 0.2  # until the first step is there: what a visitor who pressed Train waits for
STARTING_SECONDS: Final = 5.0  # a run that waits longer is behind others
DELETED: Final = "This run was deleted by its owner."
PAUSE_OR_STOP: Final = (
    "Pause if you mean to go on, Stop if you have seen enough: both keep what it has learnt, and Resume goes on from there."
)


def submit(*configs: RunConfig) -> list[str]:
    """Queue runs for this visitor, all or none; returns their ids, or none after saying why they were not taken."""
    try:
        return admission.submit(store(), configs, visitor())
    except RefusedError as error:
        st.error(str(error), icon=":material/block:")
        return []


def watch(run_ids: Sequence[str], show_runs: Callable[[list[Run]], None]) -> None:
    """Show these runs now, and about twice a second until all have ended. Of those that were deleted a sentence says so."""

    def tick() -> None:
        runs = existing_runs(run_ids)
        if len(runs) < len(run_ids):
            st.info(DELETED if len(run_ids) == 1 else "Some of these runs were deleted by their owner.", icon=":material/delete:")
        if runs:
            show_runs(runs)
        if runs and pace != poll_seconds(runs):  # a page drawn again would not know a deleted run, and the sentence would be gone
            st.rerun()  # with another clock or none; and the page around shows more of a run that has ended

    pace = poll_seconds(existing_runs(run_ids))
    st.fragment(tick, run_every=pace)()


def existing_runs(run_ids: Sequence[str]) -> list[Run]:
    """Those of the runs that there are."""
    runs = {run.id: run for run in store().runs(ids=run_ids)}  # one look at the store, however many they are
    return [runs[run_id] for run_id in run_ids if run_id in runs]


def poll_seconds(runs: Sequence[Run]) -> float | None:
    """Seconds between two looks at these runs; None when all have ended."""
    if all(run.ended for run in runs):
        return None
    return FIRST_POLL_SECONDS if any(map(_about_to_begin, runs)) else POLL_SECONDS


def show_run(runs: list[Run]) -> None:
    """One run: how far it is, its figures so far, its curves, what happens inside."""
    (run,) = runs
    events = history(run.id)
    steps, epochs = events["Step"], events["Epoch"]
    total = n_steps(run.config, events["Started"], epochs)
    now = progress(run.config, total, steps)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(now.fraction, text=state_in_words(run, now))
        if run.owner == visitor():
            show_controls(run)
        elif not run.ended:
            st.caption("Only its owner can stop or change it.", width="content")
    with st.container():  # also when there is nothing to say: what comes and goes before a figure would mount it anew, and it would blink
        show_refusal()
        if run.status == "running" and run.owner == visitor():
            st.caption(PAUSE_OR_STOP)
        if changes := changes_in_words(run.config, events["Changed"]):
            st.caption(f"Changed while it trained: {changes}.")
        if run.message:
            st.warning(run.message, icon=":material/info:")
    with st.container(horizontal=True):
        st.metric("Test accuracy", _percent(epochs, "test_acc"), help="Of the 10,000 test pictures, which it never trained on.")
        st.metric("Train accuracy", _percent(epochs, "train_acc"))
        st.metric(
            "Training loss", "–" if epochs.empty else f"{epochs['train_loss'].iloc[-1]:.3f}", help="Mean over the last epoch's batches."
        )
        st.metric("Digits per second", f"{now.samples_per_second:,.0f}" if now.samples_per_second else "–", help="Evaluation included.")
    show_charts(run, events, total)
    show_diagnostics(run, events["Diagnostics"], total)


def show_comparison(label: Callable[[Run], str]) -> Callable[[list[Run]], None]:
    """Several runs on one chart, each called what `label` says; for `watch`."""

    def show_now(runs: list[Run]) -> None:
        overlaid = []
        for run in runs:
            events = history(run.id)
            now = progress(run.config, n_steps(run.config, events["Started"], events["Epoch"]), events["Step"])
            st.progress(now.fraction, text=f"{label(run)}: {state_in_words(run, now)}")
            overlaid.append(Overlaid(label(run), events["Step"], events["Epoch"]))
        n_epochs = max(run.config.epochs for run in runs)
        versions = tuple((run.id, one.label, version_of(one.epochs)) for run, one in zip(runs, overlaid, strict=True))
        figure = cached_figure(("comparison", versions, n_epochs), lambda: accuracy_overlay(overlaid, n_epochs))
        show(figure, key="comparison", alt="Test accuracy of these runs after each epoch.")

    return show_now


def state_in_words(run: Run, now: Progress) -> str:
    """What is happening, in a few words."""
    if run.status == "queued":
        ids = [queued.id for queued in store().queue()]
        ahead = (ids.index(run.id) if run.id in ids else 0) + len(store().runs(status="running"))
        return f"Queued: {ahead} run{'s' if ahead != 1 else ''} ahead" if ahead else "Starting"
    if run.status == "running":
        left = "" if now.seconds_left is None else f", {duration(now.seconds_left)} left"
        return f"Epoch {now.epoch} of {run.config.epochs}{left}"
    where = "" if run.status == "finished" else f" in epoch {now.epoch},"
    return f"{run.status.capitalize()}{where} after {now.seconds:.1f} s"


def _about_to_begin(run: Run) -> bool:
    if run.status == "queued":
        return time.time() - run.created < STARTING_SECONDS
    return run.status == "running" and history(run.id)["Step"].empty


def _percent(epochs: pd.DataFrame, column: str) -> str:
    return "–" if epochs.empty else f"{epochs[column].iloc[-1]:.1%}"
