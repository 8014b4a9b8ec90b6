"""The chosen runs on one chart, what they reached, and the settings in which they differ."""

from collections.abc import Hashable, Sequence

import streamlit as st

from core.figures.overlay import Overlaid, accuracy_overlay, loss_overlay
from core.losses import LOSSES
from core.runs.live import RunState
from core.runs.overview import side_by_side
from core.runs.store import Run
from core.runs.sweep import differing_fields
from pages.ui.components.figure import GrowingTrace, Live, show
from pages.ui.components.follow import positions_of
from pages.ui.resources import cached_figure, history, store
from pages.ui.run.charts import version_of
from pages.ui.run.following import TABLE, are_live
from pages.ui.run.watch import growing_accuracies, watch

ACCURACY, LOSS = "Test accuracy", "Training loss"


def show_overlay(runs: Sequence[Run]) -> None:
    """The runs' curves and what they reached, live while one of them trains; and what differs in their settings."""
    what = st.segmented_control("Curve", [ACCURACY, LOSS], default=ACCURACY, required=True, key="overlay", label_visibility="collapsed")

    def show_now(states: list[RunState]) -> None:
        (_show_loss if what == LOSS else _show_accuracy)(states)
        if len(states) > 1:
            _show_table([state.run for state in states])

    watch([run.id for run in runs], show_now, on=("status", "shape", "epoch"), pace=TABLE)


def _show_accuracy(states: list[RunState]) -> None:
    (overlaid, version), runs = _overlaid(states), [state.run for state in states]
    n_epochs = max(run.config.epochs for run in runs) if are_live(states) else None  # the axes stand still while the runs train
    figure = cached_figure(("accuracy overlay", n_epochs, version), lambda: accuracy_overlay(overlaid, n_epochs))
    alt = f"Test accuracy after each epoch of {_names(runs)}."
    show(figure, key="overlay_accuracy", alt=alt, live=growing_accuracies(states))


def _show_loss(states: list[RunState]) -> None:
    (overlaid, version), runs = _overlaid(states), [state.run for state in states]
    unit = " or ".join(sorted({LOSSES[run.config.loss].unit for run in runs}))
    figure = cached_figure(("loss overlay", unit, version), lambda: loss_overlay(overlaid, unit=unit))
    traces = [GrowingTrace(i, run.id, "Step", "step", "loss") for i, run in enumerate(runs)]
    live = Live(positions_of(states), traces) if are_live(states) else None
    show(figure, key="overlay_loss", alt=f"Training loss over the steps of {_names(runs)}.", live=live)
    if len({run.config.loss for run in runs}) > 1:
        st.caption("These runs minimise different losses: the heights of their curves do not compare, only their shapes.")


def _show_table(runs: list[Run]) -> None:
    st.dataframe(
        side_by_side(runs, store().last_epochs(run.id for run in runs)),
        alt="What the chosen runs reached and the settings in which they differ, a column for each run.",
    )
    if not differing_fields([run.config for run in runs]):
        st.caption("These runs have equal settings, so on one device their curves are equal too.")


def _overlaid(states: Sequence[RunState]) -> tuple[list[Overlaid], Hashable]:
    """What the chart shows of these runs, and the cache key of this state of them."""
    histories = [history(state.run.id, state.position.number) for state in states]
    overlaid = [Overlaid(state.run.label, events["Step"], events["Epoch"]) for state, events in zip(states, histories, strict=True)]
    pairs = zip(states, overlaid, strict=True)
    return overlaid, tuple((state.run.id, state.run.label, version_of(one.steps), version_of(one.epochs)) for state, one in pairs)


def _names(runs: Sequence[Run]) -> str:
    return ", ".join(run.label for run in runs)
