"""How a gradient becomes a step: the update rule in letters, torch's implementation, and words, side by side.

θ are the parameters, g the gradient of the batch's loss, η the learning rate; ε = 1e-8 keeps from dividing by zero. Weight decay λ adds
λθ to g, except in AdamW.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import torch
from torch import Tensor, optim
from torch.nn import Parameter

from core.config import RunConfig


class FusedAdam(optim.Adam):
    """torch's Adam, or AdamW, with fused=True: the same numbers to the last bit from the same native operation.

    torch.optim gathers and checks its tensors anew in every step. Here they are gathered once: with 200,000 weights on two cores
    that makes a whole training step a seventh shorter. It takes one group of parameters.
    """

    _gathered: tuple[list[Tensor], ...] = ()

    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """One update of every parameter, each of which must have a gradient."""
        if not self._gathered:
            super().step(closure)  # makes the state
            parameters = self.param_groups[0]["params"]
            self._gathered = parameters, *([self.state[p][name] for p in parameters] for name in ("exp_avg", "exp_avg_sq", "step"))
            return
        parameters, means, squares, steps = self._gathered
        gradients = [p.grad for p in parameters if p.grad is not None]
        group = self.param_groups[0]
        settings = {name: group[name] for name in ("lr", "weight_decay", "eps", "amsgrad", "maximize")}
        update = torch._fused_adamw_ if group["decoupled_weight_decay"] else torch._fused_adam_
        with torch.no_grad():
            torch._foreach_add_(steps, 1)
            update(parameters, gradients, means, squares, [], steps, beta1=group["betas"][0], beta2=group["betas"][1], **settings)

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """As torch's; the state is gathered again."""
        super().load_state_dict(state_dict)
        self._gathered = ()


@dataclass(frozen=True)
class Optimizer:
    """One row of the registry."""

    title: str
    formula: str  # LaTeX
    torch_class: type[optim.Optimizer]  # what an exported script calls
    arguments: Callable[[RunConfig], dict[str, Any]]  # of it, besides lr and weight_decay
    fast: Callable[..., optim.Optimizer]  # takes the same arguments and makes the same steps, sooner
    state_per_parameter: int  # numbers that it remembers for each
    usual_lr: float  # a learning rate that trains the lecture's network
    words: str
    fields: tuple[str, ...] = ()  # of the config, that it uses besides lr and weight_decay

    def settings(self, config: RunConfig) -> dict[str, Any]:
        """All arguments of `torch_class` besides the parameters, as the config sets them."""
        return {"lr": config.lr, **self.arguments(config), "weight_decay": config.weight_decay}

    def make(self, parameters: Iterable[Parameter], config: RunConfig) -> optim.Optimizer:
        """The optimizer of these parameters, as the config sets it."""
        return self.fast(parameters, **self.settings(config))


OPTIMIZERS: Final = {
    "sgd": Optimizer(
        title="SGD",
        formula=r"\theta \leftarrow \theta - \eta\, g",
        torch_class=optim.SGD,
        arguments=lambda config: {},
        fast=partial(optim.SGD, fused=True),
        state_per_parameter=0,
        usual_lr=0.1,
        words="Plain gradient descent on each batch.",
    ),
    "momentum": Optimizer(
        title="SGD with momentum",
        formula=r"v \leftarrow \mu\, v + g, \quad \theta \leftarrow \theta - \eta\, v",
        torch_class=optim.SGD,
        arguments=lambda config: {"momentum": config.momentum},
        fast=partial(optim.SGD, fused=True),
        state_per_parameter=1,
        fields=("momentum",),
        usual_lr=0.02,
        words="A rolling ball: past gradients carry on, so a steady slope is taken up to ten times faster.",
    ),
    "nesterov": Optimizer(
        title="Nesterov momentum",
        formula=r"v \leftarrow \mu\, v + g, \quad \theta \leftarrow \theta - \eta\, (g + \mu\, v)",
        torch_class=optim.SGD,
        arguments=lambda config: {"momentum": config.momentum, "nesterov": config.momentum > 0},
        fast=partial(optim.SGD, fused=True),
        state_per_parameter=1,
        fields=("momentum",),
        usual_lr=0.02,
        words="Momentum that looks ahead to where it is rolling.",
    ),
    "rmsprop": Optimizer(
        title="RMSprop",
        formula=r"s \leftarrow \alpha\, s + (1 - \alpha)\, g^2, \quad \theta \leftarrow \theta - \eta\, g / (\sqrt{s} + \epsilon)",
        torch_class=optim.RMSprop,
        arguments=lambda config: {"alpha": config.alpha},
        fast=optim.RMSprop,
        state_per_parameter=1,
        fields=("alpha",),
        usual_lr=0.001,
        words="Each weight has its own step: divided by how large its gradients have been.",
    ),
    "adam": Optimizer(
        title="Adam",
        formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \quad s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2, \quad"
        r" \theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat s} + \epsilon)",
        torch_class=optim.Adam,
        arguments=lambda config: {"betas": (config.beta1, config.beta2)},
        fast=partial(FusedAdam, fused=True),
        state_per_parameter=2,
        fields=("beta1", "beta2"),
        usual_lr=0.001,
        words="Momentum and RMSprop together, corrected for their start from zero. Each weight moves by about η.",
    ),
    "adamw": Optimizer(
        title="AdamW",
        formula=r"\theta \leftarrow \theta - \eta\, (\hat m / (\sqrt{\hat s} + \epsilon) + \lambda\, \theta)",
        torch_class=optim.AdamW,
        arguments=lambda config: {"betas": (config.beta1, config.beta2)},
        fast=partial(FusedAdam, decoupled_weight_decay=True, fused=True),
        state_per_parameter=2,
        fields=("beta1", "beta2"),
        usual_lr=0.001,
        words="Adam, and every weight is pulled towards zero by the weight decay λ, whatever its gradient. With λ = 0 it is Adam.",
    ),
}


def reset_unused(config: RunConfig, keep: Collection[str] = ()) -> RunConfig:
    """The config with the fields that only other optimizers use at their defaults, so that equal runs have equal configs; `keep` stay."""
    of_others = {name for rule in OPTIMIZERS.values() for name in rule.fields} - set(OPTIMIZERS[config.optimizer].fields) - set(keep)
    return replace(config, **{name: getattr(RunConfig, name) for name in of_others})
