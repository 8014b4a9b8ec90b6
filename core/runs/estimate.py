"""What a run will take, before it starts: memory, counted; time, from figures measured once and from the runs that ended here.

The figures are least squares over 10 networks and batch sizes, one epoch each, on MEASURED_ON; they meet these times within a third.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from core.config import RunConfig, n_parameters
from core.losses import LOSSES
from core.optimizers import OPTIMIZERS
from core.precision import PRECISIONS
from core.runs.progress import duration
from core.training import EVALUATED_AT_ONCE

MEASURED_ON: Final = "a 2-core AMD EPYC"  # 2 threads, torch 2.14.1
SECONDS_PER_LAYER: Final = 2.4e-4  # of each step, whatever its size
SECONDS_PER_PARAMETER: Final = 2.1e-10  # of each step: the optimizer
SECONDS_PER_PRODUCT: Final = 1.5e-11  # of each parameter and example, forward and back
SECONDS_PER_EXAMPLE: Final = 2.9e-7  # to gather or to evaluate one
SECONDS_PER_MOVED: Final = 4.3e-6  # to shift, turn or scale one example
SECONDS_PER_REDRAWN: Final = 8.7e-6  # to change the stroke of one
FORWARD: Final = 1 / 3  # of a training step's products: the way back takes two for each

FLOAT: Final = 4  # bytes
N_TRAIN: Final = 60_000
N_TEST: Final = 10_000
PICTURE: Final = 784 * FLOAT + 8  # bytes, with its label


@dataclass(frozen=True)
class Memory:
    """Bytes on the device."""

    parameters: int
    step: int  # the gradients, and what the optimizer remembers of each parameter
    activations: int  # what a batch leaves in every layer for the way back
    data: int  # both splits, a copy of the training examples if they are not all, and one in a smaller type if that is asked for

    @property
    def total(self) -> int:
        """All of it; torch itself takes some hundred MB more."""
        return self.parameters + self.step + self.activations + self.data


def parameters(config: RunConfig) -> int:
    """Parameters of the network that the config describes."""
    return n_parameters(_sizes(config), batch_norm=config.batch_norm)


def memory(config: RunConfig) -> Memory:
    """What the run will hold on its device at most, which is while it is evaluated; activations counted as float32."""
    n, sizes = parameters(config), _sizes(config)
    kept_per_unit = 2 + config.batch_norm + (config.dropout > 0)  # before and after ρ
    per_example = sizes[0] + kept_per_unit * sum(sizes[1:-1]) + sizes[-1]
    copied = config.n_examples if config.n_examples < N_TRAIN else 0
    precision = PRECISIONS[config.precision]
    rounded = config.n_examples + N_TEST if precision.is_reduced and not config.augments else 0
    return Memory(
        parameters=n * FLOAT,
        step=n * FLOAT * (1 + OPTIMIZERS[config.optimizer].state_per_parameter),
        activations=max(min(config.batch_size, config.n_examples), EVALUATED_AT_ONCE) * per_example * FLOAT,
        data=(N_TRAIN + N_TEST + copied) * PICTURE + rounded * 784 * precision.dtype.itemsize,
    )


def seconds(config: RunConfig, past: Sequence[tuple[RunConfig, float]] = ()) -> float:
    """How long the run will train, evaluation included.

    `past`: finished runs of this server on the same device, and how long they took. With them the figure is scaled by the median
    of how much longer they took than they would have on MEASURED_ON.
    """
    return _as_measured(config) * (median(took / _as_measured(run) for run, took in past) if past else 1.0)


def duration_in_words(configs: Sequence[RunConfig], past: Sequence[tuple[RunConfig, float]] = (), at_once: int = 1) -> str:
    """How long these runs will train, so many `at_once`: "about 8 s, going by the last 5 runs here". `past` is as for `seconds`."""
    each = [seconds(config, past) for config in configs]
    total = max(*each, sum(each) / at_once)
    here = f", going by the last {f'{len(past)} runs' if len(past) > 1 else 'run'} here" if past else f" on {MEASURED_ON}"
    return f"about {duration(max(1.0, total))}{here}"


def _as_measured(config: RunConfig) -> float:
    n, n_layers, n_examples = parameters(config), len(config.hidden_sizes) + 1, config.n_examples
    n_steps = math.ceil(n_examples / config.batch_size)
    n_evaluated = n_examples + N_TEST
    steps = n_steps * (SECONDS_PER_LAYER * n_layers + SECONDS_PER_PARAMETER * n)
    products = (n_examples + FORWARD * n_evaluated) * n * SECONDS_PER_PRODUCT
    moved = bool(config.shift or config.rotation or config.scaling) * SECONDS_PER_MOVED + bool(config.stroke) * SECONDS_PER_REDRAWN
    return config.epochs * (steps + products + (n_examples + n_evaluated) * SECONDS_PER_EXAMPLE + n_examples * moved)


def _sizes(config: RunConfig) -> tuple[int, ...]:
    return config.layer_sizes(LOSSES[config.loss].outputs_per_class)
