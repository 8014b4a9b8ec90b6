"""When did it learn to read my digit? The visitor's own drawing, read by a run's network after every epoch."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import DATASETS
from core.figures.evaluation import probabilities_over_epochs
from core.interpret.evaluation import stable_since
from core.mlp import ModelError
from core.runs.store import Run
from pages.ui.components.figure import show
from pages.ui.resources import cached_figure, class_probabilities, preprocessed
from pages.ui.run.epoch_section import epoch_section, weights_path


def show_own_drawing(run: Run) -> None:
    """What each epoch's network says to the drawing on the Draw page; or, without one, how to get it."""
    epoch_section(run, "When did it learn to read your drawing?", _own_drawing)


def _own_drawing(run: Run, epochs: list[int], chosen: int) -> None:
    pixels, classes = own_drawing(), DATASETS[run.config.dataset].classes
    if pixels is None:
        st.markdown("Draw something on the **Draw** page and come back: here you will see what the network said to it after every epoch.")
        st.page_link("draw.py", label="Draw", icon=":material/draw:")
        return
    kept, rows = [], []
    for epoch in epochs:
        try:
            rows.append(class_probabilities(weights_path(run, epoch), pixels))
            kept.append(epoch)
        except (ModelError, OSError):
            if epoch == chosen:
                raise
    probabilities = np.array(rows)  # (E, 10)
    st.markdown(in_words(kept, probabilities, classes))
    key = ("own drawing", tuple(kept), chosen, classes, probabilities.tobytes())
    show(
        cached_figure(key, lambda: probabilities_over_epochs(kept, probabilities, chosen, classes)),
        key="own_drawing",
        alt="The probability of each class for your drawing after every epoch.",
    )


def own_drawing() -> NDArray[np.float32] | None:
    """What the visitor has drawn in this session, as the network receives it (28, 28); None for nothing."""
    sheet = st.session_state.get("draw_sheet")
    return preprocessed(sheet.picture) if sheet and sheet.picture else None


def in_words(epochs: list[int], probabilities: NDArray[np.float32], classes: tuple[str, ...]) -> str:
    """Since when the answer is what it is."""
    answers = probabilities.argmax(1)
    answer, since = classes[answers[-1]], stable_since(answers)
    if since == 0:
        return f"It has read your drawing as **{answer}** after every epoch. Each column is an epoch; the frame is the one chosen above."
    before = classes[answers[since - 1]]
    return (
        f"It reads your drawing as **{answer}** since epoch **{epochs[since]}**; the epoch before it said {before}. "
        "Each column is an epoch; the frame is the one chosen above."
    )
