"""The recipe of the two models in core/assets: `python -m core.shipped_models` makes both files again, from fixed seeds.

`lecture`: the lecture's own network, trained by core.training with its settings. `default`: a wider network for what people
draw. It learns from MNIST's training set and from ways of writing that MNIST's writers do not have (core.drawings), augmented anew in
every epoch, by distillation from two teachers: convolutional networks, which generalise from these digits to pen strokes better than a
multi-layer perceptron. For every augmented digit they give the ten probabilities that the student is to match (Hinton, Vinyals and Dean,
Distilling the Knowledge in a Neural Network, 2015). For letters, shapes and scribbles it is to find all ten equally likely (Hendrycks,
Mazeika and Dietterich, Deep Anomaly Detection with Outlier Exposure, 2019).
"""

import copy
import hashlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import safetensors.torch
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, log_softmax, softmax

from core.augment import Augmentation, augment
from core.config import RunConfig
from core.drawings.not_digits import TRAINED_ON, scribble
from core.drawings.structural import add_strokes
from core.drawings.styles import STYLES, render, write
from core.events import Checkpoint
from core.files import write_whole
from core.mlp import DEFAULT_MODEL, LECTURE_MODEL, MultiLayerPerceptron, from_config, load_model, to_bytes
from core.mnist import Digits, Split, load
from core.training import accuracy, epoch_order, train

LECTURE_CONFIG: Final = RunConfig(device="cpu")
DEFAULT_CONFIG: Final = RunConfig(hidden_sizes=(1400, 600), optimizer="adamw", lr=1e-3, epochs=30, weight_decay=0.01, device="cpu")
WARM_UP: Final = 0.15  # of all steps; then the learning rate falls to zero along a cosine
TEMPERATURE: Final = 2.0  # divides the logits: the higher, the more the nine other digits count
DIGESTS: Final = {  # of the weights, as made with torch 2.14.1 and one thread on an AMD EPYC
    "default.safetensors": "41ffeeda68b4fb72714e54e7dfc4f0a91eb31397f7192a6827f588654f8044b1",
    "lecture.safetensors": "ecb9bd8b0d8af0bcce552c031443e1c715626a17c7e594362cffa6531019d267",
}
HANDS: Final = 120  # that write each style, and each kind of what is no digit
N_SCRIBBLES: Final = 1000
TEMPERATURES: Final = torch.logspace(-1, 1, 401)
NO_DIGIT: Final = -1  # the label of what is none
FIRST_LOSSES: Final = (2.29841, 2.310844, 2.264527, 2.232968, 2.155891)  # of the first teacher's first steps on MNIST alone


@dataclass(frozen=True)
class Recipe:
    """How one network is trained."""

    augmentation: Augmentation
    lr: float  # the highest of the one-cycle schedule
    epochs: int
    seed: int = 0


TEACHER_RECIPES: Final = [Recipe(Augmentation(), lr=2e-3, epochs=12, seed=seed) for seed in (0, 1)]
# A little stronger than the teachers', so that a 4 may look like a 9; their probabilities say so.
STRONGER: Final = Augmentation(rotation=16, shear=0.35, stretch=0.19, elastic=1.9)
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


def further_digits(digits: Split, share: float = 1.0) -> Split:
    """What MNIST's writers do not write: digits of theirs with a stroke added, and the hand-made styles. A share of them for a test."""
    generator = np.random.default_rng(0)
    written = [
        (render(write(style.strokes, generator), generator), style.digit) for style in STYLES.values() for _ in range(round(share * HANDS))
    ]
    return join(add_strokes(digits, 1, share), _split([pixels for pixels, _ in written], [digit for _, digit in written]))


def not_digits() -> Split:
    """Letters, shapes and scribbles, labelled NO_DIGIT."""
    generator = np.random.default_rng(2)
    kinds = [strokes for strokes in TRAINED_ON.values() for _ in range(HANDS)] + [scribble(generator) for _ in range(N_SCRIBBLES)]
    pictures = [render(write(strokes, generator), generator) for strokes in kinds]
    return _split(pictures, [NO_DIGIT] * len(pictures))


def join(*splits: Split) -> Split:
    """All of them as one."""
    return Split(torch.cat([split.images for split in splits]), torch.cat([split.labels for split in splits]))


def _split(pictures: Sequence[NDArray[np.float32]], labels: Sequence[int]) -> Split:
    return Split(torch.from_numpy(np.stack(pictures)).flatten(1), torch.tensor(labels))


def label_loss(outputs: Tensor, _: Tensor, labels: Tensor) -> Tensor:
    """The teachers' loss: mean cross-entropy with the labels, (N, 10), (N,) -> ()."""
    return cross_entropy(outputs, labels)


def distillation_loss(teachers: Sequence[nn.Module]) -> Loss:
    """The student's loss: cross-entropy with the mean of the teachers' probabilities, both softened by TEMPERATURE.

    Where there is NO_DIGIT, all ten are equally likely.
    """

    def loss(outputs: Tensor, pictures: Tensor, labels: Tensor) -> Tensor:
        with torch.no_grad():
            soft_targets = torch.stack([softmax(teacher(pictures) / TEMPERATURE, 1) for teacher in teachers]).mean(0)
            soft_targets[labels == NO_DIGIT] = 1 / soft_targets.shape[1]
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


@torch.no_grad()
def calibrate(model: MultiLayerPerceptron, digits: Split) -> float:
    """Divide the logits by the temperature at which they fit these digits best, augmented, by dividing the last layer; returns it.

    Which of the ten is highest stays as it was. Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks, 2017.

    Raises:
        ValueError: none of TEMPERATURES fits best but the last.
    """
    logits = model(augment(digits.images, torch.Generator().manual_seed(0), Augmentation()))
    losses = torch.stack([cross_entropy(logits / temperature, digits.labels) for temperature in TEMPERATURES])
    best = int(losses.argmin())
    if best in (0, len(TEMPERATURES) - 1):
        raise ValueError(f"the temperature is {TEMPERATURES[best]:.2f} or beyond")
    for parameter in model.layers[-1].parameters():
        parameter.div_(TEMPERATURES[best])
    return float(TEMPERATURES[best])


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
    examples = join(digits.train, further_digits(digits.train))
    for teacher, recipe in zip(teachers, TEACHER_RECIPES, strict=True):
        list(train_on_augmented(teacher, examples, label_loss, recipe))
        print(f"a teacher: {time.monotonic() - start:.0f} s", flush=True)
    list(train_on_augmented(model, join(examples, not_digits()), distillation_loss(teachers), STUDENT_RECIPE))
    held_out = Split(digits.test.images[1::2], digits.test.labels[1::2])  # what pages show of calibration is measured on the others
    print(f"temperature {calibrate(model, held_out):.3f}")
    write_whole(DEFAULT_MODEL, to_float16_bytes(model))
    seconds = time.monotonic() - start
    print(f"{DEFAULT_MODEL.name}: {digest(DEFAULT_MODEL)}, test accuracy {accuracy(load_model(), digits.test):.4f}, {seconds:.0f} s")


if __name__ == "__main__":
    main()
