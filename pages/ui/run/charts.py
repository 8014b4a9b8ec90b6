"""The curves of one run while it trains: loss, accuracies, learning rate, and where its settings were changed."""

from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd
import streamlit as st

from core.config import FIELDS, RunConfig, as_text
from core.events import Epoch, Step
from core.figures.train import Mark, View, accuracy_curve, loss_curve, lr_curve
from core.losses import LOSSES
from core.runs.event_columns import SMOOTHINGS
from core.runs.live import RunState
from core.runs.progress import n_steps
from core.schedules import SCHEDULES
from pages.ui.components.figure import GrowingTrace, Live, show
from pages.ui.components.follow import positions_of
from pages.ui.resources import cached_figure


def show_charts(state: RunState, events: dict[str, pd.DataFrame], total: int) -> None:
    """All curves of a run whose whole length is `total`, and how the visitor wants them drawn."""
    run, steps, epochs, changed = state.run, events["Step"], events["Epoch"], events["Changed"]
    view = _view()
    by_step = marks(changed, 1.0)
    version = (run.id, total, version_of(steps), version_of(epochs), tuple(by_step))
    loss = cached_figure(
        ("loss", version, view), lambda: loss_curve(steps, total, unit=LOSSES[run.config.loss].unit, view=view, marks=by_step)
    )
    accuracy = cached_figure(
        ("accuracy", version), lambda: accuracy_curve(epochs, run.config.epochs, marks(changed, run.config.epochs / total))
    )
    left, right = st.columns(2)
    with left:
        show(
            loss,
            key="loss_curve",
            alt="The training loss over the steps of this run.",
            into_view=run.id if st.session_state.get("just_started") == run.id else "",
            live=growing(state, "Step", "step", ["loss", f"mean {view.smooth}"][: loss.n_traces]),
        )
    with right:
        show(
            accuracy,
            key="accuracy_curve",
            alt="Train and test accuracy after each epoch of this run.",
            live=growing(state, "Epoch", "epoch", ["train_acc", "test_acc"]),
        )
    _choices()
    with st.container():  # also when it is empty: what comes and goes before a figure would mount it anew
        _lr(state, steps, total, view, by_step)


def growing(state: RunState, kind: str, x: str, columns: Sequence[str]) -> Live | None:
    """How a figure of a run grows whose traces are these columns of its events of this kind, over the column `x`."""
    if state.run.ended:
        return None
    return Live(positions_of([state]), [GrowingTrace(i, state.run.id, kind, x, y) for i, y in enumerate(columns)])


def show_empty_charts(config: RunConfig) -> None:
    """Where a run's curves will be. The browser loads plotly meanwhile, which takes longer than the first step of a run."""
    steps, epochs = (pd.DataFrame(columns=list(kind.__dataclass_fields__), dtype=float) for kind in (Step, Epoch))
    left, right = st.columns(2)
    with left:
        show(loss_curve(steps, n_steps(config, steps, epochs), unit=LOSSES[config.loss].unit), key="empty_loss", alt="No run yet.")
    with right:
        show(accuracy_curve(epochs, config.epochs), key="empty_accuracy", alt="No run yet.")


def _lr(state: RunState, steps: pd.DataFrame, total: int, view: View, by_step: list[Mark]) -> None:
    """Only where the rate is not always the same."""
    if not SCHEDULES[state.run.config.schedule].is_constant or any(mark.label.startswith("lr") for mark in by_step):
        show(
            lr_curve(steps, total, log_x=view.log_x, marks=[mark for mark in by_step if mark.label.startswith("lr")]),
            key="lr_curve",
            alt="The learning rate over the steps of this run.",
            live=growing(state, "Step", "step", ["lr"]),
        )


def version_of(events: pd.DataFrame) -> tuple[int, float]:
    """What tells one state of a run's events of a kind from another in a cache key: how many there are, and when the last one came."""
    return len(events), 0.0 if events.empty else float(events["seconds"].iloc[-1])


def marks(changed: pd.DataFrame, per_step: float) -> list[Mark]:
    """Where settings were changed, on an axis on which a step is `per_step` long."""
    rows = zip(changed["step"], changed["name"], changed["value"], strict=True)
    return [Mark(step * per_step, f"{FIELDS[name].short_label} {as_text(value)}") for step, name, value in rows]


def changes_in_words(config: RunConfig, changed: pd.DataFrame) -> str:
    """What was changed while it trained: "lr 0.001 → 0.01 at step 705, dropout 0 → 0.5 at step 900"."""
    held, words = asdict(config), []
    for step, name, value in zip(changed["step"], changed["name"], changed["value"], strict=True):
        words.append(f"{FIELDS[name].short_label} {as_text(held[name])} → {as_text(value)} at step {step:,}")
        held[name] = value
    return ", ".join(words)


def _view() -> View:
    """What the widgets below the charts say; they are drawn after what they change."""
    asked = st.session_state
    return View(bool(asked.get("log_steps", False)), bool(asked.get("log_loss", True)), int(asked.get("smooth_loss", SMOOTHINGS[2])))


def _choices() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.toggle("Log loss", value=True, key="log_loss", persist_state="session", help="On a log axis equal factors are equal lengths.")
        st.toggle("Log steps", key="log_steps", persist_state="session", help="The first steps change most: this shows them larger.")
        st.segmented_control(
            "Smooth: mean of the last … steps", SMOOTHINGS, default=SMOOTHINGS[2], required=True,
            key="smooth_loss", persist_state="session",
            format_func=lambda n: f"{n}" if n else "off",
            help="The strong line is the mean of the losses up to each step. It never looks ahead, so it lags where they fall fast.",
        )  # fmt: skip
