"""What a run's network confuses, and the pictures behind each cell of the confusion matrix."""

from typing import Final

import numpy as np
import streamlit as st

from core.datasets import DATASETS
from core.figures.evaluation import confusion_matrix, digit_pictures
from core.interpret.evaluation import Predictions, confusion, examples, most_confident_mistakes, most_frequent_mistake
from core.runs.store import Run
from pages.ui.components.figure import clicked, show
from pages.ui.resources import cached_figure, predictions, test_digits
from pages.ui.run.epoch_section import epoch_section, weights_path, weights_version

N_EXAMPLES: Final = 12


def show_mistakes(run: Run) -> None:
    """What the network confuses, and the pictures that it read wrong."""
    epoch_section(run, "What does it confuse, and since when?", _mistakes)


def _mistakes(run: Run, _: list[int], epoch: int) -> None:
    path, classes = weights_path(run, epoch), DATASETS[run.config.dataset].classes
    answers, images, weights = predictions(path), test_digits(run.config.dataset).images, weights_version(path)
    left, right = st.columns(2, gap="large")
    counts, point = confusion(answers), clicked("confusion")
    chosen = (int(point.y), int(point.x)) if point else None
    with left:
        st.markdown("Rows are the true classes, columns the answers. **Press a cell** to see those pictures.")
        show(
            cached_figure(("confusion", weights, chosen), lambda: confusion_matrix(counts, classes, chosen)),
            key="confusion",
            alt="How often each class was read as which, on 10,000 test pictures.",
        )
    with right:
        found = _found_in_words(answers, counts, classes, chosen)
        if len(found):
            pictures, captions = images[found].reshape(-1, 28, 28).numpy(), _captions(answers, found, classes)
            n_columns = 3 if "<br>" in captions[0] else 4
            figure = cached_figure(("examples", weights, chosen), lambda: digit_pictures(pictures, captions, n_columns))
            show(figure, key="digits", alt="Test pictures: " + "; ".join(captions).replace("<br>", " "))


def _found_in_words(answers: Predictions, counts: np.ndarray, classes: tuple[str, ...], chosen: tuple[int, int] | None) -> np.ndarray:
    """Say which pictures are shown: those of the chosen cell, else the surest mistakes. Returns their numbers."""
    if chosen:
        found = examples(answers, *chosen, N_EXAMPLES)
        true, said = (classes[i] for i in chosen)
        st.markdown(
            f"Pictures of **{true}** that were read as **{said}**: **{counts[chosen]:,}**{', the surest first:' if len(found) else '.'}"
        )
        return found
    wrong = int((answers.labels != answers.predicted).sum())
    cell = most_frequent_mistake(counts)
    true, said = (classes[i] for i in cell)
    st.markdown(
        f"**{wrong:,}** of the 10,000 test pictures were read wrong, most often **{true}** as **{said}** ({counts[cell]:,} times). "
        "It was surest of these:"
        if wrong
        else "It read all test pictures right."
    )
    return most_confident_mistakes(answers, N_EXAMPLES)


def _captions(answers: Predictions, found: np.ndarray, classes: tuple[str, ...]) -> list[str]:
    """7, said 2 (98%); long names on lines of their own."""
    line = "<br>" if max(map(len, classes)) > 3 else " "
    return [f"{classes[answers.labels[i]]},{line}said {classes[answers.predicted[i]]}{line}({answers.confidence[i]:.0%})" for i in found]
