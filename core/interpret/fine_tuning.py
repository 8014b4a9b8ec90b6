"""Fine-tune a private copy of a network on one picture, and measure what it forgets meanwhile."""

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
N_REPLAYED: Final = 255  # training digits in each batch beside the picture, where old digits are replayed


@dataclass(frozen=True)
class FineTuned:
    """A fine-tuned network, and what its steps changed."""

    network: Network  # the private copy, after its steps
    probability_before: float  # of the new label, for the picture
    probability_after: float
    accuracy_before: float  # on MNIST's test set
    accuracy_after: float


def fine_tune(network: Network, picture: NDArray[np.float32], label: int, digits: Digits, steps: int, *, replay: bool = False) -> FineTuned:
    """Take `steps` plain gradient steps on one picture, alone or together with replayed training digits.

    Args:
        network: stays as it is; a copy learns.
        picture: (28, 28) in [0, 1].
        label: what the visitor says it is.
        digits: where the replayed digits and the test digits come from.
        steps: how many gradient steps.
        replay: whether each step also sees N_REPLAYED training digits, drawn anew, to reduce forgetting (Robins 1995, "rehearsal").
    """
    tuned = Network(f"{network.name}, fine-tuned", copy.deepcopy(network.model), network.config)
    optimizer = torch.optim.SGD(tuned.model.parameters(), STEP_SIZE)
    generator = torch.Generator().manual_seed(0)
    per_example = LOSSES[network.config.loss].per_example
    new = torch.from_numpy(np.ascontiguousarray(picture).reshape(1, -1)), torch.tensor([label])
    for _ in range(steps):
        old = torch.randint(len(digits.train.labels), (N_REPLAYED if replay else 0,), generator=generator)
        images = torch.cat([new[0], digits.train.images[old]])
        labels = torch.cat([new[1], digits.train.labels[old]])
        weights = torch.ones(len(labels)) / len(labels)
        if replay:
            weights[0], weights[1:] = 0.5, 0.5 / N_REPLAYED  # the new picture counts as much as all old ones
        optimizer.zero_grad()
        (weights * per_example(tuned.model(images), labels)).sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    before, after = (float(probabilities(each, picture)[label]) for each in (network, tuned))
    return FineTuned(tuned, before, after, accuracy(network.model, digits.test), accuracy(tuned.model, digits.test))
