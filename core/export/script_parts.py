"""Parts of plain PyTorch scripts as text, for one config: what the take-home script and the lecture's loop have in common.

Only what the config uses is written: no branch, no argument that is torch's own default.
"""

import inspect
import itertools
import json
import re
import textwrap
from collections.abc import Callable
from typing import Any

from core.activations import ACTIVATIONS
from core.config import RunConfig
from core.initialisations import INITIALISATIONS
from core.losses import LOSSES
from core.optimizers import OPTIMIZERS
from core.schedules import SCHEDULES


def layer_sizes(config: RunConfig) -> tuple[int, ...]:
    """Units from the pixels to the outputs, ends included."""
    return config.layer_sizes(LOSSES[config.loss].outputs_per_class)


def shape(*sizes: int | str) -> str:
    """A shape as comments write it: "(N, 784)"."""
    return f"({', '.join(map(str, sizes))})"


def layers(config: RunConfig) -> list[str]:
    """The statements that make a network's layers, for its __init__."""
    sizes = layer_sizes(config)
    lines = []
    for i, (n_in, n_out) in enumerate(itertools.pairwise(sizes), 1):
        lines.append(f"self.lin_{i} = nn.Linear({n_in}, {n_out})")
        if config.batch_norm and i < len(sizes) - 1:
            lines.append(f"self.norm_{i} = nn.BatchNorm1d({n_out})")
    return lines


def forward(config: RunConfig, affine: str = "self.lin_{}({})", dropout: str = "") -> list[str]:
    """The statements of a network's forward, shapes at their ends. `affine` and `dropout` are how those are called."""
    sizes = layer_sizes(config)
    lines = []
    for i, (n_in, n_out) in enumerate(itertools.pairwise(sizes), 1):
        value = affine.format(i, "x")
        shapes = f"  # {shape('N', n_in)} -> {shape('N', n_out)}"
        if i == len(sizes) - 1:
            lines.append(f"return {value}{shapes}")
            break
        if config.batch_norm:
            value = f"self.norm_{i}({value})"
        lines.append(f"x = {ACTIVATIONS[config.activation].source.format(value)}{shapes}")
        if dropout:
            lines.append(dropout)
    return lines


def first_weights(config: RunConfig, generator: str = "") -> list[str]:
    """The body of a loop over layers that starts them."""
    row = INITIALISATIONS[config.initialisation]
    arguments = ["layer.weight", *(f"{name}={json.dumps(value)}" for name, value in row.arguments.items())]
    arguments += [f"generator={generator}"] if generator and row.is_random else []
    return [f"nn.init.{row.function.__name__}({', '.join(arguments)})", "nn.init.zeros_(layer.bias)"]


def first_bias(config: RunConfig, model: str) -> list[str]:
    """The statement after that loop by which the network begins sure of the first class, if it shall."""
    last = f"{model}.lin_{len(layer_sizes(config)) - 1}"
    return [f"nn.init.constant_({last}.bias[:1], {config.start_bias!r})"] if config.start_bias else []


def loss_function(config: RunConfig) -> str:
    """The definition of `loss_function(outputs, labels)`, the mean over the batch."""
    of_row, smoothing = LOSSES[config.loss].source, config.label_smoothing
    if inspect.isclass(of_row):
        return f"loss_function = nn.{of_row.__name__}({f'label_smoothing={smoothing!r}' if smoothing else ''})"
    lines = ["targets = nn.functional.one_hot(labels, 10).float()  # (N,) -> (N, 10)"]
    if smoothing:
        lines.append(f"targets = (1 - {smoothing!r}) * targets + {smoothing!r} / 10  # a share of the target goes to all classes alike")
    lines.append(f"return {of_row.__name__}(outputs, targets).mean()  # summed over the outputs, averaged over the examples")
    shapes = f"  # {shape('N', layer_sizes(config)[-1])}, (N,) -> ()"
    return f"{self_contained(of_row)}\n\ndef loss_function(outputs, labels):{shapes}\n{indented(lines)}"


def optimizer(config: RunConfig, parameters: str = "model.parameters()") -> str:
    """The statement that makes the optimizer."""
    row = OPTIMIZERS[config.optimizer]
    torchs = inspect.signature(row.torch_class).parameters
    given = [(name, value) for name, value in row.settings(config).items() if name == "lr" or value != torchs[name].default]
    arguments = [parameters, *(f"{name}={value!r}" for name, value in given)]
    return f"optimizer = torch.optim.{row.torch_class.__name__}({', '.join(arguments)})"


def update(config: RunConfig) -> list[str]:
    """The statements of a step that follow the loss."""
    clip = f"torch.nn.utils.clip_grad_norm_(model.parameters(), {config.gradient_clip!r})"
    return ["optimizer.zero_grad()", "loss.backward()", *([clip] if config.gradient_clip else []), "optimizer.step()"]


def schedule(config: RunConfig) -> str:
    """The definition of `factor(step, n_steps)`: what the learning rate is multiplied by at a step, counted from 1."""
    return source(SCHEDULES[config.schedule].factor, "factor")


def source(function: object, name: str = "") -> str:
    """A function's source; under another name, if given."""
    text = textwrap.dedent(inspect.getsource(function))  # type: ignore[arg-type]
    return text.replace(f"def {function.__name__}(", f"def {name}(", 1) if name else text  # type: ignore[attr-defined]


def self_contained(function: Callable[..., Any]) -> str:
    """A function's source without types, after that of those it calls in its own module; the module's numbers stand in it as such."""
    known = inspect.getclosurevars(function).globals
    called = [value for value in known.values() if inspect.isfunction(value) and value.__module__ == function.__module__]
    text = re.sub(r": Tensor\b| -> [^:\n]*(?=:\n)", "", source(function))
    for name, number in known.items():
        if isinstance(number, float):
            text = re.sub(rf"\b{name}\b", repr(number), text)
    return "\n\n".join([*map(self_contained, called), text])


def indented(lines: list[str], levels: int = 1) -> str:
    """Lines as the text of a block."""
    return "".join(f"{'    ' * levels}{line}\n" for line in lines)
