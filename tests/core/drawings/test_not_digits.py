"""core.drawings.not_digits: they are preprocessed as every drawing is, and what tests a network is not what it was trained on."""

import numpy as np
import pytest

from core.drawings.not_digits import HELD_OUT, ON_PAGE, TRAINED_ON, render_plain, scribble
from core.drawings.styles import render, write


@pytest.mark.parametrize("name", [*TRAINED_ON, *HELD_OUT])
def test_it_is_a_preprocessed_picture(name: str) -> None:
    pixels = render_plain(name)
    assert pixels.shape == (28, 28)
    assert pixels.min() == 0
    assert 0.5 < pixels.max() <= 1
    assert 0.02 < pixels.mean() < 0.5


def test_what_the_page_compares_networks_on_was_never_trained_on() -> None:
    assert not TRAINED_ON.keys() & HELD_OUT.keys()
    assert set(ON_PAGE) <= HELD_OUT.keys()


def test_two_scribbles_differ_and_both_can_be_read() -> None:
    generator = np.random.default_rng(0)
    one, other = (render(write(scribble(generator), generator), generator) for _ in range(2))
    assert one.shape == other.shape == (28, 28)
    assert np.abs(one - other).mean() > 0.02
