"""Predictions on test digits, and the tables and figures made of them, against references counted by hand."""

import numpy as np
import pytest
import torch

from core import mnist
from core.config import RunConfig
from core.datasets import DATASETS
from core.figures.evaluation import accuracy_by_class, confusion_matrix, digit_pictures, probabilities_over_epochs, weight_pictures
from core.interpret.evaluation import (
    Predictions,
    accuracy,
    calibration,
    confusion,
    examples,
    expected_calibration_error,
    first_layer,
    largest_units,
    most_confident_mistakes,
    most_frequent_mistake,
    negative_log_likelihood,
    predict,
    stable_since,
    worst_class,
)
from core.mlp import from_config

PREDICTIONS = Predictions(
    labels=np.array([1, 1, 1, 2, 2, 3]),
    predicted=np.array([1, 7, 7, 2, 1, 3]),
    confidence=np.array([0.9, 0.6, 0.8, 0.55, 0.95, 0.5], dtype=np.float32),
    likelihood=np.array([0.9, 0.3, 0.1, 0.55, 0.05, 0.5], dtype=np.float32),
)


@pytest.mark.parametrize("loss", ["cross_entropy", "softmax_mse", "mse", "gaussian", "gaussian_spread"])
def test_the_prediction_is_the_largest_output_and_has_a_probability(loss: str) -> None:
    config = RunConfig(loss=loss)
    model, digits = from_config(config).eval(), mnist.synthetic()
    predictions = predict(model, config, digits.test)
    outputs = model(digits.test.images)[:, :10]
    if loss == "cross_entropy":
        assert np.array_equal(predictions.predicted, outputs.argmax(1).numpy())
    assert ((predictions.confidence >= 0.1) & (predictions.confidence <= 1)).all()
    assert np.array_equal(predictions.labels, digits.test.labels.numpy())
    right = predictions.labels == predictions.predicted
    assert np.array_equal(predictions.likelihood[right], predictions.confidence[right])
    assert (predictions.likelihood[~right] <= predictions.confidence[~right]).all()


def test_the_confusion_matrix_counts_every_prediction_once() -> None:
    counts = confusion(PREDICTIONS)
    assert counts.sum() == 6
    assert (counts[1, 7], counts[1, 1], counts[2, 1], counts[7, 1]) == (2, 1, 1, 0)


def test_the_most_frequent_mistake_and_the_worst_class_are_found() -> None:
    counts = np.array([[5, 1, 0], [2, 3, 0], [0, 4, 9]])
    assert most_frequent_mistake(counts) == (2, 1)
    assert worst_class(counts) == (1, pytest.approx(3 / 5))


def test_the_chosen_cell_is_framed_at_its_row_and_column() -> None:
    (frame,) = confusion_matrix(confusion(PREDICTIONS), chosen=(1, 7)).layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (6.5, 7.5, 0.5, 1.5)
    assert not confusion_matrix(confusion(PREDICTIONS)).layout.shapes


def test_examples_of_a_cell_are_in_order_of_confidence() -> None:
    assert examples(PREDICTIONS, true=1, predicted=7, n=5).tolist() == [2, 1]
    assert examples(PREDICTIONS, true=1, predicted=7, n=1).tolist() == [2]
    assert examples(PREDICTIONS, true=9, predicted=9, n=5).tolist() == []


def test_mistakes_are_in_order_of_confidence() -> None:
    assert most_confident_mistakes(PREDICTIONS, 2).tolist() == [4, 2]


def test_calibration_bins_hold_the_means_of_their_predictions() -> None:
    bins = calibration(PREDICTIONS, n_bins=2)
    assert bins["n"].tolist() == [6]
    assert bins["accuracy"].tolist() == [0.5]
    assert bins["confidence"].iloc[0] == pytest.approx(PREDICTIONS.confidence.mean())
    assert calibration(PREDICTIONS)["n"].sum() == 6
    assert calibration(Predictions(np.array([1]), np.array([1]), np.array([1.0]), np.array([1.0])))["n"].tolist() == [1]


