"""What a visitor chooses before pressing Train: one flat, frozen, validated RunConfig.

Its field names are the widget keys, the URL parameters and the stored JSON. A URL is user input: `from_query` ignores
names it does not know and values it cannot use.
"""

import itertools
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

CHOICES: Final = {
    "activation": ("relu", "leaky_relu", "gelu", "sigmoid", "tanh", "identity"),
    "initialisation": ("kaiming_normal", "kaiming_uniform", "xavier_normal", "xavier_uniform", "zeros", "too_large"),
    "loss": ("cross_entropy", "mse", "gaussian", "gaussian_spread"),
    "optimizer": ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"),
    "schedule": ("constant", "step", "cosine", "one_cycle", "warmup"),
    "dataset": ("mnist", "fashion_mnist", "kmnist"),
    "precision": ("float32", "bfloat16"),
    "device": ("auto", "cpu", "cuda", "mps"),
}
LIMITS: Final[dict[str, tuple[float, float]]] = {
    "lr": (1e-6, 1e4),
    "momentum": (0.0, 0.999),
    "alpha": (0.0, 0.9999),
    "beta1": (0.0, 0.999),
    "beta2": (0.0, 0.9999),
    "weight_decay": (0.0, 1.0),
    "dropout": (0.0, 0.9),
    "label_smoothing": (0.0, 0.9),
    "batch_size": (8, 8192),
    "epochs": (1, 100),
    "n_examples": (10, 60_000),
    "shift": (0.0, 8.0),
    "rotation": (0.0, 180.0),
    "scaling": (0.0, 0.5),
    "stroke": (0.0, 1.0),
    "seed": (0, 2**31 - 1),
}
WHOLE: Final = ("batch_size", "epochs", "n_examples", "seed")  # the numbers that are whole; the others are real
LABELS: Final = {
    "hidden_sizes": "Hidden layers",
    "activation": "Activation",
    "initialisation": "First weights",
    "loss": "Loss",
    "optimizer": "Optimizer",
    "lr": "Learning rate",
    "schedule": "Schedule",
    "momentum": "Momentum",
    "alpha": "Smoothing α",
    "beta1": "β₁",
    "beta2": "β₂",
    "weight_decay": "Weight decay",
    "dropout": "Dropout",
    "batch_norm": "Batch norm",
    "label_smoothing": "Label smoothing",
    "batch_size": "Batch size",
    "epochs": "Epochs",
    "dataset": "Data set",
    "n_examples": "Training examples",
    "shift": "Shift",
    "rotation": "Rotation",
    "scaling": "Scale",
    "stroke": "Stroke width",
    "seed": "Seed",
    "precision": "Precision",
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
    lr: float = 1e-3  # learning rate; where a schedule varies it, its highest
    schedule: str = "constant"  # how the learning rate goes over the run
    momentum: float = 0.9  # of momentum and Nesterov: how much of the last step carries on
    alpha: float = 0.99  # of RMSprop: how long squared gradients are remembered
    beta1: float = 0.9  # of Adam and AdamW: how long gradients are remembered
    beta2: float = 0.999  # of Adam and AdamW: how long squared gradients are remembered
    weight_decay: float = 0.0  # pull of every parameter towards zero; AdamW's does not go through the gradient
    dropout: float = 0.0  # share of hidden units switched off at random at each step
    batch_norm: bool = False  # standardise each hidden unit over the batch before its activation
    label_smoothing: float = 0.0  # share of the target spread evenly over the ten classes
    batch_size: int = 256  # examples per step
    epochs: int = 10  # passes over the training split
    dataset: str = "mnist"  # ten classes of 28 x 28 pictures
    n_examples: int = 60_000  # of the training split, drawn by the seed; the test split is always whole
    shift: float = 0.0  # px, largest random shift of a training picture to each side
    rotation: float = 0.0  # degrees, largest random turn
    scaling: float = 0.0  # largest random change of size, as a fraction
    stroke: float = 0.0  # px, largest random change of stroke width on each side
    seed: int = 0  # of the first weights, the order of the examples, dropout and augmentation
    precision: str = "float32"  # of the matrix products; the weights are always kept in float32
    device: str = "auto"  # auto takes the fastest that the server has

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise ConfigError(f"{LABELS[name]} must be one of {', '.join(choices)}.")
        for name, (low, high) in LIMITS.items():
            _check_number(LABELS[name], getattr(self, name), low, high, whole=name in WHOLE)
        if not isinstance(self.batch_norm, bool):
            raise ConfigError(f"{LABELS['batch_norm']} must be on or off.")
        if self.batch_norm and self.n_examples % self.batch_size == 1:
            raise ConfigError(
                f"{self.n_examples:,} examples in batches of {self.batch_size} leave one alone, and batch norm needs two: change either."
            )
        _check_hidden_sizes(self.hidden_sizes)

    def layer_sizes(self, outputs_per_class: int = 1) -> tuple[int, ...]:
        """Units from the 784 pixels to the outputs, ends included."""
        return (784, *self.hidden_sizes, 10 * outputs_per_class)

    def summary(self) -> str:
        """The config in one line: "784-256-10, relu, cross_entropy, adam 0.001, batch 256, 10 epochs, seed 0"."""
        layers = "-".join(map(str, self.layer_sizes()))
        words = f"{self.activation}, {self.loss}, {self.optimizer} {self.lr:g}, batch {self.batch_size}"
        others = "".join(f", {LABELS[name].lower()} {text}" for name, text in self.to_query().items() if name not in _IN_SUMMARY)
        return f"{layers}, {words}, {self.epochs} epoch{'s' if self.epochs > 1 else ''}, seed {self.seed}{others}".replace("_", " ")

    @property
    def augments(self) -> bool:
        """Whether training pictures are changed at random."""
        return any((self.shift, self.rotation, self.scaling, self.stroke))

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
            if values.get("optimizer") == "adamw":
                values.setdefault("weight_decay", 0.01)  # what it was before it could be chosen
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
        if name == "batch_norm":
            return {"1": True, "0": False}[text]
        if name in LIMITS:
            return int(text) if name in WHOLE else float(text)
        return text
    except (KeyError, ValueError) as error:
        wanted = "whole numbers with commas between them, such as 256, 128" if name == "hidden_sizes" else "a number"
        raise ConfigError(f"{LABELS[name]} must be {wanted}.") from error


def as_text(value: object) -> str:
    """A value as short as it can be without being another: 0.001, 256, relu."""
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)


