"""Watching runs: what a page shows of them goes on by itself while they train.

A page submits configs and keeps the runs' ids in its address; everything else is read from the store, so a reload, a second
tab or another visitor sees the same. While a run only moves on, the server's stream (core/web/streams.py) brings what is new to
curves, numbers and bar in the browser; this code runs again when something changes that they depend on.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from core.config import RunConfig
from core.figures.overlay import Expected, Overlaid, accuracy_overlay
from core.runs import admission
from core.runs.admission import RefusedError
from core.runs.live import RunState
from core.runs.progress import n_steps
from core.runs.run import Run
from pages.ui.components import run_metrics, run_progress
from pages.ui.components.figure import GrowingTrace, Live, show
from pages.ui.components.follow import Pace, positions_of
from pages.ui.resources import cached_figure, feeds, history, store, visitor
from pages.ui.run.charts import changes_in_words, show_charts, version_of
from pages.ui.run.controls import show_controls, show_refusal
from pages.ui.run.diagnostics import show_diagnostics
from pages.ui.run.following import AT_ONCE, are_live, deliver_if_blocked, is_blocked, rerun_when_changed

ShowRuns = Callable[[list[RunState]], None]
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


def watch(
    run_ids: Sequence[str],
    show_runs: ShowRuns,
    *,
    on: Sequence[str] = ("status", "shape"),
    pace: Pace = AT_ONCE,
    name: str = "",
) -> None:
    """Show these runs, and again whenever one of the tokens `on` changes until all have ended. A sentence tells of deleted ones.

    Where the same runs may be watched twice on a page, `name` tells the two apart.
    """
    key = f"{name}{' '.join(on)} of {hashlib.sha256(','.join(run_ids).encode()).hexdigest()[:8]}"

    def now() -> None:
        states = feeds().states(run_ids)
        if len(states) < len(run_ids):
            st.info(DELETED if len(run_ids) == 1 else "Some of these runs were deleted by their owner.", icon=":material/delete:")
        if states:
            show_runs(states)
            rerun_when_changed(states, on, key=f"rerun on {key}", pace=pace, reports_blocked=True)
            if (are_live(states), is_blocked()) != before:  # a page drawn anew would not know a deleted run
                st.rerun()  # the page around shows more of a run that has ended

    states = feeds().states(run_ids)
    before = are_live(states), is_blocked()
    st.fragment(now)()
    deliver_if_blocked(states, key=f"deliver {key}")


def show_run(states: list[RunState]) -> None:
    """One run: how far it is, its figures so far, its curves, what happens inside."""
    (state,) = states
    run, events = state.run, history(state.run.id, state.position.number)
    positions = None if run.ended else positions_of(states)
    total = n_steps(run.config, events["Started"], events["Epoch"])
    with st.container(horizontal=True, vertical_alignment="center"):
        run_progress.show(state.words, state.fraction, key="progress", positions=positions)
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
    run_metrics.show(state.metrics, key="metrics", positions=positions)
    show_charts(state, events, total)
    show_diagnostics(state, events["Diagnostics"], total)


def show_comparison(label: Callable[[Run], str], expected: Sequence[Expected] = (), key: str = "comparison") -> ShowRuns:
    """Several runs on one chart, each called what `label` says, over what is expected of them; for `watch`."""

    def show_now(states: list[RunState]) -> None:
        overlaid = []
        for state in states:
            events = history(state.run.id, state.position.number)
            positions = None if state.run.ended else positions_of([state])
            run_progress.show(
                state.words, state.fraction, key=f"{key} progress of {state.run.id}", label=label(state.run), positions=positions
            )
            overlaid.append(Overlaid(label(state.run), events["Step"], events["Epoch"]))
        n_epochs = max(state.run.config.epochs for state in states)
        versions = tuple((state.run.id, one.label, version_of(one.epochs)) for state, one in zip(states, overlaid, strict=True))
        figure = cached_figure((key, versions, n_epochs, str(expected)), lambda: accuracy_overlay(overlaid, n_epochs, expected))
        show(figure, key=key, alt="Test accuracy of these runs after each epoch.", live=growing_accuracies(states))

    return show_now


def growing_accuracies(states: Sequence[RunState]) -> Live | None:
    """How an overlay of these runs' test accuracies grows while one of them trains."""
    if not are_live(states):
        return None
    return Live(positions_of(states), [GrowingTrace(i, state.run.id, "Epoch", "epoch", "test_acc") for i, state in enumerate(states)])
