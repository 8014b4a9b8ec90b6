"""What would have to change for another answer: a small change of a picture that a network then reads as the asked class.

Each step goes to where the target would overtake its strongest rival if the network were the straight line that it is just
here: δ = (margin - lead) g / |g|², with g the gradient of the lead. That is DeepFool (Moosavi-Dezfooli, Fawzi and Frossard,
CVPR 2016, eq. 5) with a target of our choice, and with pixels that stay in [0, 1]. A smaller change may exist.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.interpret.attribution import Network, lead, probabilities
from core.losses import LOSSES

MAX_STEPS: Final = 60
MARGIN: Final = 0.02  # of the outputs' unit: how far each step means to get ahead
HALVINGS: Final = 12  # of the way back to the border
N_SHUFFLED: Final = 200  # the same change with its pixels in random order

Pixels = NDArray[np.float32]  # (28, 28)


@dataclass(frozen=True)
class Change:
    """A picture before and after; `reached` says whether it is read as the target after."""

    target: int
    before: Pixels  # in [0, 1]
    after: Pixels  # in [0, 1]
    chances_before: NDArray[np.float32]  # (10,)
    chances_after: NDArray[np.float32]  # (10,)
    n_shuffled: int  # of N_SHUFFLED changes with the same pixels in random order: how many are read as something else than before

    @property
    def difference(self) -> Pixels:
        """What is added to each pixel: positive is more ink."""
        return self.after - self.before

    @property
    def n_pixels(self) -> int:
        """How many pixels change by more than a hundredth of full ink."""
        return int((np.abs(self.difference) > 0.01).sum())

    @property
    def reached(self) -> bool:
        """Whether the changed picture is read as the target."""
        return int(self.chances_after.argmax()) == self.target


def smallest_change(network: Network, picture: Pixels, target: int) -> Change:
    """Change a picture (28, 28) in [0, 1] until the network reads `target`, or its gradients lead no further."""
    start = torch.from_numpy(np.ascontiguousarray(picture).reshape(1, -1))  # (1, 784)
    x = start
    for _ in range(MAX_STEPS):
        if _reads(network, x) == target:
            x = _back_to_the_border(network, start, x, target)
            break
        x = _step(network, x, target)
    both = _chances(network, torch.cat([start, x])).numpy()
    return Change(target, picture, x.view(28, 28).numpy(), both[0], both[1], _shuffled_changes(network, start, x - start))


def applied(network: Network, change: Change, times: float) -> tuple[Pixels, NDArray[np.float32]]:
    """The picture with so many times the change, held in [0, 1], and the ten probabilities that it gets: (28, 28), (10,)."""
    picture = (change.before + times * change.difference).clip(0, 1)
    return picture, probabilities(network, picture)


def _step(network: Network, x: Tensor, target: int) -> Tensor:
    """One step towards the target, over those pixels that are free to go that way. (1, 784) -> (1, 784)."""
    outputs = network.model(x.detach())[0, :10].detach()
    rival = int(torch.cat([outputs[:target], torch.tensor([-torch.inf]), outputs[target + 1 :]]).argmax())
    x = x.detach().requires_grad_()
    ahead = lead(network, x, target, rival)
    (gradient,) = torch.autograd.grad(ahead.sum(), x)
    x = x.detach()
    gradient = torch.where(((x <= 0) & (gradient < 0)) | ((x >= 1) & (gradient > 0)), 0, gradient)
    missing = (MARGIN - ahead.detach()).clamp(min=MARGIN)
    return (x + missing * gradient / gradient.square().sum().clamp(min=1e-12)).clamp(0, 1)


def _back_to_the_border(network: Network, start: Tensor, x: Tensor, target: int) -> Tensor:
    """The shortest piece of the way from `start` to `x` that is still read as the target, by halving."""
    too_little, enough = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (too_little + enough) / 2
        if _reads(network, torch.lerp(start, x, middle)) == target:
            enough = middle
        else:
            too_little = middle
    return torch.lerp(start, x, enough).clamp(0, 1)


def _shuffled_changes(network: Network, start: Tensor, change: Tensor) -> int:
    """How many of N_SHUFFLED random orders of the change's pixels change the answer."""
    generator = torch.Generator().manual_seed(0)
    orders = torch.rand(N_SHUFFLED, start.shape[1], generator=generator).argsort(1)
    changed = (start + change[0, orders]).clamp(0, 1)  # (N_SHUFFLED, 784)
    return int((_chances(network, changed).argmax(1) != _chances(network, start).argmax(1)).sum())


@torch.no_grad()
def _chances(network: Network, pictures: Tensor) -> Tensor:
    return LOSSES[network.config.loss].probabilities(network.model(pictures))


def _reads(network: Network, picture: Tensor) -> int:
    return int(_chances(network, picture)[0].argmax())
