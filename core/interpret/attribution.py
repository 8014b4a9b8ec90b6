"""Attribution: how much each pixel contributes to a network's preference for one class over another."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.config import RunConfig
from core.losses import LOSSES
from core.mlp import MultiLayerPerceptron

N_STEPS: Final = 256  # points between the baseline and the picture, for integrated gradients

Pixels = NDArray[np.float32]  # (28, 28) in [0, 1], or the contribution of each


@dataclass(frozen=True)
class Network:
    """A network with the config that made it: its loss says how outputs become probabilities."""

    name: str
    model: MultiLayerPerceptron
    config: RunConfig
    path: str = ""  # of its weights, where they are in a file
    refuses_below: float = 0.0  # where no class gets this probability, it gives no answer

    def refuses(self, probabilities: NDArray[np.float32]) -> bool:
        """Whether it gives no answer to a picture for which it finds these probabilities, (10,)."""
        return float(probabilities.max()) < self.refuses_below


@torch.no_grad()
def probabilities(network: Network, picture: Pixels) -> NDArray[np.float32]:
    """The ten classes' probabilities for one picture, (28, 28) in [0, 1] -> (10,), summing to 1."""
    return np.asarray(LOSSES[network.config.loss].probabilities(network.model(_as_row(picture)))[0].numpy())


@torch.no_grad()
def predicted_sigma(network: Network, picture: Pixels) -> NDArray[np.float32] | None:
    """The standard deviation (10,) that the network predicts for each output; None for a network that predicts none."""
    sigma = LOSSES[network.config.loss].sigma
    return np.asarray(sigma(network.model(_as_row(picture)))[0].numpy()) if sigma else None


@torch.no_grad()
def median_sigma(network: Network, pictures: Tensor) -> float:
    """The median σ̂ that a network with `predicted_sigma` gives to its own answers, over pictures (N, 784)."""
    row, outputs = LOSSES[network.config.loss], network.model(pictures)
    assert row.sigma
    answers = outputs[:, :10].argmax(1, keepdim=True)  # (N, 1)
    return float(row.sigma(outputs).gather(1, answers).median())


def margin(network: Network, pictures: Tensor, target: int, other: int) -> Tensor:
    """The target's output minus the other class's: positive where the network prefers the target. (N, 784) -> (N,)."""
    outputs: Tensor = network.model(pictures)
    return outputs[:, target] - outputs[:, other]


def gradient_times_input(network: Network, picture: Pixels, target: int, other: int) -> Pixels:
    """x · ∂margin/∂x: each pixel's contribution to the margin if the network were linear. (28, 28) -> (28, 28).

    Shrikumar, Greenside, Shcherbina and Kundaje (2016), "Not just a black box".
    """
    x = _as_row(picture).requires_grad_()
    (gradient,) = torch.autograd.grad(margin(network, x, target, other).sum(), x)
    return np.asarray((gradient * x).detach().view(28, 28).numpy())


def integrated_gradients(network: Network, picture: Pixels, target: int, other: int, n_steps: int = N_STEPS) -> Pixels:
    """x · the mean of ∂margin/∂x on the straight line from the baseline, a blank picture, to this one. (28, 28) -> (28, 28).

    The sum over all pixels is margin(picture) - margin(blank): "completeness", Sundararajan, Taly and Yan (2017), eq. 1.
    """
    along = (torch.arange(n_steps) + 0.5) / n_steps  # the midpoint rule
    x = (along[:, None] * _as_row(picture)).requires_grad_()  # (n_steps, 784)
    (gradient,) = torch.autograd.grad(margin(network, x, target, other).sum(), x)
    return np.asarray((gradient.mean(0) * _as_row(picture)[0]).view(28, 28).numpy())


@torch.no_grad()
def margins(network: Network, picture: Pixels, target: int, other: int) -> tuple[float, float]:
    """The margin for the picture and for the baseline, a blank picture."""
    both = torch.cat([_as_row(picture), torch.zeros(1, 784)])
    here, baseline = margin(network, both, target, other).tolist()
    return here, baseline


def _as_row(picture: Pixels) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture).reshape(1, -1))
