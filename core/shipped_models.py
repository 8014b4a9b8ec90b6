"""The recipe of the two models in core/assets: `python -m core.shipped_models` makes both files again, from fixed seeds.

`lecture`: the lecture's own network, trained by core.training with its settings. `default`: a wider network, trained on
MNIST's training set changed anew in every epoch, so that it reads what people draw.
"""

import hashlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import safetensors.torch
import torch
from torch.nn.functional import cross_entropy

from core.augment import Augmentation, augment
from core.config import RunConfig
from core.events import Checkpoint
from core.files import write_whole
from core.mlp import DEFAULT_MODEL, LECTURE_MODEL, MultiLayerPerceptron, from_config, to_bytes
from core.mnist import Digits, load
from core.training import accuracy, epoch_order, train

LECTURE: Final = RunConfig(device="cpu")
DEFAULT: Final = RunConfig(hidden_sizes=(800, 400), optimizer="adamw", lr=1e-3, batch_size=256, epochs=45, weight_decay=0.01, device="cpu")
WARM_UP: Final = 0.15  # of all steps; then the learning rate falls to zero along a cosine
DIGESTS: Final = {  # of the weights, as made with torch 2.14.1 and one thread on an AMD EPYC
    "default.safetensors": "52a6a8213699654bc8f99f8442937970123e3b1f06d186a0fc412beb1ad28aa8",
    "lecture.safetensors": "90a37ac424672aaa537cb9cf51faf31c8b45246fe19d8776459612269e4d94d9",
}
FIRST_LOSSES: Final = (2.383976, 2.340173, 2.25984, 2.347508, 2.327538)  # of the default's first steps


def lecture_model(digits: Digits) -> bytes:
    """The lecture's network after its last epoch, as safetensors."""
    return [event.weights for event in train(LECTURE, digits, "cpu") if isinstance(event, Checkpoint)][-1]


def default_model(digits: Digits, config: RunConfig = DEFAULT) -> Iterator[tuple[MultiLayerPerceptron, float]]:
    """Train the default network; yields it with the step's loss after every step."""
    model = from_config(config)
    generator = torch.Generator().manual_seed(config.seed)
    n = len(digits.train.labels)
    n_batches = -(-n // config.batch_size)
    optimizer = torch.optim.AdamW(model.parameters(), config.lr, weight_decay=config.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, config.lr, total_steps=config.epochs * n_batches, pct_start=WARM_UP)
    for epoch in range(1, config.epochs + 1):
        for batch in torch.split(epoch_order(config.seed, epoch, n), config.batch_size):
            images = augment(digits.train.images[batch], generator, Augmentation())
            loss = cross_entropy(model(images), digits.train.labels[batch])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            yield model, loss.item()


def main() -> None:
    """Make both files, or the one that is named: lecture, default."""
    wanted = sys.argv[1:] or ["lecture", "default"]
    torch.set_num_threads(1)  # another number adds up in another order, and the files differ in the last bits
    digits = load()
    if "lecture" in wanted:
        write_whole(LECTURE_MODEL, lecture_model(digits))
    if "default" in wanted:
        _make_default(digits, DEFAULT_MODEL)


def digest(path: Path) -> str:
    """SHA-256 of the weights in a file, in the order of their names; the config beside them gains fields from version to version."""
    weights = safetensors.torch.load_file(path)
    return hashlib.sha256(b"".join(weights[name].numpy().tobytes() for name in sorted(weights))).hexdigest()


def _make_default(digits: Digits, path: Path) -> None:
    start, n_batches = time.monotonic(), -(-len(digits.train.labels) // DEFAULT.batch_size)
    for step, (model, loss) in enumerate(default_model(digits), 1):
        if step % (2 * n_batches) == 0:
            seconds = time.monotonic() - start
            print(
                f"epoch {step // n_batches}: loss {loss:.4f}, test accuracy {accuracy(model, digits.test):.4f}, {seconds:.0f} s", flush=True
            )
    write_whole(path, to_bytes(model, DEFAULT))


if __name__ == "__main__":
    main()
