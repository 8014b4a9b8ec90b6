"""The lecture's own training loop, written for a config, to be read beside ours.

It trains the same network in the lecture's way: DataLoader, one picture at a time through the transform, the loss tensors added up and
read once an epoch. Its random numbers are other ones, so its losses are alike, not equal.
"""

import difflib
import re

from core import backprop, training
from core.config import RunConfig
from core.datasets import DATASETS
from core.export import script_parts as parts
from core.losses import LOSSES
from core.precision import PRECISIONS
from core.schedules import SCHEDULES


def our_loop() -> str:
    """The functions of core.training and core.backprop that train an epoch, as they are."""
    functions = (
        training.accuracy, training.train_epoch, training.take_step, training.epoch_order,
        backprop.loss_and_gradients, backprop.by_autograd, backprop.written_out,
    )  # fmt: skip
    source = "\n\n".join(parts.source(function) for function in functions)
    return re.sub(r"  # type: ignore\S*", "", source)


def lecture_program(config: RunConfig) -> str:
    """The lecture's whole program with these settings, without what was changed while a run trained, and without changes of strokes,
    which torchvision does not have.
    """
    sections = (_data(config), _network(config), _loss_and_optimizer(config), lecture_loop(config))
    body = "\n\n".join(section.strip("\n") + "\n" for section in sections)
    math = "import math\n\n" if "math." in body else ""
    subset = ", Subset" if "Subset(" in body else ""
    return f"""\
{math}import torch
from torch import nn
from torch.utils.data import DataLoader{subset}
from torchvision import datasets, transforms

{body}"""


def _data(config: RunConfig) -> str:
    name = DATASETS[config.dataset].torchvision
    device = '"cuda" if torch.cuda.is_available() else "cpu"' if config.device == "auto" else f'"{config.device}"'
    transform = _transform(config)
    n_wrong = round(config.label_noise * 60_000)
    changes = f"""wrong = torch.randperm(len(train_set))[:{n_wrong}]
train_set.targets[wrong] = (train_set.targets[wrong] + torch.randint(1, 10, ({n_wrong},))) % 10
"""
    changes = changes if n_wrong else ""
    if config.n_examples < 60_000:
        changes += f"train_set = Subset(train_set, torch.randperm(len(train_set))[:{config.n_examples}].tolist())\n"
    return f"""
device = torch.device({device})
torch.manual_seed({config.seed})
{transform}train_set = datasets.{name}("data", train=True, transform={"changed" if transform else "transforms.ToTensor()"}, download=True)
test_set = datasets.{name}("data", train=False, transform=transforms.ToTensor(), download=True)
{changes}train_batches = DataLoader(train_set, batch_size={config.batch_size}, shuffle=True)
test_batches = DataLoader(test_set, batch_size={config.batch_size}, shuffle=True)
"""


def _transform(config: RunConfig) -> str:
    if not (config.shift or config.rotation or config.scaling):
        return ""
    arguments = [f"{config.rotation:g}"]
    if config.shift:
        arguments.append(f"translate=({config.shift / 28:.4g}, {config.shift / 28:.4g})")  # a share of the picture's side
    if config.scaling:
        arguments.append(f"scale=({1 - config.scaling:g}, {1 + config.scaling:g})")
    return f"changed = transforms.Compose([transforms.RandomAffine({', '.join(arguments)}), transforms.ToTensor()])\n"


def _network(config: RunConfig) -> str:
    drops = bool(config.dropout and config.hidden_sizes)
    layers = parts.layers(config) + [f"self.drop = nn.Dropout({config.dropout!r})"] * drops + ["self.init_param()"]
    start = parts.first_weights(config)
    if drops or (config.batch_norm and config.hidden_sizes):  # not all of its parts have weights of this kind
        start = ["if isinstance(layer, nn.Linear):", *(f"    {line}" for line in start)]
    return f"""
class MultiLayerPerceptron(nn.Module):
    def __init__(self):
        super().__init__()
{parts.indented(layers, 2)}
    def init_param(self):
        for layer in self.children():
{parts.indented(start, 3)}{parts.indented(parts.first_bias(config, "self"), 2)}
    def forward(self, x):
{parts.indented(parts.forward(config, dropout="x = self.drop(x)" * drops), 2)}"""


def _loss_and_optimizer(config: RunConfig) -> str:
    loss = parts.loss_function(config)
    gap = "\n\n" if loss.startswith("def") else "\n"
    text = f"{loss}{gap}model = MultiLayerPerceptron().to(device)\n{parts.optimizer(config)}\n"
    if SCHEDULES[config.schedule].is_constant:
        return text
    scheduler = "torch.optim.lr_scheduler.LambdaLR(optimizer, lambda done: factor(min(done + 1, n_steps), n_steps))"
    return f"{parts.schedule(config)}\n\n{text}n_steps = {config.epochs} * len(train_batches)\nscheduler = {scheduler}\n"


def lecture_loop(config: RunConfig) -> str:
    """The part of `lecture_program` that trains and evaluates."""
    outputs = "outputs = model(images.view(-1, 28 * 28).to(device))"
    forward = [outputs]
    precision = PRECISIONS[config.precision]
    if precision.is_reduced:
        forward = [f"with torch.autocast(device.type, dtype={precision.dtype}):", f"    {outputs}", "outputs = outputs.float()"]
    step = [*forward, "loss = loss_function(outputs, labels.to(device))", *parts.update(config)]
    step += ["scheduler.step()"] * (not SCHEDULES[config.schedule].is_constant) + ["loss_sum += loss"]
    first_ten = "[:, :10]" * (LOSSES[config.loss].outputs_per_class > 1)
    return f"""\
def accuracy(batches):
    with torch.no_grad():
        model.eval()
        correct, total = 0, 0
        for images, labels in batches:
            predicted = model(images.view(-1, 28 * 28).to(device)){first_ten}.argmax(1)
            correct += (predicted == labels.to(device)).sum().item()
            total += images.size(0)
        model.train()
    return correct / total


for epoch in range({config.epochs}):
    loss_sum = 0
    for images, labels in train_batches:
{parts.indented(step, 2)}    print(epoch + 1, loss_sum.item() / len(train_batches), accuracy(train_batches), accuracy(test_batches))
"""


def marked(ours: str, lectures: str) -> tuple[str, str]:
    """Two programs, their differing lines marked as in a diff: "+" what only ours has, "-" what only the lecture's has.

    Lines are equal if they do the same: indentation, comments, and whose variable it is (`state.`) do not count.
    """
    left, right = ours.splitlines(), lectures.splitlines()
    matcher = difflib.SequenceMatcher(None, list(map(_meaning, left)), list(map(_meaning, right)), autojunk=False)
    blocks = matcher.get_matching_blocks()
    equal_left = {block.a + i for block in blocks for i in range(block.size)}
    equal_right = {block.b + i for block in blocks for i in range(block.size)}
    return _with_marks(left, equal_left, "+"), _with_marks(right, equal_right, "-")


def _meaning(line: str) -> str:
    return line.split("  #", maxsplit=1)[0].strip().replace("state.", "")


def _with_marks(lines: list[str], equal: set[int], mark: str) -> str:
    return "\n".join(f"{' ' if i in equal or not line.strip() else mark} {line}".rstrip() for i, line in enumerate(lines))
