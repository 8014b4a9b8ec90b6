"""How a layer's weights start: the distribution in letters, torch's function, its arguments and words, side by side.

A layer has n_in inputs and n_out outputs. Kaiming: He et al., 2015; Xavier: Glorot and Bengio, 2010.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Initialisation:
    """One way in which a layer's weights (n_out, n_in) may start."""

    title: str
    formula: str  # LaTeX
    function: Callable[..., Tensor]  # of torch.nn.init, in place; an exported script calls it by its name
    words: str
    arguments: Mapping[str, Any] = field(default_factory=dict)  # of the function, besides the weights and a generator

    @property
    def is_random(self) -> bool:
        """Whether the function draws from a generator."""
        return "generator" in inspect.signature(self.function).parameters

    def initialise(self, weight: Tensor, generator: torch.Generator | None = None) -> None:
        """Set the weights, in place. Without a generator they are drawn from torch's own."""
        self.function(weight, **self.arguments, **({"generator": generator} if self.is_random else {}))


INITIALISATIONS: Final = {
    "kaiming_normal": Initialisation(
        title="Kaiming normal",
        formula=r"w \sim \mathcal{N}\!\left(0, \tfrac{2}{n_\text{in}}\right)",
        function=nn.init.kaiming_normal_,
        arguments={"nonlinearity": "relu"},
        words="Normal with variance 2/n_in: ReLU halves the mean square, leaky ReLU and GELU nearly so, and this doubles it again.",
    ),
    "kaiming_uniform": Initialisation(
        title="Kaiming uniform",
        formula=r"w \sim \mathcal{U}(-a, a), \quad a = \sqrt{6 / n_\text{in}}",
        function=nn.init.kaiming_uniform_,
        arguments={"nonlinearity": "relu"},
        words="Uniform with variance 2/n_in.",
    ),
    "xavier_normal": Initialisation(
        title="Xavier normal",
        formula=r"w \sim \mathcal{N}\!\left(0, \tfrac{2}{n_\text{in} + n_\text{out}}\right)",
        function=nn.init.xavier_normal_,
        words="Normal with variance 2/(n_in + n_out): made for tanh and sigmoid.",
    ),
    "xavier_uniform": Initialisation(
        title="Xavier uniform",
        formula=r"w \sim \mathcal{U}(-a, a), \quad a = \sqrt{6 / (n_\text{in} + n_\text{out})}",
        function=nn.init.xavier_uniform_,
        words="Uniform with variance 2/(n_in + n_out).",
    ),
    "zeros": Initialisation(
        title="Zeros (a lesson)",
        formula=r"w = 0",
        function=nn.init.zeros_,
        words="All units start equal and get equal gradients, so they stay equal.",
    ),
    "too_large": Initialisation(
        title="Too large (a lesson)",
        formula=r"w \sim \mathcal{N}(0, 1)",
        function=nn.init.normal_,
        arguments={"std": 1.0},
        words="Normal with variance 1: the first outputs are huge and confidently wrong.",
    ),
}