def test_accuracy_likelihood_and_calibration_error_are_those_written_out() -> None:
    assert accuracy(PREDICTIONS) == 0.5
    assert negative_log_likelihood(PREDICTIONS) == pytest.approx(-np.log([0.9, 0.3, 0.1, 0.55, 0.05, 0.5]).mean())
    apart = [abs(np.mean([0.6, 0.55, 0.5]) - 2 / 3), abs(np.mean([0.9, 0.8, 0.95]) - 1 / 3)]  # in the bins [0.5, 0.75) and [0.75, 1]
    assert expected_calibration_error(PREDICTIONS, n_bins=4) == pytest.approx(np.mean(apart))


def test_a_true_digit_with_probability_0_costs_much_but_not_infinitely_much() -> None:
    none = Predictions(np.array([1]), np.array([2]), np.array([1.0]), np.array([0.0], dtype=np.float32))
    assert 80 < negative_log_likelihood(none) < 100


def test_the_first_layers_pictures_are_of_the_units_with_the_largest_weights_in_the_layers_order() -> None:
    model = from_config(RunConfig(hidden_sizes=(6,)))
    with torch.no_grad():
        model.layers[0].weight[[4, 1]] *= torch.tensor([[10.0], [5.0]])
    assert largest_units(model, 2) == [1, 4]
    pictures = first_layer(model, [1, 4])
    assert pictures.shape == (2, 28, 28)
    assert np.array_equal(pictures[1].ravel(), model.layers[0].weight[4].detach().numpy())
    assert largest_units(model, 40) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(("answers", "since"), [([7], 0), ([7, 7, 7], 0), ([1, 7, 7], 1), ([7, 1, 7], 2), ([1, 2, 3], 2)])
def test_a_prediction_is_stable_since_it_last_changed(answers: list[int], since: int) -> None:
    assert stable_since(np.array(answers)) == since


def test_the_drawings_chosen_epoch_is_framed_and_every_epoch_has_a_column() -> None:
    probabilities = np.eye(10, dtype=np.float32)[[3, 7, 7]]
    figure = probabilities_over_epochs([1, 5, 10], probabilities, chosen=5)
    assert figure.data[0].z.shape == (10, 3)
    assert list(figure.data[0].x) == ["1", "5", "10"]
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (0.5, 1.5)


@pytest.mark.parametrize("name", list(DATASETS))
def test_classes_are_labelled_by_name(name: str) -> None:
    classes, counts = DATASETS[name].classes, np.eye(10, dtype=int)
    matrix, bars = confusion_matrix(counts, classes), accuracy_by_class(counts, classes)
    assert tuple(matrix.layout.xaxis.ticktext) == tuple(matrix.layout.yaxis.ticktext) == tuple(bars.layout.xaxis.ticktext) == classes
    assert list(matrix.layout.xaxis.tickvals) == list(range(10))  # a click still says a number


def test_a_class_without_examples_has_accuracy_zero() -> None:
    assert accuracy_by_class(np.zeros((10, 10), dtype=int)).data[0].y[0] == 0


def test_captions_of_three_lines_get_more_room_than_one() -> None:
    one, three = (digit_pictures(np.zeros((3, 28, 28)), [caption] * 3).data[0].z.shape for caption in ("7, said 2", "Coat,<br>said<br>Bag"))
    assert three[0] - one[0] == 8
    assert three[1] == one[1]


def test_figures_accept_zeros_and_incomplete_rows() -> None:
    assert confusion_matrix(np.zeros((10, 10), dtype=int)).data
    assert weight_pictures(np.zeros((3, 28, 28))).data[0].zmax == 1.0
    assert len(digit_pictures(np.zeros((5, 28, 28)), list("abcde")).layout.annotations) == 5
