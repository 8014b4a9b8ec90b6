"""core.optimizers: what is faster than torch's own step is the same step to the last bit."""

from copy import deepcopy

import pytest
import torch
from torch import optim
from torch.nn import Parameter

from core.config import RunConfig
from core.optimizers import OPTIMIZERS

CONFIG = RunConfig(lr=0.01, weight_decay=0.05, beta1=0.8, beta2=0.95)


def parameters() -> list[Parameter]:
    generator = torch.Generator().manual_seed(0)
    return [Parameter(torch.randn(size, generator=generator)) for size in ((30, 20), (30,), (1,))]


def steps(optimizer: optim.Optimizer, first: int, last: int) -> None:
    """Give the steps first to last their gradients, with a learning rate that changes."""
    for step in range(first, last):
        generator = torch.Generator().manual_seed(step)
        group = optimizer.param_groups[0]
        group["lr"] = 0.01 / (1 + step)
        for parameter in group["params"]:
            parameter.grad = torch.randn(parameter.shape, generator=generator)
        optimizer.step()


@pytest.mark.parametrize(("name", "torchs"), [("adam", optim.Adam), ("adamw", optim.AdamW)])
def test_ours_is_torchs_to_the_last_bit(name: str, torchs: type[optim.Adam]) -> None:
    ours, theirs = parameters(), parameters()
    steps(OPTIMIZERS[name].make(ours, CONFIG), 0, 10)
    steps(torchs(theirs, CONFIG.lr, (CONFIG.beta1, CONFIG.beta2), weight_decay=CONFIG.weight_decay, fused=True), 0, 10)
    assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("steps_of_the_second", [0, 3])
def test_a_state_that_is_loaded_goes_on_to_the_last_bit(name: str, steps_of_the_second: int) -> None:
    first, second = parameters(), parameters()
    one, two = (OPTIMIZERS[name].make(of, CONFIG) for of in (first, second))
    steps(one, 0, 5)
    steps(two, 0, steps_of_the_second)  # it may have been used before
    with torch.no_grad():
        for a, b in zip(first, second, strict=True):
            b.copy_(a)
    two.load_state_dict(deepcopy(one.state_dict()))
    steps(one, 5, 9)
    steps(two, 5, 9)
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
