"""The training part of an epoch against the bare matrix products it needs, on the same number of threads, in turns.

The products are calculated by torch.mm, and by the function with which core.affine trains: where the two differ, the second
is the sharper measure of what training adds.
"""

import os
import statistics
import time
from collections.abc import Iterator

import torch

from core import mnist
from core.affine import HAS_ONEDNN, _product
from core.config import RunConfig
from core.events import Started, Step
from core.mnist import Digits
from core.training import train
from tests.bench.report import Row, median, ratio

CONFIG = RunConfig(epochs=1, device="cpu")
REPETITIONS = 15


def training_part(digits: Digits) -> float:
    """Seconds of one epoch of core.training, from the first step to the last: no evaluation, no setting up."""
    events = train(CONFIG, digits)
    started = next(event for event in events if isinstance(event, Started))
    start = time.perf_counter()
    last = next(event for event in events if isinstance(event, Step) and event.step == started.n_steps)
    seconds = time.perf_counter() - start
    events.close()
    assert last.step == started.n_steps
    return seconds


def torchs_products(digits: Digits) -> float:
    """Seconds of the five products of every batch, into memory that is there already: nothing else is computed."""
    w_1, w_2 = weights()
    z, h = torch.empty(CONFIG.batch_size, len(w_2)), torch.empty(CONFIG.batch_size, len(w_1))
    by_w_1, by_w_2, by_h = torch.empty_like(w_1), torch.empty_like(w_2), torch.empty_like(h)
    batches = torch.split(digits.train.images, CONFIG.batch_size)
    start = time.perf_counter()
    for x in batches:
        n = len(x)
        torch.mm(x, w_1.T, out=h[:n])
        torch.mm(h[:n], w_2.T, out=z[:n])
        torch.mm(z[:n].T, h[:n], out=by_w_2)
        torch.mm(z[:n], w_2, out=by_h[:n])
        torch.mm(by_h[:n].T, x, out=by_w_1)
    return time.perf_counter() - start


def our_products(digits: Digits) -> float:
    """The same products as core.affine calculates them."""
    w_1, w_2 = weights()
    batches = torch.split(digits.train.images, CONFIG.batch_size)
    start = time.perf_counter()
    for x in batches:
        h = _product(x, w_1)
        z = _product(h, w_2)
        _product(z.T, h.T)
        by_h = _product(z, w_2.T)
        _product(by_h.T, x.T)
    return time.perf_counter() - start


def weights() -> tuple[torch.Tensor, torch.Tensor]:
    n_in, n_hidden, n_out = CONFIG.layer_sizes()
    return torch.randn(n_hidden, n_in), torch.randn(n_out, n_hidden)


def rows() -> Iterator[Row]:
    digits = mnist.load()
    before = torch.get_num_threads()
    bare = {"torch.mm": torchs_products} | ({"core.affine, as the training does": our_products} if HAS_ONEDNN else {})
    for n_threads in sorted({1, os.cpu_count() or 1}, reverse=True):
        torch.set_num_threads(n_threads)
        rounds = [[measure(digits) for measure in (training_part, *bare.values())] for _ in range(REPETITIONS + 1)]
        ours, *products = zip(*rounds[1:], strict=True)  # the first warms up
        for words, seconds in zip(bare, products, strict=True):
            times = ratio(ours, seconds)
            low, _, high = statistics.quantiles([a / b for a, b in zip(ours, seconds, strict=True)], n=4)
            in_seconds = f"{median(ours):.3f} s and {median(seconds):.3f} s"
            yield Row(
                f"training part of an epoch against its bare matrix products by {words}; {n_threads} thread{'s' if n_threads > 1 else ''}",
                f"{times:.2f} times, quartiles {low:.2f} and {high:.2f} ({in_seconds}, n = {REPETITIONS})",
                "1.4 times or less",
                times <= 1.4,
            )
    torch.set_num_threads(before)
