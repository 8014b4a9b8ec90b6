"""Why a network reads a picture as it does: its probabilities, and what each pixel and each hidden unit adds to them."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from core.config import RunConfig
from core.losses import LOSSES
from core.mlp import MultiLayerPerceptron

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Network:
    """A network with the config that made it: its loss says how outputs become probabilities."""

    name: str
    model: MultiLayerPerceptron
    config: RunConfig


@torch.no_grad()
def probabilities(network: Network, picture: NDArray[np.float32]) -> Vector:
    """The ten classes' probabilities for one picture, (28, 28) in [0, 1] -> (10,), summing to 1."""
    outputs = network.model(torch.from_numpy(picture.reshape(1, -1)))
    return np.asarray(LOSSES[network.config.loss].probabilities(outputs)[0].numpy())
