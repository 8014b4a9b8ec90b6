"""What a run's network has learnt, epoch by epoch: shown below the run, while it trains and after."""

from pathlib import Path
from typing import Final

import numpy as np
import streamlit as st

from core.datasets import DATASETS
from core.figures.inspection import accuracy_by_class, calibration_curve, confusion_matrix, digit_pictures, weight_pictures
from core.inspection import Reading, calibration, confusion, examples, first_layer, largest_units, worst_mistakes
from core.mlp import ModelError
from core.mnist import DataError
from core.store import Run
from pages.ui.components.figure import show
from pages.ui.own_drawing import draw_own_drawing
from pages.ui.resources import drawn, model, reading, store, test_digits

N_EXAMPLES: Final = 12
N_PICTURES: Final = 32
LATEST: Final = "latest"
LOOK_SECONDS: Final = 2.0  # between two looks for a new epoch while it trains


def draw_inspection(run: Run) -> None:
    """Sections about the weights of a run after an epoch of the visitor's choice; nothing before its first epoch is done.

    While it trains they follow its latest epoch. A click in them redraws them alone.
    """

    def look() -> None:
        if (now := store().run(run.id)) and (epochs := store().checkpoints.epochs(run.id)):
            _inspect(now, epochs)

    st.fragment(look, run_every=None if run.ended else LOOK_SECONDS)()


def _inspect(run: Run, epochs: list[int]) -> None:
    st.header("What did it learn, and when?", anchor=False)
    with st.container():  # also when it is empty: what comes and goes before a figure would mount it anew, and it would blink
        epoch = _chosen_epoch(run, epochs)
    path, newest = (str(store().checkpoints.path(run.id, one)) for one in (epoch, epochs[-1]))
    try:
        answers, (network, _), (newest_network, _) = reading(path), model(path), model(newest)
        images = test_digits(run.config.dataset).images
        weights = f"{path} {Path(path).stat().st_mtime_ns}"
    except (ModelError, DataError, OSError) as error:
        reason = "The weights of this run are gone." if isinstance(error, OSError) else error
        st.warning(f"{reason} Its curves above are kept.", icon=":material/broken_image:")
        return
    classes = DATASETS[run.config.dataset].classes
    _mistakes(weights, answers, images, classes)
    _trust(weights, answers, classes)
    draw_own_drawing(run, epochs, epoch, classes)
    st.header("What does the first layer look for?", anchor=False)
    st.markdown(
        "Each picture is one unit's 784 weights. Ink where it is vermilion switches the unit on, ink where it is blue switches it off."
    )
    units = largest_units(newest_network, N_PICTURES)
    show(
        drawn(f"weights {weights} {units}", lambda: weight_pictures(first_layer(network, units))),
        key="weights",
        alt="The weights of the units with the largest weights, as pictures.",
    )


def _chosen_epoch(run: Run, epochs: list[int]) -> int:
    """The epoch that the visitor looks at; the last one, also when it is a new one, until another is chosen."""
    if len(epochs) == 1 and run.ended:
        return epochs[0]
    options: list[int | str] = [*epochs] if run.ended else [*epochs, LATEST]
    chosen = st.select_slider(
        "After epoch",
        options,
        value=options[-1],
        key=f"epoch of {run.id}",
        help="Go back in time: everything below follows.",
    )
    return epochs[-1] if chosen == LATEST else int(chosen)


def _mistakes(weights: str, answers: Reading, images: np.ndarray, classes: tuple[str, ...]) -> None:
    left, right = st.columns(2, gap="large")
    counts = confusion(answers)
    with left:
        st.markdown("Rows are the true classes, columns the answers. **Click a cell** to see those pictures.")
        clicked = show(
            drawn(f"confusion {weights}", lambda: confusion_matrix(counts, classes)),
            key="confusion",
            alt="How often each class was read as which, on 10,000 test pictures.",
        )
    with right:
        if clicked:
            true, said = int(clicked.y), int(clicked.x)
            found = examples(answers, true, said, N_EXAMPLES)
            st.markdown(
                f"**{counts[true, said]:,}** times **{classes[true]}** was read as **{classes[said]}**"
                + (", the surest first:" if len(found) else ".")
            )
        else:
            found = worst_mistakes(answers, N_EXAMPLES)
            wrong = int((answers.labels != answers.said).sum())
            st.markdown(
                f"**{wrong:,}** of the 10,000 test pictures were read wrong. It was surest of these:"
                if wrong
                else "It read all test pictures right."
            )
        if len(found):
            pictures, captions = images[found].reshape(-1, 28, 28).numpy(), _captions(answers, found, classes)
            n_columns = 3 if "<br>" in captions[0] else 4
            figure = drawn(f"pictures {weights} {clicked}", lambda: digit_pictures(pictures, captions, n_columns))
            show(figure, key="digits", alt="Test pictures: " + "; ".join(captions).replace("<br>", " "))


def _trust(weights: str, answers: Reading, classes: tuple[str, ...]) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        show(
            drawn(f"classes {weights}", lambda: accuracy_by_class(confusion(answers), classes)),
            key="by_class",
            alt="The share of each class that was read right.",
        )
    with right:
        show(
            drawn(f"calibration {weights}", lambda: calibration_curve(calibration(answers))),
            key="calibration",
            alt="How often answers were right, by the confidence they were given with.",
        )


def _captions(answers: Reading, found: np.ndarray, classes: tuple[str, ...]) -> list[str]:
    """7, said 2 (98%); long names on lines of their own."""
    line = "<br>" if max(map(len, classes)) > 3 else " "
    return [f"{classes[answers.labels[i]]},{line}said {classes[answers.said[i]]}{line}({answers.confidence[i]:.0%})" for i in found]
