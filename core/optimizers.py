"""How a gradient becomes a step: the update rule in letters, torch's implementation, and words, side by side.

θ are the parameters, g the gradient of the batch's loss, η the learning rate. Weight decay λ adds λθ to g, except in AdamW.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from torch import optim
from torch.nn import Parameter

from core.config import RunConfig


@dataclass(frozen=True)
class Rule:
    """One row of the registry."""

    title: str
    formula: str  # LaTeX
    make: Callable[[Iterable[Parameter], RunConfig], optim.Optimizer]  # torch's optimizer, as the config sets it
    usual_lr: float  # a learning rate that trains the lecture's network
    words: str
    fields: tuple[str, ...] = ()  # of the config, that it uses besides lr and weight_decay


OPTIMIZERS: Final = {
    "sgd": Rule(
        title="SGD",
        formula=r"\theta \leftarrow \theta - \eta\, g",
        make=lambda parameters, c: optim.SGD(parameters, c.lr, weight_decay=c.weight_decay, fused=True),
        usual_lr=0.1,
        words="Plain gradient descent on each batch.",
    ),
    "momentum": Rule(
        title="SGD with momentum",
        formula=r"v \leftarrow \mu\, v + g, \quad \theta \leftarrow \theta - \eta\, v",
        make=lambda parameters, c: optim.SGD(parameters, c.lr, c.momentum, weight_decay=c.weight_decay, fused=True),
        fields=("momentum",),
        usual_lr=0.02,
        words="A rolling ball: past gradients carry on, so a steady slope is taken up to ten times faster.",
    ),
    "nesterov": Rule(
        title="Nesterov momentum",
        formula=r"v \leftarrow \mu\, v + g, \quad \theta \leftarrow \theta - \eta\, (g + \mu\, v)",
        make=lambda parameters, c: optim.SGD(
            parameters, c.lr, c.momentum, weight_decay=c.weight_decay, nesterov=c.momentum > 0, fused=True
        ),
        fields=("momentum",),
        usual_lr=0.02,
        words="Momentum that looks ahead to where it is rolling.",
    ),
    "rmsprop": Rule(
        title="RMSprop",
        formula=r"s \leftarrow \alpha\, s + (1 - \alpha)\, g^2, \quad \theta \leftarrow \theta - \eta\, g / \sqrt{s}",
        make=lambda parameters, c: optim.RMSprop(parameters, c.lr, c.alpha, weight_decay=c.weight_decay),
        fields=("alpha",),
        usual_lr=0.001,
        words="Each weight has its own step: divided by how large its gradients have been.",
    ),
    "adam": Rule(
        title="Adam",
        formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \quad s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2, \quad"
        r" \theta \leftarrow \theta - \eta\, \hat m / \sqrt{\hat s}",
        make=lambda parameters, c: optim.Adam(parameters, c.lr, (c.beta1, c.beta2), weight_decay=c.weight_decay, fused=True),
        fields=("beta1", "beta2"),
        usual_lr=0.001,
        words="Momentum and RMSprop together, corrected for their start from zero. Each weight moves by about η.",
    ),
    "adamw": Rule(
        title="AdamW",
        formula=r"\theta \leftarrow \theta - \eta\, (\hat m / \sqrt{\hat s} + \lambda\, \theta)",
        make=lambda parameters, c: optim.AdamW(parameters, c.lr, (c.beta1, c.beta2), weight_decay=c.weight_decay, fused=True),
        fields=("beta1", "beta2"),
        usual_lr=0.001,
        words="Adam, and every weight is pulled towards zero by the weight decay λ, whatever its gradient. With λ = 0 it is Adam.",
    ),
}
