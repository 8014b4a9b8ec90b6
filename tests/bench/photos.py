"""Photos of 2,040 test digits, 120 of each kind of tests/photos.py: how many of each are read right."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Final

import numpy as np
import torch

from core import mnist
from core.canvas import fit_to_canvas, to_mnist
from core.drawings.photo import InvalidPictureError, read_photo
from core.mlp import DEFAULT_MODEL, load_model
from tests.bench.report import Row
from tests.photos import KINDS, photo

N_OF_A_KIND: Final = 120


def rows() -> Iterator[Row]:
    digits = mnist.load().test
    images, labels = digits.images.view(-1, 28, 28).numpy(), digits.labels.numpy()
    pictures: dict[str, list[np.ndarray | None]] = {}
    with ProcessPoolExecutor(2) as processes:
        for k, kind in enumerate(KINDS):
            chosen = range(k * N_OF_A_KIND, (k + 1) * N_OF_A_KIND)
            pictures[kind] = list(processes.map(_read, images[list(chosen)], [kind] * N_OF_A_KIND, chosen, chunksize=20))
    right = {kind: _right(found, labels[k * N_OF_A_KIND : (k + 1) * N_OF_A_KIND]) for k, (kind, found) in enumerate(pictures.items())}
    refused = sum(picture is None for found in pictures.values() for picture in found)
    for kind, share in right.items():
        yield Row(f"photos read right: {kind}", f"{share:.1%}", "", reached=True)
    n = sum(map(len, pictures.values()))
    overall = float(np.mean(list(right.values())))
    yield Row(f"all {n:,} photos", f"{overall:.1%} read right, {refused / n:.1%} refused", "95 %", overall >= 0.95)


def _read(digit: np.ndarray, kind: str, seed: int) -> np.ndarray | None:
    try:
        ink = read_photo(photo(digit, kind, seed))
    except InvalidPictureError:
        return None
    return to_mnist(np.uint8(255 * fit_to_canvas(ink))[..., None].repeat(4, axis=2))


def _right(pictures: list[np.ndarray | None], labels: np.ndarray) -> float:
    network = load_model(DEFAULT_MODEL)
    with torch.no_grad():
        answers = [-1 if each is None else int(network(torch.from_numpy(each).view(1, 784)).argmax()) for each in pictures]
    return float(np.mean(np.array(answers) == labels))
