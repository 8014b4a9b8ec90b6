"""The same network trained with every loss from equal seeds, live, side by side; and then how good each one's probabilities are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from core.config import RunConfig
from core.figures.evaluation import calibration_overlay
from core.interpret.evaluation import Predictions, accuracy, calibration, expected_calibration_error, negative_log_likelihood
from core.losses import LOSSES
from core.mlp import ModelError
from core.mnist import DataError
from core.runs.live import RunState
from core.runs.run import Run
from pages.ui import guesses
from pages.ui.components.figure import show
from pages.ui.losses.side_by_side import SideBySide, loss_title
from pages.ui.registry_choice import choose
from pages.ui.resources import cached_figure, predictions, store
from pages.ui.run.watch import show_comparison

COMPARED: Final = tuple(LOSSES)
ALL_LOSSES: Final = SideBySide("all", parameter="runs", label="Train all five", n_runs=len(COMPARED))


@dataclass(frozen=True)
class Condition:
    """What the losses are compared under."""

    title: str
    settings: Mapping[str, Any]  # what is not the lecture's


CONDITIONS: Final = {
    "lecture": Condition("The lecture's settings", {}),
    "few": Condition("100 examples", {"n_examples": 100, "batch_size": 10}),
    "noisy": Condition("40 % wrong labels", {"label_noise": 0.4}),
    "fast": Condition("Ten times the learning rate", {"lr": 0.01}),
}
FEW_EPOCHS: Final = 10  # times as many with 100 examples: an epoch of them is ten steps


def compare_losses() -> None:
    """Start the runs, and show them for as long as their ids are in the address (`?runs=`)."""
    st.header("What do the losses make of the same network?", anchor=False)
    st.markdown(
        "The lecture's network, 784-256-10 with Adam, trained on this server with each of the five losses. Equal seeds: the same first "
        "weights, the same digits in the same order. One learning rate suits all: Adam divides by the size of the gradients, so its steps "
        "hardly depend on the loss's scale. **Look at the curves, and then at the table** of how good the probabilities are."
    )
    condition = choose("Where do they differ?", CONDITIONS, key="condition", default="lecture")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        epochs = st.slider("Epochs", 1, 10, 3, key="compared_epochs", bind="query-params", width=260)
        ALL_LOSSES.controls(_configs(condition, epochs))
    guesses.ask("most_accurate", "Which of them will classify most test digits correctly?", {name: LOSSES[name].title for name in COMPARED})
    ALL_LOSSES.show(_show, "Here you will see the test accuracy of all five rise, live.")


def _configs(condition: str, epochs: int) -> list[RunConfig]:
    """One for each loss."""
    passes = FEW_EPOCHS * epochs if condition == "few" else epochs
    return [RunConfig(loss=name, epochs=passes, **CONDITIONS[condition].settings) for name in COMPARED]


def _show(states: list[RunState]) -> None:
    show_comparison(loss_title)(states)
    predicted = {loss_title(state.run): found for state in states if state.run.ended and (found := _predictions(state.run))}
    if not predicted:
        st.caption("How good their probabilities are is measured on the test digits when the first of them has ended.")
        return
    st.table(_table(predicted).style.format({"Accuracy": "{:.2%}", "−log likelihood, nats": "{:.4f}", "Calibration error": "{:.2%}"}))
    key = ("calibration of losses", tuple(state.position for state in states), tuple(predicted))
    figure = cached_figure(key, lambda: calibration_overlay({title: calibration(each) for title, each in predicted.items()}))
    show(figure, key="calibration_of_losses", alt="How often each network is right, by how sure it is.")
    if len(predicted) == len(COMPARED) and all(state.run.status == "finished" for state in states):
        accuracies = {state.run.config.loss: accuracy(predicted[loss_title(state.run)]) for state in states}
        st.markdown(guesses.settle("most_accurate", max(accuracies, key=accuracies.__getitem__)))
    st.markdown(
        "**−log likelihood** is the mean surprise at the true digit; **calibration error** is how far confidence and accuracy are apart on "
        "average. The first two losses have softmax, which makes probabilities of any outputs. The other three estimate the probabilities "
        "themselves: these are only clipped to [0, 1] and divided by their sum."
    )


def _predictions(run: Run) -> Predictions | None:
    """What the run's last weights predict for the test digits; None where there are none."""
    try:
        return predictions(str(store().weights_path(run.id)))
    except (ModelError, DataError, OSError):
        return None


def _table(predicted: dict[str, Predictions]) -> pd.DataFrame:
    rows = {title: (accuracy(each), negative_log_likelihood(each), expected_calibration_error(each)) for title, each in predicted.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["Accuracy", "−log likelihood, nats", "Calibration error"])
