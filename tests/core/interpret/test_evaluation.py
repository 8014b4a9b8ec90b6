"""core.interpret.evaluation: what a network does with the test digits, against scikit-learn-free references."""

import numpy as np
import pytest
import torch

from core import mnist
from core.config import RunConfig
from core.datasets import DATASETS
from core.figures.evaluation import accuracy_by_class, confusion_matrix, digit_pictures, drawing_over_epochs, weight_pictures
from core.interpret.evaluation import Reading, calibration, confusion, examples, first_layer, largest_units, read, settled, worst_mistakes
from core.mlp import from_config

READING = Reading(
    labels=np.array([1, 1, 1, 2, 2, 3]),
    said=np.array([1, 7, 7, 2, 1, 3]),
    confidence=np.array([0.9, 0.6, 0.8, 0.55, 0.95, 0.5], dtype=np.float32),
)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse", "gaussian", "gaussian_spread"])
def test_reading_gives_the_answer_of_the_largest_output_with_a_probability(loss: str) -> None:
    config = RunConfig(loss=loss)
    model, digits = from_config(config).eval(), mnist.synthetic()
    reading = read(model, config, digits.test)
    outputs = model(digits.test.images)[:, :10]
    if loss == "cross_entropy":
        assert np.array_equal(reading.said, outputs.argmax(1).numpy())
    assert ((reading.confidence >= 0.1) & (reading.confidence <= 1)).all()
    assert np.array_equal(reading.labels, digits.test.labels.numpy())


def test_the_confusion_matrix_counts_every_answer_once() -> None:
    counts = confusion(READING)
    assert counts.sum() == 6
    assert (counts[1, 7], counts[1, 1], counts[2, 1], counts[7, 1]) == (2, 1, 1, 0)


def test_the_chosen_cell_is_framed_at_its_row_and_column() -> None:
    (frame,) = confusion_matrix(confusion(READING), chosen=(1, 7)).layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (6.5, 7.5, 0.5, 1.5)
    assert not confusion_matrix(confusion(READING)).layout.shapes


def test_examples_of_a_cell_come_surest_first() -> None:
    assert examples(READING, true=1, said=7, n=5).tolist() == [2, 1]
    assert examples(READING, true=1, said=7, n=1).tolist() == [2]
    assert examples(READING, true=9, said=9, n=5).tolist() == []


def test_the_worst_mistakes_come_surest_first() -> None:
    assert worst_mistakes(READING, 2).tolist() == [4, 2]


def test_calibration_bins_hold_the_means_of_their_answers() -> None:
    bins = calibration(READING, n_bins=2)
    assert bins["n"].tolist() == [6]
    assert bins["accuracy"].tolist() == [0.5]
    assert bins["confidence"].iloc[0] == pytest.approx(READING.confidence.mean())
    assert calibration(READING)["n"].sum() == 6
    assert calibration(Reading(np.array([1]), np.array([1]), np.array([1.0])))["n"].tolist() == [1]


def test_the_first_layers_pictures_are_the_units_with_the_largest_weights_in_their_own_order() -> None:
    model = from_config(RunConfig(hidden_sizes=(6,)))
    with torch.no_grad():
        model.layers[0].weight[[4, 1]] *= torch.tensor([[10.0], [5.0]])
    assert largest_units(model, 2) == [1, 4]
    pictures = first_layer(model, [1, 4])
    assert pictures.shape == (2, 28, 28)
    assert np.array_equal(pictures[1].ravel(), model.layers[0].weight[4].detach().numpy())
    assert largest_units(model, 40) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(("answers", "since"), [([7], 0), ([7, 7, 7], 0), ([1, 7, 7], 1), ([7, 1, 7], 2), ([1, 2, 3], 2)])
def test_an_answer_is_settled_since_it_last_changed(answers: list[int], since: int) -> None:
    assert settled(np.array(answers)) == since


def test_the_drawings_chosen_epoch_is_framed_and_every_epoch_has_a_column() -> None:
    probabilities = np.eye(10, dtype=np.float32)[[3, 7, 7]]
    figure = drawing_over_epochs([1, 5, 10], probabilities, chosen=5)
    assert figure.data[0].z.shape == (10, 3)
    assert list(figure.data[0].x) == ["1", "5", "10"]
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (0.5, 1.5)


@pytest.mark.parametrize("name", list(DATASETS))
def test_classes_are_called_by_their_names(name: str) -> None:
    classes, counts = DATASETS[name].classes, np.eye(10, dtype=int)
    matrix, bars = confusion_matrix(counts, classes), accuracy_by_class(counts, classes)
    assert tuple(matrix.layout.xaxis.ticktext) == tuple(matrix.layout.yaxis.ticktext) == tuple(bars.layout.xaxis.ticktext) == classes
    assert list(matrix.layout.xaxis.tickvals) == list(range(10))  # a click still says a number


def test_a_class_of_which_there_is_no_example_is_read_right_never() -> None:
    assert accuracy_by_class(np.zeros((10, 10), dtype=int)).data[0].y[0] == 0


def test_captions_of_three_lines_get_more_room_than_one() -> None:
    one, three = (digit_pictures(np.zeros((3, 28, 28)), [caption] * 3).data[0].z.shape for caption in ("7, said 2", "Coat,<br>said<br>Bag"))
    assert three[0] - one[0] == 8
    assert three[1] == one[1]


def test_figures_take_nothing_unusual_amiss() -> None:
    assert confusion_matrix(np.zeros((10, 10), dtype=int)).data
    assert weight_pictures(np.zeros((3, 28, 28))).data[0].zmax == 1.0
    assert len(digit_pictures(np.zeros((5, 28, 28)), list("abcde")).layout.annotations) == 5
