"""core.inspection: what a network does with the test digits, against scikit-learn-free references."""

import numpy as np
import pytest
import torch

from core import mnist
from core.config import RunConfig
from core.figures.inspection import confusion_matrix, digit_pictures, weight_pictures
from core.inspection import Reading, calibration, confusion, examples, first_layer, read, worst_mistakes
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


def test_the_first_layers_pictures_are_the_units_with_the_largest_weights() -> None:
    model = from_config(RunConfig(hidden_sizes=(6,)))
    with torch.no_grad():
        model.layers[0].weight[3] *= 10
    pictures = first_layer(model, 4)
    assert pictures.shape == (4, 28, 28)
    assert np.array_equal(pictures[0].ravel(), model.layers[0].weight[3].detach().numpy())
    assert first_layer(model, 40).shape == (6, 28, 28)


def test_figures_take_nothing_unusual_amiss() -> None:
    assert confusion_matrix(np.zeros((10, 10), dtype=int)).data
    assert weight_pictures(np.zeros((3, 28, 28))).data[0].zmax == 1.0
    assert len(digit_pictures(np.zeros((5, 28, 28)), list("abcde")).layout.annotations) == 5
