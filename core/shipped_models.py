"""The recipe of the two models in core/assets: `python -m core.shipped_models` makes both files again, from fixed seeds.

`lecture`: the lecture's own network, trained by core.training with its settings. `default`: a wider network that reads what people
draw. It learns from MNIST's training set, changed anew in every epoch, and from two teachers: convolutional networks, which get
further from these digits to pens than a multi-layer perceptron does. They tell of every changed digit how much it looks like each
of the ten (Hinton, Vinyals and Dean, Distilling the Knowledge in a Neural Network, 2015).
"""

import copy
import hashlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import safetensors.torch
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, log_softmax, softmax

from core.augment import Augmentation, augment
from core.config import RunConfig
from core.events import Checkpoint
from core.files import write_whole
from core.mlp import DEFAULT_MODEL, LECTURE_MODEL, MultiLayerPerceptron, from_config, load_model, to_bytes
from core.mnist import Digits, Split, load
from core.training import accuracy, epoch_order, train

LECTURE: Final = RunConfig(device="cpu")
DEFAULT: Final = RunConfig(hidden_sizes=(1200, 600), optimizer="adamw", lr=1e-3, epochs=30, weight_decay=0.01, device="cpu")
WARM_UP: Final = 0.15  # of all steps; then the learning rate falls to zero along a cosine
TEMPERATURE: Final = 2.0  # divides the logits: the higher, the more is said about the nine other digits
DIGESTS: Final = {  # of the weights, as made with torch 2.14.1 and one thread on an AMD EPYC
    "default.safetensors": "bdb9c4fa2df6da60f5ad0d8eeaa8634b43f64ca20f63d2ab0ea84d50c99084ab",
    "lecture.safetensors": "ecb9bd8b0d8af0bcce552c031443e1c715626a17c7e594362cffa6531019d267",
}
FIRST_LOSSES: Final = (2.29841, 2.310844, 2.264527, 2.232968, 2.155891)  # of the first teacher's first steps


@dataclass(frozen=True)
class Schooling:
    """How long and from what a network learns."""

    by: Augmentation
    lr: float  # the highest
    epochs: int
    seed: int = 0


TEACHERS: Final = [Schooling(Augmentation(), lr=2e-3, epochs=12, seed=seed) for seed in (0, 1)]
WIDER: Final = Augmentation(rotation=19, shear=0.4, stretch=0.22, bend=2.2)  # so far that a 4 may look like a 9: its teachers say so
PUPIL: Final = Schooling(WIDER, DEFAULT.lr, DEFAULT.epochs)

Loss = Callable[[Tensor, Tensor, Tensor], Tensor]  # outputs (N, 10), pictures (N, 784), labels (N,) -> ()


def lecture_model(digits: Digits) -> bytes:
    """The lecture's network after its last epoch, as safetensors."""
    return [event.weights for event in train(LECTURE, digits, "cpu") if isinstance(event, Checkpoint)][-1]


def teacher(seed: int) -> nn.Module:
    """A small convolutional network, float32 (N, 784) -> (N, 10), its weights drawn from the seed."""
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        return nn.Sequential(
            nn.Unflatten(1, (1, 28, 28)),
            nn.Conv2d(1, 24, 5, stride=2, padding=2), nn.BatchNorm2d(24), nn.ReLU(),
            nn.Conv2d(24, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(64, 96, 3, padding=1), nn.BatchNorm2d(96), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(96 * 3 * 3, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Dropout(0.3), nn.Linear(256, 10),
        )  # fmt: skip


def from_labels(outputs: Tensor, _: Tensor, labels: Tensor) -> Tensor:
    """The teachers' loss."""
    return cross_entropy(outputs, labels)


def from_teachers(experts: Sequence[nn.Module]) -> Loss:
    """The loss of a network that is to answer as its teachers do on the average: the cross-entropy between both, at TEMPERATURE."""

    def loss(outputs: Tensor, pictures: Tensor, _: Tensor) -> Tensor:
        with torch.no_grad():
            wanted = torch.stack([softmax(expert(pictures) / TEMPERATURE, 1) for expert in experts]).mean(0)
        return -(wanted * log_softmax(outputs / TEMPERATURE, 1)).sum(1).mean() * TEMPERATURE**2  # keeps the gradient's size

    return loss


def learn(network: nn.Module, examples: Split, loss: Loss, schooling: Schooling) -> Iterator[float]:
    """Train a network on digits that are changed anew in every epoch; yields each step's loss."""
    torch.manual_seed(schooling.seed)  # for dropout
    generator = torch.Generator().manual_seed(schooling.seed)
    n, lr = len(examples.labels), schooling.lr
    n_steps = schooling.epochs * -(-n // DEFAULT.batch_size)
    optimizer = torch.optim.AdamW(network.parameters(), lr, weight_decay=DEFAULT.weight_decay, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=n_steps, pct_start=WARM_UP)
    network.train()
    for epoch in range(1, schooling.epochs + 1):
        for batch in torch.split(epoch_order(schooling.seed, epoch, n), DEFAULT.batch_size):
            pictures = augment(examples.images[batch], generator, schooling.by)
            value = loss(network(pictures), pictures, examples.labels[batch])
            optimizer.zero_grad()
            value.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            yield value.item()
    network.eval()


def halved(model: MultiLayerPerceptron) -> bytes:
    """As safetensors with 16 bits a weight: twice as many weights in a file. They are calculated with as float32 again."""
    return to_bytes(copy.deepcopy(model).half(), DEFAULT)


def digest(path: Path) -> str:
    """SHA-256 of the weights in a file, in the order of their names; the config beside them gains fields from version to version."""
    weights = safetensors.torch.load_file(path)
    return hashlib.sha256(b"".join(weights[name].numpy().tobytes() for name in sorted(weights))).hexdigest()


def main() -> None:
    """Make both files, or the one that is named: lecture, default."""
    wanted = sys.argv[1:] or ["lecture", "default"]
    torch.set_num_threads(1)  # another number adds up in another order, and the files differ in the last bits
    digits = load()
    if "lecture" in wanted:
        write_whole(LECTURE_MODEL, lecture_model(digits))
        print(f"{LECTURE_MODEL.name}: {digest(LECTURE_MODEL)}")
    if "default" in wanted:
        _make_default(digits)


def _make_default(digits: Digits) -> None:
    start = time.monotonic()
    experts, model = [teacher(schooling.seed) for schooling in TEACHERS], from_config(DEFAULT)
    for expert, schooling in zip(experts, TEACHERS, strict=True):
        losses = list(learn(expert, digits.train, from_labels, schooling))
        print(f"a teacher: first losses {losses[:5]}, {time.monotonic() - start:.0f} s", flush=True)
    losses = list(learn(model, digits.train, from_teachers(experts), PUPIL))
    write_whole(DEFAULT_MODEL, halved(model))
    seconds = time.monotonic() - start
    print(f"{DEFAULT_MODEL.name}: {digest(DEFAULT_MODEL)}, test accuracy {accuracy(load_model(), digits.test):.4f}, {seconds:.0f} s")


if __name__ == "__main__":
    main()
