"""What a run reports, in the order it happens: Started, then Step, Epoch and Checkpoint, then Finished.

Events are values: equal config, data and device give equal events. When they happened is said by who receives them.
"""

from dataclasses import dataclass
from typing import Final, Literal

Status = Literal["queued", "running", "finished", "stopped", "diverged", "failed", "interrupted"]
RESUMABLE: Final = ("stopped", "interrupted")
ENDED: Final = ("finished", "stopped", "diverged", "failed", "interrupted")


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
    weights: bytes  # safetensors; the config is in its metadata
    resume: bytes = b""  # safetensors: all that `train` needs to go on from here as if it had never stopped


@dataclass(frozen=True)
class Finished:
    """The run is over."""

    status: Status
    message: str = ""  # one sentence for the visitor, where there is something to say


Event = Started | Step | Epoch | Checkpoint | Finished
