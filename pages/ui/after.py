"""What a run's network learnt, epoch by epoch: shown below the run once it has ended."""

import numpy as np
import streamlit as st

from core.figures.inspection import accuracy_by_class, calibration_curve, confusion_matrix, digit_pictures, weight_pictures
from core.inspection import Reading, calibration, confusion, examples, first_layer, worst_mistakes
from core.mlp import ModelError
from core.store import Run
from pages.ui.components.figure import show
from pages.ui.resources import digits, model, reading, store

N_EXAMPLES = 12
N_PICTURES = 32


def draw_inspection(run: Run) -> None:
    """Sections about the weights of a run after an epoch of the visitor's choice; nothing before its first epoch is done."""
    epochs = store().checkpoints.epochs(run.id)
    if not epochs:
        return
    st.header("What did it learn, and when?", anchor=False)
    epoch = epochs[-1]
    if len(epochs) > 1:
        epoch = st.select_slider(
            "After epoch", epochs, value=epochs[-1], key=f"epoch of {run.id}", help="Go back in time: everything below follows."
        )
    path = str(store().checkpoints.path(run.id, epoch))
    try:
        answers, (network, _) = reading(path), model(path)
    except (ModelError, OSError) as error:
        reason = error if isinstance(error, ModelError) else "The weights of this run are gone."
        st.warning(f"{reason} Its curves above are kept.", icon=":material/broken_image:")
        return
    _mistakes(answers)
    _trust(answers)
    st.header("What does the first layer look for?", anchor=False)
    st.markdown(
        "Each picture is one unit's 784 weights. Ink where it is vermilion switches the unit on, ink where it is blue switches it off."
    )
    show(
        weight_pictures(first_layer(network, N_PICTURES)),
        key="weights",
        alt="The weights of the units with the largest weights, as pictures.",
    )


def _mistakes(answers: Reading) -> None:
    left, right = st.columns(2, gap="large")
    counts = confusion(answers)
    with left:
        st.markdown("Rows are the true digits, columns the answers. **Click a cell** to see those digits.")
        clicked = show(confusion_matrix(counts), key="confusion", alt="How often each digit was read as which, on 10,000 test digits.")
    with right:
        if clicked:
            true, said = int(clicked.y), int(clicked.x)
            found = examples(answers, true, said, N_EXAMPLES)
            st.markdown(
                f"**{counts[true, said]:,}** times a **{true}** was read as **{said}**" + (", the surest first:" if len(found) else ".")
            )
        else:
            found = worst_mistakes(answers, N_EXAMPLES)
            wrong = int((answers.labels != answers.said).sum())
            st.markdown(
                f"**{wrong:,}** of the 10,000 test digits were read wrong. It was surest of these:"
                if wrong
                else "It read all test digits right."
            )
        _pictures(answers, found)


def _trust(answers: Reading) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        show(accuracy_by_class(confusion(answers)), key="by_class", alt="The share of each digit that was read right.")
    with right:
        show(
            calibration_curve(calibration(answers)),
            key="calibration",
            alt="How often answers were right, by the confidence they were given with.",
        )


def _pictures(answers: Reading, found: np.ndarray) -> None:
    images = digits().test.images[found].reshape(-1, 28, 28).numpy()
    captions = [f"{answers.labels[i]}, said {answers.said[i]} ({answers.confidence[i]:.0%})" for i in found]
    if captions:
        show(digit_pictures(images, captions), key="digits", alt="Test digits: " + "; ".join(captions))
