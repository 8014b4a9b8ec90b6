"""Why a network reads a picture as it does: its probabilities, and what every pixel adds to one class over another."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.config import RunConfig
from core.losses import LOSSES, mean_and_log_variance
from core.mlp import MultiLayerPerceptron

STEPS: Final = 256  # points on the way from the empty field to the picture

Pixels = NDArray[np.float32]  # (28, 28) in [0, 1], or what each of them adds


@dataclass(frozen=True)
class Network:
    """A network with the config that made it: its loss says how outputs become probabilities."""

    name: str
    model: MultiLayerPerceptron
    config: RunConfig


@torch.no_grad()
def probabilities(network: Network, picture: Pixels) -> NDArray[np.float32]:
    """The ten classes' probabilities for one picture, (28, 28) in [0, 1] -> (10,), summing to 1."""
    return np.asarray(LOSSES[network.config.loss].probabilities(network.model(_row(picture)))[0].numpy())


@torch.no_grad()
def spread(network: Network, picture: Pixels) -> NDArray[np.float32] | None:
    """The standard deviation (10,) that the network predicts for each output; None for a network that predicts none."""
    if network.config.loss != "gaussian_spread":
        return None
    return np.asarray((mean_and_log_variance(network.model(_row(picture)))[1] / 2).exp()[0].numpy())


@torch.no_grad()
def usual_spread(network: Network, pictures: Tensor) -> float:
    """The median standard deviation that a network with `spread` predicts for its own answers. Pictures (N, 784)."""
    means, log_variances = mean_and_log_variance(network.model(pictures))
    of_answers = log_variances.gather(1, means.argmax(1, keepdim=True))  # (N, 1)
    return float((of_answers / 2).exp().median())


def lead(network: Network, pictures: Tensor, target: int, other: int) -> Tensor:
    """How far the target's output is ahead of the other class's. (N, 784) -> (N,)."""
    outputs: Tensor = network.model(pictures)
    return outputs[:, target] - outputs[:, other]


def gradient_times_input(network: Network, picture: Pixels, target: int, other: int) -> Pixels:
    """x · ∂lead/∂x: what each pixel adds if the network were the straight line it is just here. -> (28, 28)."""
    x = _row(picture).requires_grad_()
    (gradient,) = torch.autograd.grad(lead(network, x, target, other).sum(), x)
    return np.asarray((gradient * x).detach().view(28, 28).numpy())


def integrated_gradients(network: Network, picture: Pixels, target: int, other: int, steps: int = STEPS) -> Pixels:
    """x · the mean of ∂lead/∂x on the straight way from the empty field to the picture. -> (28, 28).

    The sum over all pixels is lead(picture) - lead(empty field): "completeness", Sundararajan, Taly and Yan (2017), eq. 1.
    """
    along = (torch.arange(steps) + 0.5) / steps  # the midpoint rule
    x = (along[:, None] * _row(picture)).requires_grad_()  # (steps, 784)
    (gradient,) = torch.autograd.grad(lead(network, x, target, other).sum(), x)
    return np.asarray((gradient.mean(0) * _row(picture)[0]).view(28, 28).numpy())


@torch.no_grad()
def leads(network: Network, picture: Pixels, target: int, other: int) -> tuple[float, float]:
    """The lead for the picture and for the empty field."""
    both = torch.cat([_row(picture), torch.zeros(1, 784)])
    here, empty = lead(network, both, target, other).tolist()
    return here, empty


def _row(picture: Pixels) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture).reshape(1, -1))
