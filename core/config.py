"""What a visitor chooses before pressing Train: one flat, frozen, validated RunConfig.

Its field names are the widget keys, the URL parameters and the stored JSON; all else that is known of a field lies in its metadata.
A URL is user input: `from_query` ignores names it does not know and values it cannot use.
"""

import itertools
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from core.config_field import METADATA, ConfigError, Field, as_text, choice, layers, real, switch, whole

__all__ = ["FIELDS", "LIVE_FIELDS", "ConfigError", "Field", "RunConfig", "as_text", "is_usable", "n_parameters", "parse"]

MAX_PARAMETERS: Final = 4_000_000  # 16 MB of weights; a hosted demo trains for whoever comes


@dataclass(frozen=True)
class RunConfig:
    """One training run's settings. The defaults are the lecture's.

    Raises:
        ConfigError: a value is of the wrong type, no finite number, out of its range, or no known choice.
    """

    # fmt: off
    hidden_sizes: tuple[int, ...] = layers(
        (256,), "Hidden layers", "Units in each hidden layer, first to last: 256 or 256, 128. Leave it empty for a linear model.",
        sweep="64; 256; 256, 128", is_headline=True,
    )  # () is a linear model
    activation: str = choice(
        "relu", "Activation", "core.activations:ACTIVATIONS", "The nonlinear function after each hidden layer.",
        sweep="relu, tanh", is_headline=True,
    )
    initialisation: str = choice(
        "kaiming_normal", "First weights", "core.initialisations:INITIALISATIONS", "How the weights start. Biases start at 0.",
        sweep="kaiming normal, zeros", shows_words=True,
    )
    loss: str = choice(
        "cross_entropy", "Loss", "core.losses:LOSSES", "What training makes small.", sweep="cross entropy, mse", is_headline=True
    )
    optimizer: str = choice(
        "adam", "Optimizer", "core.optimizers:OPTIMIZERS", "How a gradient becomes a step.",
        sweep="sgd, momentum, adam", is_headline=True,
    )
    lr: float = real(
        1e-3, "Learning rate", (1e-6, 1e4),
        "How far each step goes. Adam likes 0.001, plain SGD 0.1. A schedule varies it: this is its highest.",
        step=0.001, sweep="0.1, 0.01, 0.001, 0.0001", is_headline=True, is_live=True, short="lr",
    )
    schedule: str = choice(
        "constant", "Schedule", "core.schedules:SCHEDULES", "How the learning rate changes over the run.",
        sweep="constant, cosine", shows_words=True,
    )
    momentum: float = real(
        0.9, "Momentum", (0.0, 0.999),
        "How much of the last step carries on: 0 is plain SGD, 0.9 goes up to ten times as far on a steady slope.",
        step=0.05,
    )  # of momentum and Nesterov
    alpha: float = real(
        0.99, "Smoothing α", (0.0, 0.9999),
        "How long squared gradients are remembered: 0.99 is over about the last 100 steps.", step=0.01,
    )  # of RMSprop
    beta1: float = real(
        0.9, "β₁", (0.0, 0.999), "How long gradients are remembered: 0.9 is over about the last 10 steps.", step=0.05,
    )  # of Adam and AdamW
    beta2: float = real(
        0.999, "β₂", (0.0, 0.9999), "How long squared gradients are remembered: 0.999 is over about the last 1,000 steps.", step=0.001,
    )  # of Adam and AdamW
    weight_decay: float = real(
        0.0, "Weight decay", (0.0, 1.0),
        "λ, the pull of every weight towards zero at each step. Try 0.0001 to 0.1; it keeps weights small.",
        step=0.0001, is_live=True, short="decay",
    )  # AdamW's does not go through the gradient
    gradient_clip: float = real(
        0.0, "Gradient clipping", (0.0, 1e6),
        "A gradient whose norm over all weights is larger is scaled down to this norm. 0: never.", step=0.5,
    )
    dropout: float = real(
        0.0, "Dropout", (0.0, 0.9),
        "Share of hidden units switched off at random at each step, so that none relies on another. 0.5 is much.",
        step=0.1, is_live=True,
    )
    batch_norm: bool = switch(
        False, "Batch norm", "Standardise each hidden unit over the batch before its activation; two more parameters a unit.",
        sweep="on, off",
    )
    label_smoothing: float = real(
        0.0, "Label smoothing", (0.0, 0.9),
        "Share of the target that is spread evenly over the ten classes: being sure no longer pays.",
        step=0.05,
    )
    batch_size: int = whole(
        256, "Batch size", (8, 8192), "Examples per step. Smaller batches: more steps, noisier ones.",
        step=32, sweep="32, 256, 2048", is_headline=True,
    )
    epochs: int = whole(10, "Epochs", (1, 100), "Passes over the training examples.", sweep="1, 3, 10", is_headline=True)
    dataset: str = choice(
        "mnist", "Data set", "core.datasets:DATASETS", "Ten classes of 28 × 28 pictures; 60,000 to train on, 10,000 that only test.",
        shows_words=True,
    )
    n_examples: int = whole(
        60_000, "Training examples", (10, 60_000),
        "How many of the 60,000 it trains on, drawn by the seed. The 10,000 test pictures stay the same.", step=1000,
    )
    label_noise: float = real(
        0.0, "Wrong labels", (0.0, 1.0),
        "Share of the training labels that are replaced by another of the ten, drawn by the seed. The test labels stay right.", step=0.1,
    )
    start_bias: float = real(
        0.0, "Sure of class 0 at the start", (0.0, 20.0),
        "Added to the first class's output before training. With 15 and softmax the network begins certain that every picture is of this "
        "class: three million to one.", short="first bias",
    )
    shift: float = real(
        0.0, "Shift", (0.0, 8.0), "Largest random shift of a training picture to each side, new at every step.", unit="px"
    )
    rotation: float = real(
        0.0, "Rotation", (0.0, 180.0), "Largest random turn of a training picture, to the left or right.", step=5.0, unit="°"
    )
    scaling: float = real(
        0.0, "Scale", (0.0, 0.5), "Largest random change of size, as a fraction: 0.1 is from 90 to 110 %.", step=0.05,
    )
    stroke: float = real(
        0.0, "Stroke width", (0.0, 1.0), "Largest random change of the stroke's width, on each of its sides.", step=0.1, unit="px"
    )
    seed: int = whole(
        0, "Seed", (0, 2**31 - 1),
        "Of the first weights, the order of the examples and all else that is drawn. Equal seeds, equal runs.",
        sweep="0, 1, 2", is_headline=True,
    )
    precision: str = choice(
        "float32", "Precision", "core.precision:PRECISIONS", "Of the matrix products; the weights are always kept in float32.",
        shows_words=True,
    )
    device: str = choice("auto", "Device", "", "Where it trains: what this server has.", names=("auto", "cpu", "cuda", "mps"))
    # fmt: on

    def __post_init__(self) -> None:
        for name, field in FIELDS.items():
            field.check(getattr(self, name))
        if self.batch_norm and self.n_examples % self.batch_size == 1:
            raise ConfigError(
                f"{self.n_examples:,} examples in batches of {self.batch_size} leave one alone, and batch norm needs two: change either."
            )
        if n_parameters((784, *self.hidden_sizes, 20), batch_norm=True) > MAX_PARAMETERS:
            raise ConfigError(f"This network would have more than {MAX_PARAMETERS:,} parameters: make a layer narrower or leave one out.")

    def layer_sizes(self, outputs_per_class: int = 1) -> tuple[int, ...]:
        """Units from the 784 pixels to the outputs, ends included."""
        return (784, *self.hidden_sizes, 10 * outputs_per_class)

    def summary(self) -> str:
        """The config in one line: "784-256-10, relu, cross_entropy, adam 0.001, batch 256, 10 epochs, seed 0"."""
        layers = "-".join(map(str, self.layer_sizes()))
        words = f"{self.activation}, {self.loss}, {self.optimizer} {self.lr:g}, batch {self.batch_size}"
        others = "".join(
            f", {FIELDS[name].label.lower()} {text}"
            for name, text in self.to_query().items()
            if name != "device" and not FIELDS[name].is_headline
        )
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


FIELDS: Final[dict[str, Field]] = {field.name: field.metadata[METADATA] for field in fields(RunConfig)}
LIVE_FIELDS: Final = tuple(name for name, field in FIELDS.items() if field.is_live)  # that can be changed while a run trains


def parse(name: str, text: str) -> Any:
    """A field's value from its text in a URL or a text box.

    Raises:
        ConfigError: the text is no such value. Whether it is in range, RunConfig says.
    """
    return FIELDS[name].parse(text)


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


def _as_text(config: RunConfig) -> dict[str, str]:
    values = asdict(config) | {"hidden_sizes": ",".join(map(str, config.hidden_sizes)), "batch_norm": str(int(config.batch_norm))}
    return {name: as_text(value) for name, value in values.items()}
