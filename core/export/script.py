"""A run as one plain PyTorch script, to take home: the same first weights, the same order of examples, the same losses.

It is written for one config, and holds nothing that this config does not use. It needs torch and torchvision, not this code.
"""

import textwrap
from collections.abc import Sequence
from typing import Final

from core.config import RunConfig
from core.datasets import DATASETS
from core.events import Changed
from core.export import script_augment
from core.export import script_parts as parts
from core.losses import LOSSES
from core.precision import PRECISIONS
from core.schedules import SCHEDULES

ORDER: Final = "torch.randperm({n}, generator=torch.Generator().manual_seed(SEED * 1_000_003{epoch}))"


def script(config: RunConfig, changes: Sequence[Changed] = (), scheduled_steps: int | None = None, device: str = "cpu") -> str:
    """The script that does this run again.

    Args:
        config: the run's settings.
        changes: what its owner changed while it trained.
        scheduled_steps: the steps that the schedule was laid over, where they are not all (the run went on for more epochs).
        device: where it ran: "cpu", "cuda" or "mps".
    """
    n_steps = config.epochs * -(-config.n_examples // config.batch_size)
    sections = [
        _data(config),
        *([_random_numbers(config, changes)] if config.augments or _drops(config, changes) else []),
        _network(config, changes),
        _loss_and_optimizer(config, changes, scheduled_steps or n_steps),
        _training(config, changes, continued=bool(scheduled_steps and scheduled_steps < n_steps)),
    ]
    body = "\n\n".join(section.strip("\n") + "\n" for section in sections)
    return _head(config, device, needs_math="math." in body) + "\n\n" + body


def _drops(config: RunConfig, changes: Sequence[Changed]) -> bool:
    return bool(config.hidden_sizes) and bool(config.dropout or _changed(changes, "dropout"))


def _changed(changes: Sequence[Changed], *names: str) -> bool:
    return any(change.name in names for change in changes)


def _head(config: RunConfig, device: str, *, needs_math: bool) -> str:
    summary = textwrap.fill(config.summary(), 120)
    return f'''"""{summary}

Trains this network as the run did: the same first weights, the same order of examples, the same losses, in plain PyTorch.
It prints the loss and the accuracies after each epoch, and writes the loss of every step to losses.csv.

    pip install torch torchvision
    python reproduce.py --data folder_for_the_data_set
"""

import argparse
import csv
{"import math" + chr(10) if needs_math else ""}
import torch
from torch import nn
from torchvision import datasets

SEED = {config.seed}
EPOCHS = {config.epochs}
BATCH_SIZE = {config.batch_size}

parser = argparse.ArgumentParser()
parser.add_argument("--data", default="data", help="the data set's folder; what is missing is downloaded")
parser.add_argument("--device", default="{device}", help="cpu, cuda or mps; another than the run's gives slightly other numbers")
args = parser.parse_args()
device = torch.device(args.device)
'''


def _data(config: RunConfig) -> str:
    text = f"""
# The data

def load(train):
    split = datasets.{DATASETS[config.dataset].torchvision}(args.data, train=train, download=True)
    images = split.data.reshape(-1, 784).float() / 255  # (N, 28, 28) in 0 ... 255 -> (N, 784) in [0, 1]
    return images.to(device), split.targets.long().to(device)


train_images, train_labels = load(train=True)  # (60000, 784), (60000,)
test_images, test_labels = load(train=False)  # (10000, 784), (10000,)
"""
    if config.n_examples < 60_000:
        n = config.n_examples
        order = ORDER.format(n="len(train_labels)", epoch="")
        text += f"""
chosen = {order}[:{n}].to(device)
train_images, train_labels = train_images[chosen], train_labels[chosen]  # {parts.shape(n, 784)}, ({n},)
"""
    if config.label_noise:
        n_wrong = round(config.label_noise * config.n_examples)
        text += f"""
noise = torch.Generator().manual_seed(SEED)
wrong = torch.randperm(len(train_labels), generator=noise)[:{n_wrong}].to(device)
train_labels[wrong] = (train_labels[wrong] + torch.randint(1, 10, ({n_wrong},), generator=noise).to(device)) % 10
"""
    return text


def _random_numbers(config: RunConfig, changes: Sequence[Changed]) -> str:
    uses = ["augmentation"] * config.augments + ["dropout"] * _drops(config, changes)
    jitter = f"\n\n{script_augment.definition(config)}" if config.augments else ""
    return f"# Random numbers for {' and '.join(uses)}\n\ngenerator = torch.Generator(device).manual_seed(SEED)\n{jitter}"


def _network(config: RunConfig, changes: Sequence[Changed]) -> str:
    helpers, affine, dropout = "", "self.lin_{}({})", ""
    precision = PRECISIONS[config.precision]
    if precision.is_reduced:
        affine = "affine({1}, self.lin_{0})"
        helpers += f"""
def affine(x, layer):  # the product takes {precision.title} copies, {precision.significand_bits} bits of precision for 24; \
weights and results stay float32
    return (x.to({precision.dtype}) @ layer.weight.to({precision.dtype}).T).float() + layer.bias  # (N, n_in) -> (N, n_out)

"""
    if _drops(config, changes):
        changed = _changed(changes, "dropout")
        p = 'now["dropout"]' if changed else repr(config.dropout)
        dropout = f"x = drop(x, {p}) if self.training{' and ' + p if changed else ''} else x"
        helpers += """
def drop(x, p):  # a share p of the units to 0, the others larger by as much. (N, H) -> (N, H)
    return x * (torch.rand(x.shape, generator=generator, device=device) >= p) / (1 - p)

"""
    weights = parts.first_weights(config, "first")
    start = "    if isinstance(layer, nn.Linear):\n" + parts.indented(weights, 2) if config.batch_norm else parts.indented(weights)
    bias = "".join(f"{line}\n" for line in parts.first_bias(config, "model"))
    return f"""
# The network
{helpers}
class MultiLayerPerceptron(nn.Module):
    def __init__(self):
        super().__init__()
{parts.indented(parts.layers(config), 2)}
    def forward(self, x):
{parts.indented(parts.forward(config, affine, dropout), 2)}

model = MultiLayerPerceptron()
first = torch.Generator().manual_seed(SEED)
for layer in model.children():
{start}{bias}model.to(device)
"""


def _loss_and_optimizer(config: RunConfig, changes: Sequence[Changed], scheduled_steps: int) -> str:
    loss = parts.loss_function(config)
    gap = "\n\n" if loss.startswith("def") else "\n"
    text = f"# The loss and the step\n\n{loss}{gap}{parts.optimizer(config)}\n"
    if not SCHEDULES[config.schedule].is_constant:
        text += f"\n\n{parts.schedule(config)}\n\nN_STEPS = {scheduled_steps}  # that the schedule is laid over\n"
    if changes:
        text += _now(config, changes)
    return text


def _now(config: RunConfig, changes: Sequence[Changed]) -> str:
    names = sorted({change.name for change in changes})
    now = ", ".join(f'"{name}": {getattr(config, name)!r}' for name in names)
    by_step: dict[int, dict[str, float]] = {}
    for change in changes:
        by_step.setdefault(change.step, {})[change.name] = change.value
    rows = [f"{step}: {values!r},".replace("'", '"') for step, values in by_step.items()]
    return f"""
now = {{{now}}}  # what was changed while it trained
CHANGES = {{  # after so many steps
{parts.indented(rows)}}}
"""


def _training(config: RunConfig, changes: Sequence[Changed], *, continued: bool) -> str:
    counts = bool(changes) or not SCHEDULES[config.schedule].is_constant
    outputs = "model(x)[:, :10]" if LOSSES[config.loss].outputs_per_class > 1 else "model(x)"
    chance = ["images = jitter(images)  # (B, 784) -> (B, 784)"] if config.augments else []
    step = [
        *(["now |= CHANGES.get(step, {})"] if changes else []),
        *(["step += 1"] if counts else []),
        *_settings_of_a_step(config, changes, continued=continued),
        "images, labels = train_images[batch], train_labels[batch]  # (B, 784), (B,)",
        *chance,
        "loss = loss_function(model(images), labels)",
        *parts.update(config),
        "losses.append(loss.detach())  # read after the epoch: the device need not wait for us at each step",
    ]
    return f"""
# Training

@torch.no_grad()
def accuracy(images, labels):  # (N, 784), (N,) -> the fraction that is classified correctly
    model.eval()
    correct = sum(({outputs}.argmax(1) == y).sum().item() for x, y in zip(images.split(4096), labels.split(4096)))
    model.train()
    return correct / len(labels)


all_losses = []{chr(10) + "step = 0" if counts else ""}
for epoch in range(1, EPOCHS + 1):
    order = {ORDER.format(n="len(train_labels)", epoch=" + epoch")}
    losses = []
    for batch in order.to(device).split(BATCH_SIZE):
{parts.indented(step, 2)}    losses = torch.stack(losses).tolist()
    all_losses += losses
    train, test = accuracy(train_images, train_labels), accuracy(test_images, test_labels)
    print(f"epoch {{epoch}}: loss {{sum(losses) / len(losses):.4f}}, train accuracy {{train:.4f}}, test accuracy {{test:.4f}}", flush=True)

with open("losses.csv", "w", newline="") as file:
    csv.writer(file).writerows([("step", "loss"), *enumerate(all_losses, 1)])
"""


def _settings_of_a_step(config: RunConfig, changes: Sequence[Changed], *, continued: bool) -> list[str]:
    lines = []
    if not SCHEDULES[config.schedule].is_constant:
        lr = 'now["lr"]' if _changed(changes, "lr") else repr(config.lr)
        at = "min(step, N_STEPS)" if continued else "step"
        lines.append(f'optimizer.param_groups[0]["lr"] = {lr} * factor({at}, N_STEPS)')
    elif _changed(changes, "lr"):
        lines.append('optimizer.param_groups[0]["lr"] = now["lr"]')
    if _changed(changes, "weight_decay"):
        lines.append('optimizer.param_groups[0]["weight_decay"] = now["weight_decay"]')
    return lines
