"""The losses of a run's steps: kept on the device, reported as means over windows of steps, and watched for divergence."""

import math
import time
from collections.abc import Iterator
from typing import Final

import torch
from torch import Tensor

from core.events import Step

MAX_STEP_EVENTS: Final = 1000  # of a whole run: what a chart can show, and a store should keep
REPORT_SECONDS: Final = 0.1  # how long a measured loss may wait to be reported
DIVERGED: Final = 100  # times the first batch's loss, or times 1 if that is less


class LossLog:
    """The losses of an epoch's steps, kept on the device and reported as means over windows of steps."""

    def __init__(self, n_batches: int, epochs: int, device: torch.device | str):
        self.window = math.ceil(n_batches / max(1, MAX_STEP_EVENTS // epochs))  # steps for each Step event
        self.values = torch.zeros(n_batches, device=device)
        self.lrs = [0.0] * n_batches  # the learning rate of each step
        self.n_batches = n_batches
        self.steps_before = 0  # of earlier epochs
        self.done = 0  # steps of this epoch
        self.n_reported = 0  # of these, in Step events
        self.bound = math.inf  # a loss above it has diverged
        self.diverged_at: int | None = None  # step, from 1
        self.last_read = time.monotonic()

    @property
    def step(self) -> int:
        """Steps so far, of all epochs."""
        return self.steps_before + self.done

    def append(self, loss: Tensor, lr: float) -> None:
        """Note the loss of one step, () on the device, and its learning rate."""
        self.values[self.done], self.lrs[self.done] = loss, lr
        self.done += 1

    def begin_epoch(self) -> None:
        """All of this epoch is reported; the next one begins."""
        self.steps_before, self.done, self.n_reported = self.steps_before + self.n_batches, 0, 0

    def is_due(self) -> bool:
        """Whether it is time to read: the epoch's end, or REPORT_SECONDS since the last time."""
        return self.done == self.n_batches or time.monotonic() - self.last_read >= REPORT_SECONDS

    def read(self) -> Iterator[Step]:
        """The windows that are full since the last time; the epoch's last may be shorter. Finds out whether training diverged."""
        unreported = self.values[self.n_reported : self.done].tolist()
        if self.bound == math.inf and unreported:
            self.bound = DIVERGED * max(1.0, abs(unreported[0]))
        bad = next((i for i, loss in enumerate(unreported) if not abs(loss) <= self.bound), None)
        if bad is not None:
            self.diverged_at = self.steps_before + self.n_reported + bad + 1
            unreported = unreported[:bad]
        for start in range(0, len(unreported), self.window):
            part = unreported[start : start + self.window]
            if len(part) == self.window or self.n_reported + len(part) == self.n_batches or bad is not None:
                self.n_reported += len(part)
                yield Step(self.steps_before + self.n_reported, sum(part) / len(part), self.lrs[self.n_reported - 1])
        self.last_read = time.monotonic()

    def epoch_mean(self) -> float:
        """The mean over the epoch's batches."""
        return self.values.mean().item()
