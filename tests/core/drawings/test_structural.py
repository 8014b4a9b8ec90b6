"""core.drawings.structural: a digit keeps its own ink and gains a stroke, and only where its shape allows it."""

import numpy as np
import pytest
import torch

from core import mnist
from core.drawings.structural import ADDITIONS, add_strokes, bar, enlarge, flag, foot, slash


@pytest.fixture(scope="module")
def digits() -> mnist.Split:
    train = mnist.load().train
    return mnist.Split(train.images[:4000], train.labels[:4000])


def test_each_addition_is_made_to_its_digit_and_as_often_as_said(digits: mnist.Split) -> None:
    added = add_strokes(digits, 0, share=0.01)
    expected = [label for label, n in ADDITIONS.values() for _ in range(max(1, round(0.01 * n)))]
    assert added.labels.tolist() == expected
    assert added.images.shape == (len(expected), 784)
    assert added.images.dtype == torch.float32
    assert 0 <= added.images.min() < added.images.max() <= 1


def test_equal_seeds_add_equal_strokes(digits: mnist.Split) -> None:
    one, same, other = (add_strokes(digits, seed, share=0.004).images for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def upright_one() -> np.ndarray:
    picture = np.zeros((28, 28), np.float32)
    picture[4:24, 13:15] = 1
    return picture


def test_a_foot_lies_below_a_one_and_a_flag_at_its_top_to_the_left() -> None:
    one, generator = enlarge(upright_one()), np.random.default_rng(0)
    ((left, right),) = foot(one, generator)
    assert left[0] < 140 < right[0]
    assert right[1] == pytest.approx(one.top + one.height, abs=12)
    ((top, end),) = flag(one, generator)
    assert top == pytest.approx((140, one.top), abs=5)
    assert end[0] < top[0]
    assert end[1] > top[1]


def test_what_the_shape_does_not_allow_is_not_added() -> None:
    lying = enlarge(upright_one().T.copy())
    generator = np.random.default_rng(0)
    assert [addition(lying, generator) for addition in (foot, flag, bar)] == [[], [], []]
    assert slash(enlarge(upright_one()), generator) == [], "a ring as narrow as a line has no room for it"
