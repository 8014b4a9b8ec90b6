"""What a run's network has learnt, epoch by epoch: sections below the run, while it trains and after."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import streamlit as st

from core.datasets import DATASETS
from core.figures.evaluation import accuracy_by_class, calibration_curve, confusion_matrix, digit_pictures, weight_pictures
from core.interpret.evaluation import Predictions, calibration, confusion, examples, first_layer, largest_units, most_confident_mistakes
from core.mlp import ModelError
from core.mnist import DataError
from core.runs.store import Run
from pages.ui.components.figure import clicked, show
from pages.ui.resources import cached_figure, model, predictions, store, test_digits
from pages.ui.run.own_drawing import show_own_drawing

N_EXAMPLES: Final = 12
N_PICTURES: Final = 32
LATEST: Final = "latest"
LOOK_SECONDS: Final = 2.0  # between two looks for a new epoch while it trains


def show_mistakes(run: Run) -> None:
    """What the network confuses, and the pictures that it read wrong."""
    _inspect(run, "What does it confuse, and since when?", _mistakes)


def show_certainty(run: Run) -> None:
    """How often it is right: by class, and by how sure it is."""
    _inspect(run, "How sure is it, and is it right?", _certainty)


def show_drawing_over_epochs(run: Run) -> None:
    """What the network said to the visitor's own drawing after every epoch."""
    _inspect(run, "When did it learn to read your drawing?", show_own_drawing)


def show_first_layer(run: Run) -> None:
    """The first layer's weights as pictures."""
    _inspect(run, "What does the first layer look for?", _first_layer)


def _inspect(run: Run, question: str, draw: Callable[[Run, list[int], int], None]) -> None:
    """A section about the weights of a run after an epoch of the visitor's choice: `draw` is given all epochs, and that one.

    While the run trains it follows the latest epoch. A click in it redraws it alone.
    """
    st.header(question, anchor=False)

    def look() -> None:
        now, epochs = store().run(run.id), store().checkpoints.epochs(run.id)
        if now is None or not epochs:
            st.caption("No epoch's weights are kept of this run." if run.ended else "This begins when its first epoch is done.")
            return
        with st.container():  # also when it is empty: what comes and goes before a figure would mount it anew, and it would blink
            epoch = _chosen_epoch(now, epochs)
        try:
            draw(now, epochs, epoch)
        except (ModelError, DataError, OSError) as error:
            reason = "The weights of this run are gone." if isinstance(error, OSError) else error
            st.warning(f"{reason} Its curves above are kept.", icon=":material/broken_image:")

    st.fragment(look, run_every=None if run.ended else LOOK_SECONDS)()


def _chosen_epoch(run: Run, epochs: list[int]) -> int:
    """The epoch that the visitor looks at; the last one, also when it is a new one, until another is chosen."""
    if len(epochs) == 1 and run.ended:
        return epochs[0]
    options: list[int | str] = [*(epochs[:-1] if run.ended else epochs), LATEST]  # also at the end: it may train on
    chosen = st.select_slider(
        "After epoch",
        options,
        value=LATEST,
        key=f"epoch of {run.id}",
        help="Go back in time: everything below follows.",
    )
    return epochs[-1] if chosen == LATEST else int(chosen)


def _mistakes(run: Run, _: list[int], epoch: int) -> None:
    path, classes = _path(run, epoch), DATASETS[run.config.dataset].classes
    answers, images, weights = predictions(path), test_digits(run.config.dataset).images, _version(path)
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
        if chosen:
            true, said = chosen
            found = examples(answers, true, said, N_EXAMPLES)
            st.markdown(
                f"Pictures of **{classes[true]}** that were read as **{classes[said]}**: **{counts[true, said]:,}**"
                + (", the surest first:" if len(found) else ".")
            )
        else:
            found = most_confident_mistakes(answers, N_EXAMPLES)
            wrong = int((answers.labels != answers.predicted).sum())
            st.markdown(
                f"**{wrong:,}** of the 10,000 test pictures were read wrong. It was surest of these:"
                if wrong
                else "It read all test pictures right."
            )
        if len(found):
            pictures, captions = images[found].reshape(-1, 28, 28).numpy(), _captions(answers, found, classes)
            n_columns = 3 if "<br>" in captions[0] else 4
            figure = cached_figure(("examples", weights, chosen), lambda: digit_pictures(pictures, captions, n_columns))
            show(figure, key="digits", alt="Test pictures: " + "; ".join(captions).replace("<br>", " "))


def _certainty(run: Run, _: list[int], epoch: int) -> None:
    path, classes = _path(run, epoch), DATASETS[run.config.dataset].classes
    answers, weights = predictions(path), _version(path)
    left, right = st.columns(2, gap="large")
    with left:
        show(
            cached_figure(("accuracy by class", weights), lambda: accuracy_by_class(confusion(answers), classes)),
            key="by_class",
            alt="The share of each class that was read right.",
        )
    with right:
        show(
            cached_figure(("calibration", weights), lambda: calibration_curve(calibration(answers))),
            key="calibration",
            alt="How often answers were right, by the confidence they were given with.",
        )


def _first_layer(run: Run, epochs: list[int], epoch: int) -> None:
    path = _path(run, epoch)
    (network, _), (newest, _) = model(path), model(_path(run, epochs[-1]))
    st.markdown(
        "Each picture is one unit's 784 weights. Ink where it is vermilion switches the unit on, ink where it is blue switches it off."
    )
    units = largest_units(newest, N_PICTURES)  # the same ones at every epoch
    show(
        cached_figure(("first layer", _version(path), tuple(units)), lambda: weight_pictures(first_layer(network, units))),
        key="weights",
        alt="The weights of the units with the largest weights, as pictures.",
    )


def _path(run: Run, epoch: int) -> str:
    return str(store().checkpoints.path(run.id, epoch))


def _version(path: str) -> tuple[str, int]:
    """What tells these weights from others in a cache key."""
    return path, Path(path).stat().st_mtime_ns


def _captions(answers: Predictions, found: np.ndarray, classes: tuple[str, ...]) -> list[str]:
    """7, said 2 (98%); long names on lines of their own."""
    line = "<br>" if max(map(len, classes)) > 3 else " "
    return [f"{classes[answers.labels[i]]},{line}said {classes[answers.predicted[i]]}{line}({answers.confidence[i]:.0%})" for i in found]
