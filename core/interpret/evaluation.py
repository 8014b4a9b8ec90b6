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


def largest_units(model: MultiLayerPerceptron, n: int) -> list[int]:
    """The n hidden units (or outputs, without a hidden layer) with the largest first-layer weights by norm, in the layer's order."""
    norms = model.layers[0].weight.detach().norm(dim=1)  # (H,)
    return sorted(norms.argsort(descending=True)[:n].tolist())


def first_layer(model: MultiLayerPerceptron, units: list[int]) -> np.ndarray:
    """The weights into these units as pictures: (len(units), 28, 28)."""
    return model.layers[0].weight.detach()[units].reshape(-1, 28, 28).numpy()


def settled(answers: np.ndarray) -> int:
    """The index from which on the answer (E,) stays what it is at the end."""
    others = np.flatnonzero(answers != answers[-1])
    return int(others[-1]) + 1 if len(others) else 0
