"""How the learning rate goes over a run: a factor of the config's learning rate for every step.

η(s) = η · factor(s, n), for step s = 1..n. A run that is continued beyond n keeps its last factor.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Schedule:
    """One row of the registry."""

    title: str
    formula: str  # LaTeX
    factor: Callable[[int, int], float]  # step from 1, steps in all -> in [0, 1]
    words: str
    is_constant: bool = False


def constant(step: int, n: int) -> float:
    """1."""
    return 1.0


def steps_down(step: int, n: int) -> float:
    """1, after half of the steps 1/10, after three quarters 1/100."""
    return 0.1 ** ((2 * step > n) + (4 * step > 3 * n))


def cosine(step: int, n: int) -> float:
    """½ (1 + cos π(s − 1)/n), from 1 to nearly 0 (Loshchilov and Hutter, SGDR, 2017)."""
    return 0.5 * (1 + math.cos(math.pi * (step - 1) / n))


def one_cycle(step: int, n: int) -> float:
    """A straight line from 1/25 up to 1 in the first 30 % of the steps, then half a cosine to nearly 0 (Smith, 1cycle, 2018)."""
    done, top = (step - 1) / n, 0.3
    return 1 / 25 + (1 - 1 / 25) * done / top if done < top else 0.5 * (1 + math.cos(math.pi * (done - top) / (1 - top)))


def warm_up(step: int, n: int) -> float:
    """A straight line up to 1 in the first 10 % of the steps, then 1."""
    return min(1.0, 10 * step / n)


SCHEDULES: Final = {
    "constant": Schedule(
        title="Constant",
        formula=r"\eta",
        factor=constant,
        words="The same step size from the first step to the last.",
        is_constant=True,
    ),
    "step": Schedule(
        title="Steps down",
        formula=r"\eta,\; \eta/10 \text{ after } n/2,\; \eta/100 \text{ after } 3n/4",
        factor=steps_down,
        words="Large steps first; a tenth in the second half, a hundredth in the last quarter.",
    ),
    "cosine": Schedule(
        title="Cosine",
        formula=r"\tfrac{\eta}{2}\,(1 + \cos \pi \tfrac{s-1}{n})",
        factor=cosine,
        words="Falls smoothly to zero: the noise of the last steps averages out.",
    ),
    "one_cycle": Schedule(
        title="One cycle",
        formula=r"\eta/25 \nearrow \eta \text{ by } 0.3\,n,\; \searrow 0 \text{ at } n",
        factor=one_cycle,
        words="Up in the first third, down to zero after: dares a higher learning rate than a constant one.",
    ),
    "warmup": Schedule(
        title="Warm-up",
        formula=r"\eta \min(1,\; 10\,s/n)",
        factor=warm_up,
        words="Small steps in the first tenth, while the gradients are still wild; then constant.",
    ),
}
