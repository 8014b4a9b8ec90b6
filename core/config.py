"""What a visitor chooses before pressing Train: one flat, frozen, validated RunConfig.

Its field names are the widget keys, the URL parameters and the stored JSON. A URL is user input: `from_query` ignores
names it does not know and values it cannot use.
"""

import itertools
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

CHOICES: Final = {
    "activation": ("relu", "sigmoid", "tanh", "identity"),
    "initialisation": ("kaiming_normal", "kaiming_uniform", "xavier_normal", "xavier_uniform", "zeros", "too_large"),
    "loss": ("cross_entropy", "mse", "gaussian", "gaussian_spread"),
    "optimizer": ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"),
    "device": ("auto", "cpu", "cuda", "mps"),
}
LIMITS: Final[dict[str, tuple[float, float]]] = {
    "lr": (1e-6, 1e4),
    "batch_size": (8, 8192),
    "epochs": (1, 100),
    "seed": (0, 2**31 - 1),
}
LABELS: Final = {
    "hidden_sizes": "Hidden layers",
    "activation": "Activation",
    "initialisation": "First weights",
    "loss": "Loss",
    "optimizer": "Optimizer",
    "lr": "Learning rate",
    "batch_size": "Batch size",
    "epochs": "Epochs",
    "seed": "Seed",
    "device": "Device",
}
MAX_LAYERS: Final = 8
MAX_WIDTH: Final = 2048
MAX_PARAMETERS: Final = 4_000_000  # 16 MB of weights; a hosted demo trains for whoever comes


class ConfigError(ValueError):
    """A setting cannot be used; the text is one sentence for the visitor."""


@dataclass(frozen=True)
class RunConfig:
    """One training run's settings. The defaults are the lecture's.

    Raises:
        ConfigError: a value is of the wrong type, no finite number, out of its range, or no known choice.
    """

    hidden_sizes: tuple[int, ...] = (256,)  # units in each hidden layer, first to last; () is a linear model
    activation: str = "relu"  # the nonlinear function after each hidden layer
    initialisation: str = "kaiming_normal"  # how the weights start; biases start at zero
    loss: str = "cross_entropy"  # what is minimised
    optimizer: str = "adam"  # how a gradient becomes a step
    lr: float = 1e-3  # learning rate
    batch_size: int = 256  # examples per step
    epochs: int = 10  # passes over the training split
    seed: int = 0  # of the first weights and of the order of the examples
    device: str = "auto"  # auto takes the fastest that the server has

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise ConfigError(f"{LABELS[name]} must be one of {', '.join(choices)}.")
        for name, (low, high) in LIMITS.items():
            _check_number(LABELS[name], getattr(self, name), low, high, whole=name != "lr")
        _check_hidden_sizes(self.hidden_sizes)

    def layer_sizes(self, outputs_per_class: int = 1) -> tuple[int, ...]:
        """Units from the 784 pixels to the outputs, ends included."""
        return (784, *self.hidden_sizes, 10 * outputs_per_class)

    def summary(self) -> str:
        """The config in one line: "784-256-10, relu, cross_entropy, adam 0.001, batch 256, 10 epochs, seed 0"."""
        layers = "-".join(map(str, self.layer_sizes()))
        start = "" if self.initialisation == RunConfig.initialisation else f", {self.initialisation}"
        words = f"{self.activation}{start}, {self.loss}, {self.optimizer} {self.lr:g}, batch {self.batch_size}"
        return f"{layers}, {words}, {self.epochs} epoch{'s' if self.epochs > 1 else ''}, seed {self.seed}".replace("_", " ")

    def to_json(self) -> str:
        """The config as JSON text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "RunConfig":
        """Read what `to_json` wrote. Names this version does not know are ignored; names it lacks take their default.

        Raises:
            ConfigError: the text is not such JSON, or a value in it cannot be used.
        """
        try:
            values = json.loads(text)
            values["hidden_sizes"] = tuple(values.get("hidden_sizes", cls.hidden_sizes))
        except (ValueError, TypeError, AttributeError) as error:
            raise ConfigError("This is not the JSON text of a config.") from error
        return cls(**{field.name: values[field.name] for field in fields(cls) if field.name in values})

    def to_query(self) -> dict[str, str]:
        """URL parameters of what differs from the defaults."""
        return {name: text for name, text in _as_text(self).items() if text != _as_text(RunConfig())[name]}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "RunConfig":
        """Read URL parameters; what cannot be used takes its default, so this never raises."""
        values = {field.name: query[field.name] for field in fields(cls) if field.name in query}
        usable = {name: parse(name, text) for name, text in values.items() if is_usable(name, text)}
        try:
            return cls(**usable)
        except ConfigError:  # each value is usable, but not all of them together
            return cls()


def parse(name: str, text: str) -> Any:
    """A field's value from its text in a URL or a text box.

    Raises:
        ConfigError: the text is no such value. Whether it is in range, RunConfig says.
    """
    try:
        if name == "hidden_sizes":
            return tuple(int(size) for size in text.replace(",", " ").split())
        if name == "lr":
            return float(text)
        return int(text) if name in LIMITS else text
    except ValueError as error:
        wanted = "whole numbers with commas between them, such as 256, 128" if name == "hidden_sizes" else "a number"
        raise ConfigError(f"{LABELS[name]} must be {wanted}.") from error


def is_usable(name: str, text: str) -> bool:
    """Whether the text gives the field a value that RunConfig takes."""
    try:
        RunConfig(**{name: parse(name, text)})
    except ConfigError:
        return False
    return True


def n_parameters(layer_sizes: tuple[int, ...]) -> int:
    """Weights and biases of a multi-layer perceptron with these layer sizes, input and output included."""
    return sum((n_in + 1) * n_out for n_in, n_out in itertools.pairwise(layer_sizes))


def _as_text(config: RunConfig) -> dict[str, str]:
    values = asdict(config) | {"hidden_sizes": ",".join(map(str, config.hidden_sizes))}
    return {name: f"{value:g}" if name == "lr" and float(f"{value:g}") == value else str(value) for name, value in values.items()}


def _check_number(name: str, value: object, low: float, high: float, *, whole: bool) -> None:
    kinds = (int,) if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not math.isfinite(value) or not low <= value <= high:
        raise ConfigError(f"{name} must be a {'whole ' if whole else ''}number from {low:g} to {high:g}.")


def _check_hidden_sizes(sizes: object) -> None:
    if not isinstance(sizes, tuple) or len(sizes) > MAX_LAYERS:
        raise ConfigError(f"There can be at most {MAX_LAYERS} hidden layers.")
    for size in sizes:
        _check_number("Each hidden layer's size", size, 1, MAX_WIDTH, whole=True)
    if n_parameters((784, *sizes, 20)) > MAX_PARAMETERS:
        raise ConfigError(f"This network would have more than {MAX_PARAMETERS:,} parameters: make a layer narrower or leave one out.")
