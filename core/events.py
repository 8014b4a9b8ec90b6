"""What a run reports, in the order it happens: Started; Step, Diagnostics, Changed, Epoch and Checkpoint; Suspended; Finished.

Events are values: equal config, data and device give equal events. When they happened is said by who receives them.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

Histogram = list[Any]  # [lowest, highest, [counts in equal bins between them]], as it is stored
Status = Literal["queued", "running", "finished", "paused", "stopped", "diverged", "failed", "interrupted"]
RESUMABLE: Final = ("paused", "stopped", "interrupted")
ENDED: Final = ("finished", "paused", "stopped", "diverged", "failed", "interrupted")


@dataclass(frozen=True)
class Started:
    """Training begins."""

    device: str  # as a visitor reads it: "CPU, 2 threads" or the GPU's name
    n_parameters: int
    n_steps: int  # of the whole run


@dataclass(frozen=True)
class Step:
    """The mean loss over the steps since the last of these, up to and including `step`."""

    step: int  # optimizer updates so far, from 1
    loss: float
    lr: float  # the learning rate of that step


@dataclass(frozen=True)
class Diagnostics:
    """What it looks like inside after `step`: one entry for each affine layer, or each hidden layer, first to last."""

    step: int
    gradients: list[float]  # each layer: ||dL/dW|| / sqrt(number of weights), so that layers compare fairly
    dead: list[float]  # each hidden layer: fraction of units that gave no more than 0 (or, saturated, no slope) on all probe digits
    weights: list[Histogram]  # each layer: a histogram
    activations: list[Histogram]  # each hidden layer: a histogram over units and probe digits


@dataclass(frozen=True)
class Changed:
    """The owner changed a setting while it trained: it holds from the step after `step` on."""

    step: int
    name: str  # one of core.config.LIVE_FIELDS
    value: float


@dataclass(frozen=True)
class Epoch:
    """One pass over the training split is done, and both splits were evaluated."""

    epoch: int  # from 1
    step: int
    train_loss: float  # mean over the epoch's batches, as they were trained on
    train_acc: float  # fraction in [0, 1]
    test_acc: float


@dataclass(frozen=True)
class Checkpoint:
    """The state after this epoch."""

    epoch: int
    step: int
    weights: bytes  # safetensors; the config is in its metadata
    snapshot: bytes = b""  # safetensors: all that `train` needs to go on from here as if it had never stopped


@dataclass(frozen=True)
class Suspended:
    """The state in the middle of an epoch, left by a run that was told to stop."""

    step: int
    snapshot: bytes


@dataclass(frozen=True)
class Change:
    """A command to a run that trains: hold this setting from now on."""

    name: str  # one of core.config.LIVE_FIELDS
    value: float


@dataclass(frozen=True)
class Finished:
    """The run is over."""

    status: Status
    message: str = ""  # one sentence for the visitor, where there is something to say


Event = Started | Step | Diagnostics | Changed | Epoch | Checkpoint | Suspended | Finished