def is_usable(name: str, text: str) -> bool:
    """Whether the text gives the field a value that RunConfig takes."""
    try:
        RunConfig(**{name: parse(name, text)})
    except ConfigError:
        return False
    return True


def n_parameters(layer_sizes: tuple[int, ...], *, batch_norm: bool = False) -> int:
    """Parameters of a multi-layer perceptron with these layer sizes, input and output included: weights, biases, and batch norm's two
    for each hidden unit.
    """
    affine = sum((n_in + 1) * n_out for n_in, n_out in itertools.pairwise(layer_sizes))
    return affine + (2 * sum(layer_sizes[1:-1]) if batch_norm else 0)


_IN_SUMMARY: Final = ("hidden_sizes", "activation", "loss", "optimizer", "lr", "batch_size", "epochs", "seed", "device")


def _as_text(config: RunConfig) -> dict[str, str]:
    values = asdict(config) | {"hidden_sizes": ",".join(map(str, config.hidden_sizes)), "batch_norm": str(int(config.batch_norm))}
    return {name: as_text(value) for name, value in values.items()}


def _check_number(name: str, value: object, low: float, high: float, *, whole: bool) -> None:
    kinds = (int,) if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:  # which NaN and ∞ are not
        raise ConfigError(f"{name} must be a {'whole ' if whole else ''}number from {low:g} to {high:g}.")


def _check_hidden_sizes(sizes: object) -> None:
    if not isinstance(sizes, tuple) or len(sizes) > MAX_LAYERS:
        raise ConfigError(f"There can be at most {MAX_LAYERS} hidden layers.")
    for size in sizes:
        _check_number("Each hidden layer's size", size, 1, MAX_WIDTH, whole=True)
    if n_parameters((784, *sizes, 20), batch_norm=True) > MAX_PARAMETERS:
        raise ConfigError(f"This network would have more than {MAX_PARAMETERS:,} parameters: make a layer narrower or leave one out.")
