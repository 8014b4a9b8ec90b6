"""The training part of an epoch against the same network, batch and optimizer in JAX; what diagnostics cost; bfloat16.

In turns, each engine with all cores; torch's threads wait as those of the training processes do (GOMP_SPINCOUNT).
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from unittest.mock import patch

from core import mnist
from core.config import RunConfig
from core.events import Epoch, Started, Step
from core.mnist import Digits
from core.training import loop, train
from tests.bench.jax_loop import Epochs
from tests.bench.report import Row, median, ratio

CONFIG = RunConfig(epochs=1, device="cpu")
REPETITIONS = 15


def training_part(digits: Digits, config: RunConfig = CONFIG, *, diagnoses: bool = True) -> float:
    """Seconds of one epoch of core.training: no evaluation, no setting up."""
    due = loop.is_due if diagnoses else lambda *_: False
    with patch.object(loop, "accuracy", lambda *_: 0.0), patch.object(loop, "is_due", due):
        events = train(config, digits)
        started = next(event for event in events if isinstance(event, Started))
        start = time.perf_counter()
        n_steps = 0
        for event in events:
            n_steps = event.step if isinstance(event, Step) else n_steps
            if isinstance(event, Epoch):
                break
        seconds = time.perf_counter() - start
        events.close()
    assert n_steps == started.n_steps
    return seconds


def rows() -> Iterator[Row]:
    digits = mnist.load()
    jax = Epochs(digits, CONFIG.batch_size)
    engines: dict[str, Callable[[], float]] = {
        "ours": lambda: training_part(digits, diagnoses=False),
        "ours with diagnostics": lambda: training_part(digits),
        "ours in bfloat16": lambda: training_part(digits, replace(CONFIG, precision="bfloat16"), diagnoses=False),
        "JAX": jax,
    }
    rounds = [[measure() for measure in engines.values()] for _ in range(REPETITIONS + 1)][1:]  # the first warms up, and compiles
    seconds = dict(zip(engines, zip(*rounds, strict=True), strict=True))
    assert float(jax.losses[-50:].mean()) < 0.1  # it did learn
    for name in ("ours", "ours in bfloat16"):
        times = ratio(seconds[name], seconds["JAX"])
        in_seconds = f"{median(seconds[name]):.3f} s and {median(seconds['JAX']):.3f} s, medians of {REPETITIONS}"
        yield Row(f"training part of an epoch, {name}, against JAX", f"{times:.2f} times ({in_seconds})", "1 or less", times <= 1)
    cost = ratio(seconds["ours with diagnostics"], seconds["ours"]) - 1
    yield Row("what diagnostics add to the training part of a one-epoch run", f"{cost:.1%}", "5 % or less", cost <= 0.05)
    rates = ", ".join(f"{name} {len(digits.train.labels) / median(taken):,.0f}" for name, taken in seconds.items())
    yield Row("training digits per second, no evaluation", rates, "-", True)
