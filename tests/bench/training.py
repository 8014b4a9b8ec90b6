"""An epoch of the lecture's own loop against an epoch of core.training: ten of each, in turns."""

import gzip
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

from core import mnist
from core.config import RunConfig
from core.events import Epoch
from core.training import train
from tests.bench.report import Row, median, ratio

CONFIG = RunConfig(device="cpu")  # the lecture's settings


class LectureNetwork(nn.Module):
    def __init__(self, xdim: int = 784, hdim: int = 256, ydim: int = 10):
        super().__init__()
        self.lin_1 = nn.Linear(xdim, hdim)
        self.lin_2 = nn.Linear(hdim, ydim)
        for layer in (self.lin_1, self.lin_2):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.lin_2(torch.relu(self.lin_1(x)))


def lecture_loop(folder: Path, num_workers: int) -> Iterator[tuple[float, float]]:
    """The loop as the lecture writes it; yields (train, test) accuracy after each epoch, for ever."""
    torch.manual_seed(0)
    train_set = datasets.MNIST(str(folder), train=True, transform=transforms.ToTensor(), download=False)
    test_set = datasets.MNIST(str(folder), train=False, transform=transforms.ToTensor(), download=False)
    train_batches = DataLoader(train_set, batch_size=CONFIG.batch_size, shuffle=True, num_workers=num_workers)
    test_batches = DataLoader(test_set, batch_size=CONFIG.batch_size, shuffle=True, num_workers=num_workers)
    model = LectureNetwork()
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=CONFIG.lr)
    while True:
        loss_sum: torch.Tensor | float = 0.0
        for images, labels in train_batches:
            loss = loss_function(model(images.view(-1, 28 * 28)), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum = loss_sum + loss
        yield lecture_accuracy(model, train_batches), lecture_accuracy(model, test_batches)


def lecture_accuracy(model: nn.Module, batches: DataLoader) -> float:
    with torch.no_grad():
        model.eval()
        correct, total = 0, 0
        for images, labels in batches:
            predicted = model(images.view(-1, 28 * 28)).argmax(1)
            correct += (predicted == labels).sum().item()
            total += images.size(0)
        model.train()
    return correct / total


def our_loop() -> Iterator[tuple[float, float]]:
    for event in train(CONFIG, mnist.load()):
        if isinstance(event, Epoch):
            yield event.train_acc, event.test_acc


def unpack(folder: Path) -> None:
    """torchvision wants the four files unpacked."""
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for packed in mnist.RAW.glob("*.gz"):
        (raw / packed.stem).write_bytes(gzip.decompress(packed.read_bytes()))


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        unpack(folder)
        loops = {"ours": our_loop(), "num_workers=0": lecture_loop(folder, 0), "num_workers=1": lecture_loop(folder, 1)}
        seconds: dict[str, list[float]] = {name: [] for name in loops}
        accuracies: dict[str, list[tuple[float, float]]] = {name: [] for name in loops}
        for _ in range(CONFIG.epochs):
            for name, loop in loops.items():
                start = time.perf_counter()
                accuracies[name].append(next(loop))
                seconds[name].append(time.perf_counter() - start)
    for name, factor in (("num_workers=0", 6), ("num_workers=1", 10)):
        times = ratio(seconds[name], seconds["ours"])
        in_seconds = f"{median(seconds[name]):.2f} s and {median(seconds['ours']):.2f} s, medians of {CONFIG.epochs}"
        yield Row(
            f"one epoch: the lecture's loop, {name}, against core.training",
            f"{times:.1f} times as fast ({in_seconds})",
            f"{factor} times",
            times >= factor,
        )
    for when, epoch in (("first", 0), ("tenth", -1)):
        said = "; ".join(f"{name} {taken[epoch][0]:.4f} / {taken[epoch][1]:.4f}" for name, taken in accuracies.items())
        tests = [taken[epoch][1] for taken in accuracies.values()]
        enough = tests[0] >= (0.978 if when == "tenth" else 0.94) and max(tests) - min(tests) < 0.01
        wanted = "the same; test 0.978 or more" if when == "tenth" else "the same"
        yield Row(f"train / test accuracy after the {when} epoch", said, wanted, enough)
