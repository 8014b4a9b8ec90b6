"""core.drawings.styles: every style is the digit that its name says, and is written another way each time."""

import numpy as np
import pytest

from core.drawings.styles import STYLES, Style, render, write

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@pytest.mark.parametrize("name", STYLES)
def test_a_style_is_the_digit_that_its_name_says(name: str) -> None:
    assert [WORDS[STYLES[name].digit]] == [word for word in name.split() if word in WORDS]


def test_every_digit_has_several_styles() -> None:
    counts = np.bincount([style.digit for style in STYLES.values()], minlength=10)
    assert counts.min() >= 4


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_style_rendered_is_as_a_network_receives_drawings(style: Style) -> None:
    generator = np.random.default_rng(0)
    pixels = render(write(style.strokes, generator), generator)
    assert (pixels.shape, pixels.dtype) == ((28, 28), np.float32)
    assert 0 <= pixels.min() < pixels.max() <= 1
    rows, columns = np.indices((28, 28))
    centre = [float((pixels * place).sum() / pixels.sum()) for place in (rows, columns)]
    assert centre == pytest.approx([14, 14], abs=1)  # by mass, as MNIST's


def test_two_hands_write_differently_and_one_seed_writes_the_same() -> None:
    style = STYLES["seven with a bar"]
    one, same, other = (np.concatenate(write(style.strokes, np.random.default_rng(seed))) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert one.shape != other.shape or np.abs(one - other).max() > 0.01
