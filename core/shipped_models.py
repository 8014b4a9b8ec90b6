"""The recipe of the two models in core/assets: `python -m core.shipped_models` makes both files again, from fixed seeds.

`lecture`: the lecture's own network, trained by core.training with its settings. `default`: a wider network for what people
draw. It learns from MNIST's training set, augmented anew in every epoch, by distillation from two teachers: convolutional networks,
which generalise from these digits to pen strokes better than a multi-layer perceptron. For every augmented digit they give the ten
probabilities that the student is to match (Hinton, Vinyals and Dean, Distilling the Knowledge in a Neural Network, 2015).
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

LECTURE_CONFIG: Final = RunConfig(device="cpu")
DEFAULT_CONFIG: Final = RunConfig(hidden_sizes=(1200, 600), optimizer="adamw", lr=1e-3, epochs=30, weight_decay=0.01, device="cpu")
WARM_UP: Final = 0.15  # of all steps; then the learning rate falls to zero along a cosine
TEMPERATURE: Final = 2.0  # divides the logits: the higher, the more the nine other digits count
DIGESTS: Final = {  # of the weights, as made with torch 2.14.1 and one thread on an AMD EPYC
    "default.safetensors": "bdb9c4fa2df6da60f5ad0d8eeaa8634b43f64ca20f63d2ab0ea84d50c99084ab",
    "lecture.safetensors": "ecb9bd8b0d8af0bcce552c031443e1c715626a17c7e594362cffa6531019d267",
}
FIRST_LOSSES: Final = (2.29841, 2.310844, 2.264527, 2.232968, 2.155891)  # of the first teacher's first steps


@dataclass(frozen=True)
class Recipe:
    """How one network is trained."""

    augmentation: Augmentation
    lr: float  # the highest of the one-cycle schedule
    epochs: int
    seed: int = 0


TEACHER_RECIPES: Final = [Recipe(Augmentation(), lr=2e-3, epochs=12, seed=seed) for seed in (0, 1)]
# So strong that a 4 may look like a 9; the teachers' probabilities say so.
STRONGER: Final = Augmentation(rotation=19, shear=0.4, stretch=0.22, elastic=2.2)
STUDENT_RECIPE: Final = Recipe(STRONGER, DEFAULT_CONFIG.lr, DEFAULT_CONFIG.epochs)

Loss = Callable[[Tensor, Tensor, Tensor], Tensor]  # outputs (N, 10), pictures (N, 784), labels (N,) -> ()


def lecture_model(digits: Digits) -> bytes:
    """The lecture's network after its last epoch, as safetensors."""
    return [event.weights for event in train(LECTURE_CONFIG, digits, "cpu") if isinstance(event, Checkpoint)][-1]


def convolutional_teacher(seed: int) -> nn.Module:
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


def label_loss(outputs: Tensor, _: Tensor, labels: Tensor) -> Tensor:
    """The teachers' loss: mean cross-entropy with the labels, (N, 10), (N,) -> ()."""
    return cross_entropy(outputs, labels)


def distillation_loss(teachers: Sequence[nn.Module]) -> Loss:
    """The student's loss: cross-entropy with the mean of the teachers' probabilities, both softened by TEMPERATURE."""

    def loss(outputs: Tensor, pictures: Tensor, _: Tensor) -> Tensor:
        with torch.no_grad():
            soft_targets = torch.stack([softmax(teacher(pictures) / TEMPERATURE, 1) for teacher in teachers]).mean(0)
        return -(soft_targets * log_softmax(outputs / TEMPERATURE, 1)).sum(1).mean() * TEMPERATURE**2  # keeps the gradient's size

    return loss


def train_on_augmented(network: nn.Module, examples: Split, loss: Loss, recipe: Recipe) -> Iterator[float]:
    """Train a network on digits that are augmented anew in every epoch; yields each step's loss."""
    torch.manual_seed(recipe.seed)  # for dropout
    generator = torch.Generator().manual_seed(recipe.seed)
    n, lr = len(examples.labels), recipe.lr
    n_steps = recipe.epochs * -(-n // DEFAULT_CONFIG.batch_size)
    optimizer = torch.optim.AdamW(network.parameters(), lr, weight_decay=DEFAULT_CONFIG.weight_decay, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=n_steps, pct_start=WARM_UP)
    network.train()
    for epoch in range(1, recipe.epochs + 1):
        for batch in torch.split(epoch_order(recipe.seed, epoch, n), DEFAULT_CONFIG.batch_size):
            pictures = augment(examples.images[batch], generator, recipe.augmentation)
            value = loss(network(pictures), pictures, examples.labels[batch])
            optimizer.zero_grad()
            value.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            yield value.item()
    network.eval()


def to_float16_bytes(model: MultiLayerPerceptron) -> bytes:
    """As safetensors with 16 bits per weight, half the file size. Loading converts them back to float32."""
    return to_bytes(copy.deepcopy(model).half(), DEFAULT_CONFIG)


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
    teachers, model = [convolutional_teacher(recipe.seed) for recipe in TEACHER_RECIPES], from_config(DEFAULT_CONFIG)
    for teacher, recipe in zip(teachers, TEACHER_RECIPES, strict=True):
        losses = list(train_on_augmented(teacher, digits.train, label_loss, recipe))
        print(f"a teacher: first losses {losses[:5]}, {time.monotonic() - start:.0f} s", flush=True)
    losses = list(train_on_augmented(model, digits.train, distillation_loss(teachers), STUDENT_RECIPE))
    write_whole(DEFAULT_MODEL, to_float16_bytes(model))
    seconds = time.monotonic() - start
    print(f"{DEFAULT_MODEL.name}: {digest(DEFAULT_MODEL)}, test accuracy {accuracy(load_model(), digits.test):.4f}, {seconds:.0f} s")


if __name__ == "__main__":
    main()
