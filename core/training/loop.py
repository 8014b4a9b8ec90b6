"""Training as a generator of events: no page, no thread, no print.

Whoever iterates decides what to keep and when to stop; stopping is closing the generator. On the CPU, equal config and
equal data give equal events, bit for bit.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Final, Literal

import torch
from torch import Tensor
from torch.nn.utils import clip_grad_norm_

from core.augment import jitter
from core.backprop import loss_and_gradients
from core.config import RunConfig
from core.events import Change, Changed, Checkpoint, Epoch, Event, Finished, Started, Suspended
from core.losses import LOSSES, smooth_labels
from core.mlp import MultiLayerPerceptron, to_bytes
from core.mnist import Digits, Split
from core.optimizers import OPTIMIZERS
from core.precision import PRECISIONS
from core.training.diagnostics import N_PROBES, diagnose, is_due
from core.training.snapshot import restore_snapshot, take_snapshot
from core.training.state import State

EVALUATED_AT_ONCE: Final = 4096  # pictures
Command = Change | Literal["suspend"]
Commands = Callable[[int], Sequence[Command]]  # steps done -> what to do before the next


def no_commands(_: int) -> Sequence[Command]:
    """Let it train."""
    return ()


def train(
    config: RunConfig, digits: Digits, device: torch.device | str = "cpu", snapshot: bytes = b"", commands: Commands = no_commands
) -> Iterator[Event]:
    """Train a multi-layer perceptron, yielding what happens as it happens.

    The data must lie on `device`. Losses stay there too: reading one at every step would make the processor wait for the
    device, so they are read about every REPORT_SECONDS, which changes when an event comes but not what it says.

    With the `snapshot` of a Checkpoint or a Suspended it goes on from there: the events are those that the first run would
    have reported. `commands` is asked before every step.
    """
    examples, tests = (in_precision(split, config) for split in (subset(digits.train, config), digits.test))
    state = State.at_start(config, len(examples.labels), device)
    if snapshot:
        restore_snapshot(snapshot, state)
    else:
        yield Started(describe(device), sum(p.numel() for p in state.model.parameters()), state.n_steps)
    while state.epoch <= config.epochs:
        end = yield from train_epoch(state, examples, commands)
        if end:
            yield end
            return
        train_acc, test_acc = accuracy(state.model, examples), accuracy(state.model, tests)
        yield Epoch(state.epoch, state.step, state.losses.epoch_mean(), train_acc, test_acc)
        state.epoch += 1
        state.losses.begin_epoch()
        yield Checkpoint(state.epoch - 1, state.step, to_bytes(state.model, config), take_snapshot(state))
    yield Finished("finished")


def train_epoch(state: State, examples: Split, commands: Commands = no_commands) -> Generator[Event, None, Finished | None]:
    """What is left of the epoch that `state` is in; returns why the run ends here, or None."""
    order = epoch_order(state.config.seed, state.epoch, len(examples.labels)).to(examples.labels.device)
    for batch in torch.split(order, state.config.batch_size)[state.losses.done :]:
        for wanted in commands(state.step):
            yield from state.losses.read()  # whatever has happened is reported in order
            if state.losses.diverged_at:
                return Finished("diverged", _advice(state))
            if wanted == "suspend":
                yield Suspended(state.step, take_snapshot(state))
                return Finished("stopped")
            state.change(wanted)
            yield Changed(state.step, wanted.name, wanted.value)
        lr = state.set_step()
        state.losses.append(take_step(state, examples, batch), lr)
        diagnoses = is_due(state.step, state.n_steps)
        if diagnoses or state.losses.is_due():
            yield from state.losses.read()
            if state.losses.diverged_at:
                return Finished("diverged", _advice(state))
        if diagnoses:
            yield diagnose(state.model, examples.images[:N_PROBES], state.step)
    return None


def take_step(state: State, examples: Split, batch: Tensor) -> Tensor:
    """One optimizer update on the examples numbered in `batch` (B,); returns their mean loss before it, still on the device."""
    images = examples.images.index_select(0, batch)  # (B, 784)
    targets = examples.labels.index_select(0, batch)  # (B,)
    if state.config.augments:
        images = jitter(images, state.generator, state.config)
    if state.config.label_smoothing:
        targets = smooth_labels(targets, state.config.label_smoothing)  # (B,) -> (B, 10)
    loss = loss_and_gradients(state.model, LOSSES[state.config.loss], images, targets)
    if state.config.gradient_clip:
        clip_grad_norm_(state.model.parameters(), state.config.gradient_clip)
    state.optimizer.step()
    return loss


@torch.no_grad()
def accuracy(model: MultiLayerPerceptron, split: Split) -> float:
    """The fraction of the split's images whose largest of the first ten outputs is their label's. The mode is put back."""
    was_training = model.training
    model.eval()
    correct = torch.zeros((), dtype=torch.int64, device=split.labels.device)
    for images, labels in zip(*(torch.split(part, EVALUATED_AT_ONCE) for part in (split.images, split.labels)), strict=True):
        correct += (model(images)[:, :10].argmax(1) == labels).sum()
    model.train(was_training)
    return correct.item() / len(split.labels)


def epoch_order(seed: int, epoch: int, n: int) -> Tensor:
    """The order (n,) of the examples in an epoch. It depends on nothing else, so an epoch can be run again on its own."""
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed * 1_000_003 + epoch))


def subset(split: Split, config: RunConfig) -> Split:
    """The examples that the config trains on: all, or as many as it says, drawn by its seed; with its share of wrong labels."""
    if config.n_examples < len(split.labels):
        drawn = epoch_order(config.seed, 0, len(split.labels))[: config.n_examples].to(split.labels.device)
        split = Split(split.images[drawn], split.labels[drawn])
    return Split(split.images, wrong_labels(split.labels, config)) if config.label_noise else split


def wrong_labels(labels: Tensor, config: RunConfig) -> Tensor:
    """The labels (N,) with a share of them, drawn by the config's seed, replaced by another of the ten."""
    generator, n_wrong = torch.Generator().manual_seed(config.seed), round(config.label_noise * len(labels))
    chosen = torch.randperm(len(labels), generator=generator)[:n_wrong].to(labels.device)
    further = torch.randint(1, 10, (n_wrong,), generator=generator).to(labels.device)
    return labels.index_copy(0, chosen, (labels[chosen] + further) % 10)


def in_precision(split: Split, config: RunConfig) -> Split:
    """The pictures in the type that the products are calculated in, so that it is done once; as they are where they are changed first."""
    return split if config.augments else Split(split.images.to(PRECISIONS[config.precision].dtype), split.labels)


def describe(device: torch.device | str) -> str:
    """The device as a visitor reads it."""
    device = torch.device(device)
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    n_threads = torch.get_num_threads()
    return f"CPU, {n_threads} thread{'s' if n_threads > 1 else ''}" if device.type == "cpu" else "Apple GPU"


def _advice(state: State) -> str:
    lr = min(state.settings["lr"] / 10, OPTIMIZERS[state.config.optimizer].usual_lr)
    return (
        f"Training diverged at step {state.losses.diverged_at}: the loss grew beyond {state.losses.bound:.0f}. The steps were too large; "
        f"try a learning rate of {lr:g} or less."
    )
