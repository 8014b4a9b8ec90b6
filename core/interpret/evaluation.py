"""Evaluation of a trained network on test digits: confusion, calibration, mistakes; and its first layer's weights as pictures."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch

from core.config import RunConfig
from core.losses import LOSSES
from core.mlp import MultiLayerPerceptron
from core.mnist import Split


@dataclass(frozen=True)
class Predictions:
    """A network's predictions for N digits."""

    labels: np.ndarray  # (N,) the true digits
    predicted: np.ndarray  # (N,) the predicted digits
    confidence: np.ndarray  # (N,) the probability of the predicted digit
    likelihood: np.ndarray  # (N,) the probability of the true digit


@torch.no_grad()
def predict(model: MultiLayerPerceptron, config: RunConfig, split: Split) -> Predictions:
    """Predict every digit of a split: images (N, 784) in [0, 1]."""
    probabilities = LOSSES[config.loss].probabilities(model(split.images))  # (N, 784) -> (N, 10)
    confidence, predicted = probabilities.max(1)
    likelihood = probabilities.gather(1, split.labels[:, None])[:, 0]
    return Predictions(split.labels.numpy(), predicted.numpy(), confidence.numpy(), likelihood.numpy())


def confusion(predictions: Predictions) -> np.ndarray:
    """How often digit i was predicted to be j: (10, 10) counts, rows true, columns predicted."""
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (predictions.labels, predictions.predicted), 1)
    return counts


def most_frequent_mistake(counts: np.ndarray) -> tuple[int, int]:
    """The (true, predicted) pair of different classes with the largest count; (K, K) counts, rows true, columns predicted."""
    mistakes = counts * (1 - np.eye(len(counts), dtype=counts.dtype))
    true, predicted = np.unravel_index(mistakes.argmax(), mistakes.shape)
    return int(true), int(predicted)


def worst_class(counts: np.ndarray) -> tuple[int, float]:
    """The class of which the smallest share is predicted right, and that share; (K, K) counts, rows true, columns predicted."""
    shares = counts.diagonal() / counts.sum(1)
    worst = int(shares.argmin())
    return worst, float(shares[worst])


def examples(predictions: Predictions, true: int, predicted: int, n: int) -> np.ndarray:
    """Up to n indices of digits `true` that were predicted to be `predicted`, the most confident first: (<= n,)."""
    found = np.flatnonzero((predictions.labels == true) & (predictions.predicted == predicted))
    return found[np.argsort(-predictions.confidence[found], kind="stable")][:n]


def most_confident_mistakes(predictions: Predictions, n: int) -> np.ndarray:
    """Up to n indices of wrong predictions, the most confident first: (<= n,)."""
    wrong = np.flatnonzero(predictions.labels != predictions.predicted)
    return wrong[np.argsort(-predictions.confidence[wrong], kind="stable")][:n]


def calibration(predictions: Predictions, n_bins: int = 10) -> pd.DataFrame:
    """A reliability diagram's bins: columns confidence and accuracy (the bin's means, in [0, 1]) and n.

    Bins of equal width from 0 to 1; empty ones are left out. Guo, Pleiss, Sun and Weinberger (2017), section 2.
    """
    bins = np.minimum((predictions.confidence * n_bins).astype(int), n_bins - 1)
    table = pd.DataFrame({"bin": bins, "confidence": predictions.confidence, "accuracy": predictions.labels == predictions.predicted})
    return table.groupby("bin").agg(confidence=("confidence", "mean"), accuracy=("accuracy", "mean"), n=("accuracy", "size"))


def accuracy(predictions: Predictions) -> float:
    """The fraction of the predictions that are right."""
    return float((predictions.labels == predictions.predicted).mean())


def negative_log_likelihood(predictions: Predictions) -> float:
    """Mean of -log of the probability of the true digit, in nats; a probability of 0 counts as the smallest that float32 tells from 0."""
    smallest = np.finfo(np.float32).tiny
    return float(-np.log(np.maximum(predictions.likelihood.astype(np.float64), smallest)).mean())


def expected_calibration_error(predictions: Predictions, n_bins: int = 10) -> float:
    """How far confidence and accuracy are apart, in [0, 1]: the mean over `calibration`'s bins, weighted by how many are in each.

    Guo, Pleiss, Sun and Weinberger (2017), equation 3.
    """
    bins = calibration(predictions, n_bins)
    return float(((bins["accuracy"] - bins["confidence"]).abs() * bins["n"]).sum() / bins["n"].sum())


def largest_units(model: MultiLayerPerceptron, n: int) -> list[int]:
    """The n hidden units (or outputs, without a hidden layer) with the largest first-layer weights by norm, in the layer's order."""
    norms = model.layers[0].weight.detach().norm(dim=1)  # (H,)
    return sorted(norms.argsort(descending=True)[:n].tolist())


def first_layer(model: MultiLayerPerceptron, units: list[int]) -> np.ndarray:
    """The weights into these units as pictures: (len(units), 28, 28)."""
    return model.layers[0].weight.detach()[units].reshape(-1, 28, 28).numpy()


def stable_since(predicted: np.ndarray) -> int:
    """The first index from which on the prediction stays the same: (E,) predicted digits -> an index in [0, E)."""
    different = np.flatnonzero(predicted != predicted[-1])
    return int(different[-1]) + 1 if len(different) else 0
