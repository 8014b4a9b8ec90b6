"""What a trained network does with the test digits: what it confuses, how sure it is, and what its first layer looks for."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch

from core.config import RunConfig
from core.losses import LOSSES
from core.mlp import MultiLayerPerceptron
from core.mnist import Split


@dataclass(frozen=True)
class Reading:
    """A network's answers to N digits."""

    labels: np.ndarray  # (N,) the true digits
    said: np.ndarray  # (N,) the digits it answered
    confidence: np.ndarray  # (N,) the probability it gave to its answer


@torch.no_grad()
def read(model: MultiLayerPerceptron, config: RunConfig, split: Split) -> Reading:
    """Let the network answer every digit of a split."""
    probabilities = LOSSES[config.loss].probabilities(model(split.images))  # (N, 784) -> (N, 10)
    confidence, said = probabilities.max(1)
    return Reading(split.labels.numpy(), said.numpy(), confidence.numpy())


def confusion(reading: Reading) -> np.ndarray:
    """How often digit i was read as j: (10, 10) counts, rows true, columns said."""
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (reading.labels, reading.said), 1)
    return counts


def examples(reading: Reading, true: int, said: int, n: int) -> np.ndarray:
    """Up to n indices of digits `true` that were read as `said`, the most confident first: (<= n,)."""
    found = np.flatnonzero((reading.labels == true) & (reading.said == said))
    return found[np.argsort(-reading.confidence[found], kind="stable")][:n]


def worst_mistakes(reading: Reading, n: int) -> np.ndarray:
    """Up to n indices of wrong answers, the most confident first: (<= n,)."""
    wrong = np.flatnonzero(reading.labels != reading.said)
    return wrong[np.argsort(-reading.confidence[wrong], kind="stable")][:n]


def calibration(reading: Reading, n_bins: int = 10) -> pd.DataFrame:
    """Of the answers given with about this confidence, how many were right: columns confidence and accuracy (means of the bin), n.

    Bins of equal width from 0 to 1; empty ones are left out.
    """
    bins = np.minimum((reading.confidence * n_bins).astype(int), n_bins - 1)
    answers = pd.DataFrame({"bin": bins, "confidence": reading.confidence, "accuracy": reading.labels == reading.said})
    return answers.groupby("bin").agg(confidence=("confidence", "mean"), accuracy=("accuracy", "mean"), n=("accuracy", "size"))


def first_layer(model: MultiLayerPerceptron, n: int) -> np.ndarray:
    """The weights of the n hidden units (or outputs, without a hidden layer) with the largest norm, as pictures: (<= n, 28, 28)."""
    weights = model.layers[0].weight.detach()  # (H, 784)
    largest = weights.norm(dim=1).argsort(descending=True)[:n]
    return weights[largest].reshape(-1, 28, 28).numpy()
