"""How often a run's network is right: by class, and by how sure it is."""

import streamlit as st

from core.datasets import DATASETS
from core.figures.evaluation import accuracy_by_class, calibration_curve
from core.interpret.evaluation import calibration, confusion, worst_class
from core.runs.store import Run
from pages.ui.components.figure import show
from pages.ui.resources import cached_figure, predictions
from pages.ui.run.epoch_section import epoch_section, weights_path, weights_version


def show_certainty(run: Run) -> None:
    """How often it is right: by class, and by how sure it is."""
    epoch_section(run, "How sure is it, and is it right?", _certainty)


def _certainty(run: Run, _: list[int], epoch: int) -> None:
    path, classes = weights_path(run, epoch), DATASETS[run.config.dataset].classes
    answers, weights = predictions(path), weights_version(path)
    counts = confusion(answers)
    left, right = st.columns(2, gap="large")
    with left:
        show(
            cached_figure(("accuracy by class", weights), lambda: accuracy_by_class(counts, classes)),
            key="by_class",
            alt="The share of each class that was read right.",
        )
        worst, share = worst_class(counts)
        st.markdown(f"It reads **{classes[worst]}** worst: {share:.1%} of its test pictures are read right.")
    with right:
        show(
            cached_figure(("calibration", weights), lambda: calibration_curve(calibration(answers))),
            key="calibration",
            alt="How often answers were right, by the confidence they were given with.",
        )
        st.markdown(
            "On the dashed line it is right as often as it is sure. Below the line it is too sure of itself, above it not sure enough."
        )
