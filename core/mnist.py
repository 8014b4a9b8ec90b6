"""MNIST as tensors on a device, read from the four files in the repository; nothing is downloaded.

core.datasets reads others of the same form by the same functions.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

RAW: Final = Path(__file__).parent / "assets" / "MNIST" / "raw"
MD5: Final = {  # as torchvision.datasets.MNIST expects them
    "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
}


class DataError(RuntimeError):
    """A file of the dataset is missing or damaged; the text says which, and how to get it again."""


@dataclass(frozen=True)
class Split:
    """N images with their labels, on one device."""

    images: Tensor  # (N, 784) float32, ink 1 on 0
    labels: Tensor  # (N,) int64

    def to(self, device: torch.device | str) -> "Split":
        """The same on `device`."""
        return Split(self.images.to(device), self.labels.to(device))


@dataclass(frozen=True)
class Digits:
    """A dataset of digits: what is trained on, and what only tests."""

    train: Split
    test: Split

    def to(self, device: torch.device | str) -> "Digits":
        """The same on `device`."""
        return Digits(self.train.to(device), self.test.to(device))


def load(device: torch.device | str = "cpu", raw: Path = RAW, md5: Mapping[str, str] = MD5) -> Digits:
    """MNIST's 60,000 training and 10,000 test digits on `device`, or what else the files in `raw` hold.

    Raises:
        DataError: one of the four files is missing, or its MD5 is not the published one.
    """
    return Digits(_split("train", device, raw, md5), _split("t10k", device, raw, md5))


def is_intact(path: Path, md5: str) -> bool:
    """Whether the file is there, and is the published one."""
    return path.is_file() and hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() == md5


def synthetic(n_train: int = 512, n_test: int = 128, seed: int = 0) -> Digits:
    """Ten noisy prototypes in place of digits: learnt within an epoch, and small enough for unit tests.

    Returns n_train and n_test images (N, 784) in [0, 1] with labels 0, 1, ..., 9, 0, ...; equal seeds give equal digits.
    """
    generator = torch.Generator().manual_seed(seed)
    prototypes = (torch.rand(10, 784, generator=generator) > 0.8).float()

    def split(n: int) -> Split:
        labels = torch.arange(n) % 10
        noise = 0.3 * torch.rand(n, 784, generator=generator)
        return Split((prototypes[labels] + noise).clamp(0, 1), labels)

    return Digits(split(n_train), split(n_test))


def _split(name: str, device: torch.device | str, raw: Path, md5: Mapping[str, str]) -> Split:
    # An IDX file: 4 bytes of type, 4 bytes for each dimension's size, then the values.
    pixels = np.frombuffer(_read(f"{name}-images-idx3-ubyte.gz", raw, md5), np.uint8, offset=16).reshape(-1, 784)
    labels = np.frombuffer(_read(f"{name}-labels-idx1-ubyte.gz", raw, md5), np.uint8, offset=8)
    return Split(torch.tensor(pixels, device=device).float().div_(255), torch.tensor(labels, device=device).long())


def _read(name: str, raw: Path, md5: Mapping[str, str]) -> bytes:
    path = raw / name
    if not is_intact(path, md5[name]):
        state = "damaged" if path.is_file() else "missing"
        raise DataError(f"{path} is {state}. Get it again with `git checkout -- core/assets/MNIST`, or from torchvision's MNIST download.")
    return gzip.decompress(path.read_bytes())
