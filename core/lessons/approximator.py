"""One hidden layer as a function approximator: f(x) = c + Σ_j v_j ρ(w_j x + b_j), for a number x in [-1, 1].

Two ways to get one: `build` places the hidden units by hand and solves for the output layer, which shows that a good
network exists; `train` starts from random numbers and follows the gradient, which may or may not find one.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from core.activations import ACTIVATIONS

N_POINTS: Final = 81  # where a function is compared with its approximation
N_STARTS: Final = 8  # random starts that are trained side by side
MAX_UNITS: Final = 48  # `build` solves for one number more than that, from N_POINTS equations
N_STEPS: Final = 1000


@dataclass(frozen=True)
class Target:
    """A function to be approximated, on [-1, 1]."""

    title: str
    formula: str  # LaTeX
    function: Callable[[Tensor], Tensor]


TARGETS: Final = {
    "sine": Target("Sine", r"f(x) = \sin 2 \pi x", lambda x: torch.sin(2 * math.pi * x)),
    "bump": Target("Bump", r"f(x) = e^{-(x / 0.15)^2}", lambda x: torch.exp(-((x / 0.15) ** 2))),
    "step": Target("Step", r"f(x) = 1 \text{ where } x > 0.2, \text{ else } 0", lambda x: (x > 0.2).to(x.dtype)),
}


@dataclass(frozen=True)
class Approximator:
    """Networks with one hidden layer, as many side by side as the leading dimensions say."""

    activation: str
    w: Tensor  # (..., H, 1)
    b: Tensor  # (..., H, 1)
    v: Tensor  # (..., H, 1)
    c: Tensor  # (..., 1, 1)

    def units(self, x: Tensor) -> Tensor:
        """What each hidden unit adds to the sum, v_j ρ(w_j x + b_j). (N,) -> (..., H, N)."""
        return self.v * ACTIVATIONS[self.activation].function(self.w * x + self.b)

    def __call__(self, x: Tensor) -> Tensor:
        """The network's output. (N,) -> (..., N)."""
        return (self.units(x).sum(-2, keepdim=True) + self.c).squeeze(-2)

    def __getitem__(self, start: int) -> "Approximator":
        """One of the networks that were trained side by side."""
        return Approximator(self.activation, self.w[start], self.b[start], self.v[start], self.c[start])


def grid(n_points: int = N_POINTS) -> Tensor:
    """Points over [-1, 1]: (n_points,)."""
    return torch.linspace(-1, 1, n_points)


def rms_error(network: Approximator, target: str) -> Tensor:
    """Root of the mean squared error over the grid, in units of y: (...,)."""
    x = grid()
    return ((network(x) - TARGETS[target].function(x)) ** 2).mean(-1).sqrt()


def build(target: str, n_units: int, activation: str) -> Approximator:
    """Hidden units evenly spaced over [-1, 1]; the output layer by least squares. Nothing is trained.

    Args:
        target: a key of TARGETS.
        n_units: H, at most MAX_UNITS.
        activation: a key of ACTIVATIONS.
    """
    x, spacing = grid().double(), 2 / n_units
    left_edges = -1 + spacing * torch.arange(n_units, dtype=torch.float64)[:, None]  # (H, 1)
    rho = ACTIVATIONS[activation]
    centres = left_edges + spacing / 2 if rho.is_sigmoidal else left_edges  # an S is centred in its interval, a hinge is at the left edge
    w = torch.full_like(left_edges, 4 / spacing)  # steep enough that a unit changes only on its own interval
    b = -w * centres
    hidden = rho.function(w * x + b)  # (H, N)
    design = torch.cat([hidden, torch.ones(1, len(x), dtype=torch.float64)]).T  # (N, H + 1)
    solution = torch.linalg.lstsq(design, TARGETS[target].function(x)[:, None], driver="gelsd").solution.float()  # (H + 1, 1)
    return Approximator(activation, w.float(), b.float(), solution[:-1], solution[-1:])


def start(n_units: int, activation: str, seed: int = 0) -> Approximator:
    """N_STARTS networks with random weights, their units' centres spread over [-1, 1] at random; c = 0."""
    generator = torch.Generator().manual_seed(seed)
    w = torch.randn(N_STARTS, n_units, 1, generator=generator) * 2
    b = -w * (torch.rand(w.shape, generator=generator) * 2 - 1)
    v = torch.randn(w.shape, generator=generator) / math.sqrt(n_units)
    return Approximator(activation, w, b, v, torch.zeros(N_STARTS, 1, 1))


def train(target: str, n_units: int, activation: str, n_steps: int = N_STEPS, lr: float = 0.02) -> Approximator:
    """Train N_STARTS random networks on the squared error over the grid, each step on all points, with Adam."""
    network = start(n_units, activation)
    parameters = [network.w, network.b, network.v, network.c]
    mean, square = ([torch.zeros_like(parameter) for parameter in parameters] for _ in range(2))
    x = grid()
    y = TARGETS[target].function(x)
    for step in range(1, n_steps + 1):
        gradients = gradient(network, x, y)
        torch._foreach_lerp_(mean, gradients, 0.1)
        torch._foreach_mul_(square, 0.999)
        torch._foreach_addcmul_(square, gradients, gradients, 0.001)
        scale = torch._foreach_sqrt(square)
        torch._foreach_add_(scale, 1e-8)
        torch._foreach_addcdiv_(parameters, mean, scale, -lr * math.sqrt(1 - 0.999**step) / (1 - 0.9**step))
    return network


def gradient(network: Approximator, x: Tensor, y: Tensor) -> list[Tensor]:
    """Gradient of the mean squared error with respect to w, b, v and c, each of its parameter's shape, by the chain rule."""
    rho = ACTIVATIONS[network.activation]
    z = network.w * x + network.b  # (..., H, N)
    h = rho.function(z)
    grad_output = 2 * ((network.v * h).sum(-2, keepdim=True) + network.c - y) / len(x)  # (..., 1, N)
    grad_z = network.v * rho.derivative(z) * grad_output
    return [part.sum(-1, keepdim=True) for part in (grad_z * x, grad_z, h * grad_output, grad_output)]
