"""Training as a generator of events: no page, no thread, no print.

Whoever iterates decides what to keep and when to stop; stopping is closing the generator. On the CPU, equal config and
equal data give equal events, bit for bit.
"""

import math
import time
from collections.abc import Iterator
from typing import Final

import torch
from torch import Tensor

from core.config import RunConfig
from core.events import Checkpoint, Epoch, Event, Finished, Started, Step
from core.losses import LOSSES
from core.mlp import MultiLayerPerceptron, from_config, to_bytes
from core.mnist import Digits, Split
from core.optimizers import OPTIMIZERS
from core.resume import Progressed, pack, unpack

MAX_STEP_EVENTS: Final = 1000  # of a whole run: what a chart can show, and a store should keep
REPORT_SECONDS: Final = 0.1  # how long a measured loss may wait to be told
DIVERGED: Final = 100  # times the first batch's loss, or times 1 if that is less


def train(config: RunConfig, digits: Digits, device: torch.device | str = "cpu", resume: bytes = b"") -> Iterator[Event]:
    """Train a multi-layer perceptron, yielding what happens as it happens.

    The data must lie on `device`. Losses stay there too: reading one at every step would make the processor wait for the
    device, so they are read about every REPORT_SECONDS, which changes when an event comes but not what it says.

    With a Checkpoint's `resume` it goes on after that epoch: the events are those that the first run would have told.
    """
    model = from_config(config).to(device)
    optimizer = OPTIMIZERS[config.optimizer].make(model.parameters(), config.lr)
    n_batches = math.ceil(len(digits.train.labels) / config.batch_size)
    losses = LossLog(n_batches, config.epochs, device)
    if resume:
        done = unpack(resume, model, optimizer)
        losses.go_on(done.epoch, done.bound)
    else:
        done = Progressed(epoch=0, bound=math.inf)
        yield Started(describe(device), sum(p.numel() for p in model.parameters()), config.epochs * n_batches)
    for epoch in range(done.epoch + 1, config.epochs + 1):
        order = epoch_order(config.seed, epoch, len(digits.train.labels)).to(device)
        for batch in torch.split(order, config.batch_size):
            losses.append(take_step(model, optimizer, config.loss, digits.train, batch))
            if losses.is_due():
                yield from losses.read()
                if losses.diverged_at:
                    yield Finished("diverged", _advice(losses, config))
                    return
        yield Epoch(epoch, epoch * n_batches, losses.epoch_mean(), accuracy(model, digits.train), accuracy(model, digits.test))
        yield Checkpoint(epoch, to_bytes(model, config), pack(model, optimizer, Progressed(epoch, losses.bound)))
    yield Finished("finished")


def take_step(model: MultiLayerPerceptron, optimizer: torch.optim.Optimizer, loss_name: str, split: Split, batch: Tensor) -> Tensor:
    """One optimizer update on the examples numbered in `batch` (B,); returns their mean loss before it, still on the device."""
    images = split.images.index_select(0, batch)  # (B, 784)
    labels = split.labels.index_select(0, batch)  # (B,)
    loss = LOSSES[loss_name].per_example(model(images), labels).mean()
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.detach()


@torch.no_grad()
def accuracy(model: MultiLayerPerceptron, split: Split) -> float:
    """The fraction of the split's images whose largest of the first ten outputs is their label's. The mode is put back."""
    was_training = model.training
    model.eval()
    correct = torch.zeros((), dtype=torch.int64, device=split.labels.device)
    for images, labels in zip(torch.split(split.images, 4096), torch.split(split.labels, 4096), strict=True):
        correct += (model(images)[:, :10].argmax(1) == labels).sum()
    model.train(was_training)
    return correct.item() / len(split.labels)


def epoch_order(seed: int, epoch: int, n: int) -> Tensor:
    """The order (n,) of the examples in an epoch. It depends on nothing else, so an epoch can be run again on its own."""
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed * 1_000_003 + epoch))


def describe(device: torch.device | str) -> str:
    """The device as a visitor reads it."""
    device = torch.device(device)
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    n_threads = torch.get_num_threads()
    return f"CPU, {n_threads} thread{'s' if n_threads > 1 else ''}" if device.type == "cpu" else "Apple GPU"


class LossLog:
    """The losses of an epoch's steps, kept on the device and told as means over windows of steps."""

    def __init__(self, n_batches: int, epochs: int, device: torch.device | str):
        self.window = math.ceil(n_batches / max(1, MAX_STEP_EVENTS // epochs))  # steps for each Step event
        self.values = torch.zeros(n_batches, device=device)
        self.n_batches = n_batches
        self.steps_before = 0  # of earlier epochs
        self.done = 0  # steps of this epoch
        self.told = 0  # of these, in Step events
        self.bound = math.inf  # a loss above it has diverged
        self.diverged_at: int | None = None  # step, from 1
        self.last_read = time.monotonic()

    def go_on(self, epochs_done: int, bound: float) -> None:
        """Begin after so many epochs."""
        self.steps_before, self.bound = epochs_done * self.n_batches, bound

    def append(self, loss: Tensor) -> None:
        """Note the loss of one step, () on the device."""
        if self.done == self.n_batches:
            self.steps_before, self.done, self.told = self.steps_before + self.n_batches, 0, 0
        self.values[self.done] = loss
        self.done += 1

    def is_due(self) -> bool:
        """Whether it is time to read: the epoch's end, or REPORT_SECONDS since the last time."""
        return self.done == self.n_batches or time.monotonic() - self.last_read >= REPORT_SECONDS

    def read(self) -> Iterator[Step]:
        """The windows that are full since the last time; the epoch's last may be shorter. Finds out whether training diverged."""
        untold = self.values[self.told : self.done].tolist()
        if self.bound == math.inf and untold:
            self.bound = DIVERGED * max(1.0, abs(untold[0]))
        bad = next((i for i, loss in enumerate(untold) if not abs(loss) <= self.bound), None)
        if bad is not None:
            self.diverged_at = self.steps_before + self.told + bad + 1
            untold = untold[:bad]
        for start in range(0, len(untold), self.window):
            part = untold[start : start + self.window]
            if len(part) == self.window or self.told + len(part) == self.n_batches or bad is not None:
                self.told += len(part)
                yield Step(self.steps_before + self.told, sum(part) / len(part))
        self.last_read = time.monotonic()

    def epoch_mean(self) -> float:
        """The mean over the epoch's batches."""
        return self.values.mean().item()


def _advice(losses: LossLog, config: RunConfig) -> str:
    return (
        f"Training diverged at step {losses.diverged_at}: the loss grew beyond {losses.bound:.0f}. The steps were too large; "
        f"try a learning rate of {min(config.lr / 10, OPTIMIZERS[config.optimizer].usual_lr):g} or less."
    )
