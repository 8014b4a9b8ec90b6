"""Teach one picture to a private copy of a network, and measure what it forgets meanwhile."""

import copy
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from core.interpret.attribution import Network, probabilities
from core.losses import LOSSES
from core.mnist import Digits
from core.training import accuracy

STEP_SIZE: Final = 0.002  # plain gradient descent: its steps show the gradient itself
COMPANY: Final = 255  # training digits beside the picture, where it is mixed with them


@dataclass(frozen=True)
class Lesson:
    """What teaching changed."""

    network: Network  # the private copy, after its steps
    chance_before: float  # of the taught label, on the taught picture
    chance_after: float
    accuracy_before: float  # on MNIST's test set
    accuracy_after: float


def teach(network: Network, picture: NDArray[np.float32], label: int, digits: Digits, steps: int, *, mixed: bool = False) -> Lesson:
    """Take `steps` plain gradient steps on one picture, alone or mixed with 255 training digits drawn anew for each step.

    Args:
        network: stays as it is; a copy learns.
        picture: (28, 28) in [0, 1].
        label: what the visitor says it is.
        digits: where the company and the test come from.
        steps: how many gradient steps.
        mixed: whether the picture comes with company.
    """
    pupil = Network(f"{network.name}, taught", copy.deepcopy(network.model), network.config)
    optimizer = torch.optim.SGD(pupil.model.parameters(), STEP_SIZE)
    generator = torch.Generator().manual_seed(0)
    per_example = LOSSES[network.config.loss].per_example
    own = torch.from_numpy(np.ascontiguousarray(picture).reshape(1, -1)), torch.tensor([label])
    for _ in range(steps):
        some = torch.randint(len(digits.train.labels), (COMPANY if mixed else 0,), generator=generator)
        images = torch.cat([own[0], digits.train.images[some]])
        labels = torch.cat([own[1], digits.train.labels[some]])
        weights = torch.ones(len(labels)) / len(labels)
        if mixed:
            weights[0], weights[1:] = 0.5, 0.5 / COMPANY  # half the say for the new picture
        optimizer.zero_grad()
        (weights * per_example(pupil.model(images), labels)).sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    before, after = (float(probabilities(which, picture)[label]) for which in (network, pupil))
    return Lesson(pupil, before, after, accuracy(network.model, digits.test), accuracy(pupil.model, digits.test))
