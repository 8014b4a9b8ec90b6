"""Adversarial examples: a small perturbation of a picture after which a network answers a class of our choice.

Each step goes to where the target class would overtake its strongest rival if the network were linear: with m the margin of the
target over the rival, g = ∂m/∂x and ε the overshoot, δ = (ε - m) g / |g|². That is DeepFool (Moosavi-Dezfooli, Fawzi and
Frossard, CVPR 2016, eq. 5), aimed at one target class and with pixels that stay in [0, 1]. A smaller perturbation may exist.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.interpret.attribution import Network, margin, probabilities
from core.losses import LOSSES

MAX_STEPS: Final = 60
OVERSHOOT: Final = 0.02  # in the outputs' unit: the margin that each step aims for
N_BISECTIONS: Final = 12  # on the way back to the decision boundary
N_SHUFFLED: Final = 200  # control experiments: the same perturbation with its pixels in random order

Pixels = NDArray[np.float32]  # (28, 28)


@dataclass(frozen=True)
class AdversarialExample:
    """A picture before and after its perturbation, and the network's probabilities for both."""

    target: int
    before: Pixels  # in [0, 1]
    after: Pixels  # in [0, 1]
    probabilities_before: NDArray[np.float32]  # (10,)
    probabilities_after: NDArray[np.float32]  # (10,)
    n_shuffled_flips: int  # how many of N_SHUFFLED random orders of the perturbation's pixels change the prediction

    @property
    def perturbation(self) -> Pixels:
        """What is added to each pixel, (28, 28): positive is more ink."""
        return self.after - self.before

    @property
    def n_changed_pixels(self) -> int:
        """How many pixels change by more than a hundredth of full ink."""
        return int((np.abs(self.perturbation) > 0.01).sum())

    @property
    def succeeded(self) -> bool:
        """Whether the perturbed picture is predicted to be the target."""
        return int(self.probabilities_after.argmax()) == self.target


def adversarial_example(network: Network, picture: Pixels, target: int) -> AdversarialExample:
    """Perturb a picture (28, 28) in [0, 1] until the network predicts `target`.

    It may not get there: where the gradient is zero, or after MAX_STEPS. Then `succeeded` is False.
    """
    start = torch.from_numpy(np.ascontiguousarray(picture).reshape(1, -1))  # (1, 784)
    x = start
    for _ in range(MAX_STEPS):
        if _prediction(network, x) == target:
            x = _bisect_to_boundary(network, start, x, target)
            break
        x = _step(network, x, target)
    before, after = _probabilities(network, torch.cat([start, x])).numpy()
    return AdversarialExample(target, picture, x.view(28, 28).numpy(), before, after, _count_shuffled_flips(network, start, x - start))


def perturb(network: Network, example: AdversarialExample, scale: float) -> tuple[Pixels, NDArray[np.float32]]:
    """The picture plus `scale` times the perturbation, clipped to [0, 1], and its ten probabilities: (28, 28), (10,)."""
    picture = (example.before + scale * example.perturbation).clip(0, 1)
    return picture, probabilities(network, picture)


def _step(network: Network, x: Tensor, target: int) -> Tensor:
    """One step towards the target, in those pixels that stay in [0, 1] by it. (1, 784) -> (1, 784)."""
    outputs = network.model(x.detach())[0, :10].detach()
    rival = int(torch.cat([outputs[:target], torch.tensor([-torch.inf]), outputs[target + 1 :]]).argmax())
    x = x.detach().requires_grad_()
    current = margin(network, x, target, rival)
    (gradient,) = torch.autograd.grad(current.sum(), x)
    x = x.detach()
    gradient = torch.where(((x <= 0) & (gradient < 0)) | ((x >= 1) & (gradient > 0)), 0, gradient)
    missing = (OVERSHOOT - current.detach()).clamp(min=OVERSHOOT)
    return (x + missing * gradient / gradient.square().sum().clamp(min=1e-12)).clamp(0, 1)


def _bisect_to_boundary(network: Network, start: Tensor, x: Tensor, target: int) -> Tensor:
    """The point nearest to `start` on the line to `x` that is still predicted to be the target, by bisection."""
    too_little, enough = 0.0, 1.0
    for _ in range(N_BISECTIONS):
        middle = (too_little + enough) / 2
        if _prediction(network, torch.lerp(start, x, middle)) == target:
            enough = middle
        else:
            too_little = middle
    return torch.lerp(start, x, enough).clamp(0, 1)


def _count_shuffled_flips(network: Network, start: Tensor, perturbation: Tensor) -> int:
    """How many of N_SHUFFLED random orders of the perturbation's pixels change the prediction."""
    generator = torch.Generator().manual_seed(0)
    orders = torch.rand(N_SHUFFLED, start.shape[1], generator=generator).argsort(1)
    changed = (start + perturbation[0, orders]).clamp(0, 1)  # (N_SHUFFLED, 784)
    return int((_probabilities(network, changed).argmax(1) != _probabilities(network, start).argmax(1)).sum())


@torch.no_grad()
def _probabilities(network: Network, pictures: Tensor) -> Tensor:
    return LOSSES[network.config.loss].probabilities(network.model(pictures))


def _prediction(network: Network, picture: Tensor) -> int:
    return int(_probabilities(network, picture)[0].argmax())
