"""How a gradient becomes a step: the update rule in letters, torch's implementation, and words, side by side.

θ are the parameters, g the gradient of the batch's loss, η the learning rate.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from torch import optim
from torch.nn import Parameter


@dataclass(frozen=True)
class Rule:
    """One row of the registry."""

    title: str
    formula: str  # LaTeX
    make: Callable[[Iterable[Parameter], float], optim.Optimizer]  # parameters, learning rate -> torch's optimizer
    usual_lr: float  # a learning rate that trains the lecture's network
    words: str


OPTIMIZERS: Final = {
    "sgd": Rule(
        title="SGD",
        formula=r"\theta \leftarrow \theta - \eta\, g",
        make=lambda parameters, lr: optim.SGD(parameters, lr, fused=True),
        usual_lr=0.1,
        words="Plain gradient descent on each batch.",
    ),
    "momentum": Rule(
        title="SGD with momentum",
        formula=r"v \leftarrow 0.9\, v + g, \quad \theta \leftarrow \theta - \eta\, v",
        make=lambda parameters, lr: optim.SGD(parameters, lr, momentum=0.9, fused=True),
        usual_lr=0.02,
        words="A rolling ball: past gradients carry on, so a steady slope is taken up to ten times faster.",
    ),
    "nesterov": Rule(
        title="Nesterov momentum",
        formula=r"v \leftarrow 0.9\, v + g, \quad \theta \leftarrow \theta - \eta\, (g + 0.9\, v)",
        make=lambda parameters, lr: optim.SGD(parameters, lr, momentum=0.9, nesterov=True, fused=True),
        usual_lr=0.02,
        words="Momentum that looks ahead to where it is rolling.",
    ),
    "rmsprop": Rule(
        title="RMSprop",
        formula=r"s \leftarrow 0.99\, s + 0.01\, g^2, \quad \theta \leftarrow \theta - \eta\, g / \sqrt{s}",
        make=optim.RMSprop,
        usual_lr=0.001,
        words="Each weight has its own step: divided by how large its gradients have been.",
    ),
    "adam": Rule(
        title="Adam",
        formula=r"m \leftarrow 0.9\, m + 0.1\, g, \quad s \leftarrow 0.999\, s + 0.001\, g^2, \quad"
        r" \theta \leftarrow \theta - \eta\, \hat m / \sqrt{\hat s}",
        make=lambda parameters, lr: optim.Adam(parameters, lr, fused=True),
        usual_lr=0.001,
        words="Momentum and RMSprop together, corrected for their start from zero. Each weight moves by about η.",
    ),
    "adamw": Rule(
        title="AdamW",
        formula=r"\theta \leftarrow \theta - \eta\, (\hat m / \sqrt{\hat s} + 0.01\, \theta)",
        make=lambda parameters, lr: optim.AdamW(parameters, lr, fused=True),
        usual_lr=0.001,
        words="Adam, and every weight is pulled a little towards zero at each step.",
    ),
}
