"""Why classification has its own loss: a network that begins sure of the wrong answer, trained with two losses.

`python -m core.lessons.confidently_wrong` measures it on MNIST and writes core/assets/confidently_wrong.json (about half a
minute of one CPU core), which the Losses page shows; a test measures the first steps again. The page also trains such networks live:
`configs`.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from core.config import RunConfig
from core.losses import LOSSES
from core.mlp import from_config
from core.mnist import Digits, load
from core.training import accuracy, epoch_order

FILE: Final = Path(__file__).parents[1] / "assets" / "confidently_wrong.json"
CONFIG: Final = RunConfig(optimizer="sgd", lr=0.1, device="cpu")  # 784-256-10, batches of 256, seed 0
BIAS: Final = 15.0  # of the output for 0 at the start: e^15, so three million to one for that digit
LOSSES_COMPARED: Final = ("cross_entropy", "softmax_mse")
N_STEPS: Final = 1500
MEASURE_EVERY: Final = 50  # steps between two measurements
LIVE_EPOCHS: Final = 6  # of a run on the page: 1,410 steps


@dataclass(frozen=True)
class Curve:
    """Test accuracy while one network trains."""

    loss: str  # one of LOSSES_COMPARED
    bias: float  # of the output for 0 at the start
    steps: list[int]
    test_acc: list[float]


def measure(loss: str, bias: float, digits: Digits, n_steps: int = N_STEPS, every: int = MEASURE_EVERY) -> Iterator[tuple[int, float]]:
    """Train with CONFIG from `bias`, yielding (step, test accuracy) before the first step and after every `every`-th."""
    model = from_config(replace(CONFIG, start_bias=bias))
    optimizer = torch.optim.SGD(model.parameters(), CONFIG.lr)
    yield 0, accuracy(model, digits.test)
    for step, batch in enumerate(_batches(len(digits.train.labels), n_steps), 1):
        optimizer.zero_grad()
        per_example = LOSSES[loss].per_example(model(digits.train.images[batch]), digits.train.labels[batch])
        per_example.mean().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if step % every == 0:
            yield step, accuracy(model, digits.test)


def configs(bias: float) -> list[RunConfig]:
    """The same for the Train page's runner: one for each loss."""
    return [replace(CONFIG, loss=loss, start_bias=bias, epochs=LIVE_EPOCHS, device="auto") for loss in LOSSES_COMPARED]


def first_gradients(bias: float, digits: Digits, n: int = 1000) -> dict[str, float]:
    """Mean |∂L/∂z| of each loss at the start from `bias`, over the 10 outputs of the first n training digits."""
    with torch.no_grad():
        z = from_config(replace(CONFIG, start_bias=bias))(digits.train.images[:n]).double()  # in float32 softmax would round to 1
    targets = one_hot(digits.train.labels[:n], z.shape[1]).double()
    return {loss: LOSSES[loss].gradient(z, targets).abs().mean().item() for loss in LOSSES_COMPARED}


def load_curves() -> list[Curve]:
    """The curves that were measured, from FILE."""
    return [Curve(**curve) for curve in json.loads(FILE.read_text())]


def summary(curves: list[Curve]) -> str:
    """The curves' last test accuracies, as part of a sentence."""
    return " and ".join(f"{LOSSES[curve.loss].title.lower()} reaches {100 * curve.test_acc[-1]:.1f} %" for curve in curves)


def main() -> None:
    """Measure all four curves and write FILE."""
    torch.set_num_threads(1)  # another number adds up in another order
    digits = load()
    curves = []
    for bias in (BIAS, 0.0):
        for loss in LOSSES_COMPARED:
            steps, test_acc = zip(*measure(loss, bias, digits), strict=True)
            curves.append(Curve(loss, bias, list(steps), list(test_acc)))
            print(f"{loss}, bias {bias:g}: test accuracy {test_acc[-1]:.4f} after {steps[-1]} steps", flush=True)
    FILE.write_text(json.dumps([asdict(curve) for curve in curves]) + "\n")


def _batches(n: int, n_steps: int) -> Iterator[Tensor]:
    epoch = 0
    while n_steps > 0:
        epoch += 1
        for batch in torch.split(epoch_order(CONFIG.seed, epoch, n), CONFIG.batch_size)[:n_steps]:
            yield batch
            n_steps -= 1


if __name__ == "__main__":
    main()
