"""The chosen runs on one chart, and the settings in which they differ."""

from collections.abc import Sequence

import streamlit as st

from core.figures.runs import Overlaid, accuracy_overlay, differences, loss_overlay
from core.losses import LOSSES
from core.store import Run
from pages.ui.components.figure import show
from pages.ui.live import watch
from pages.ui.resources import history

ACCURACY, LOSS = "Test accuracy", "Training loss"


def draw_overlay(runs: Sequence[Run]) -> None:
    """The runs' curves, live while one of them trains; below, what differs in their settings."""
    what = st.segmented_control("Curve", [ACCURACY, LOSS], default=ACCURACY, required=True, key="overlay", label_visibility="collapsed")
    watch([run.id for run in runs], _draw_loss if what == LOSS else _draw_accuracy)
    if len(runs) < 2:
        return
    unlike = differences(runs)
    if unlike.empty:
        st.caption("These runs have equal settings, so on one device their curves are equal too.")
    else:
        st.dataframe(unlike, alt="The settings in which the chosen runs differ, a column for each run.")


def _draw_accuracy(runs: list[Run]) -> None:
    show(accuracy_overlay(_overlaid(runs)), key="overlay_accuracy", alt=f"Test accuracy after each epoch of {_names(runs)}.")


def _draw_loss(runs: list[Run]) -> None:
    units = sorted({LOSSES[run.config.loss].unit for run in runs})
    show(loss_overlay(_overlaid(runs), unit=" or ".join(units)), key="overlay_loss", alt=f"Training loss over the steps of {_names(runs)}.")
    if len({run.config.loss for run in runs}) > 1:
        st.caption("These runs minimise different losses: the heights of their curves do not compare, only their shapes.")


def _overlaid(runs: Sequence[Run]) -> list[Overlaid]:
    return [Overlaid(run.label, events["Step"], events["Epoch"]) for run in runs for events in [history(run.id)]]


def _names(runs: Sequence[Run]) -> str:
    return ", ".join(run.label for run in runs)
