"""The drawings that are no digits arrive as every drawing does."""

import pytest

from core.drawings.not_digits import NO_DIGITS, as_pixels


@pytest.mark.parametrize("name", NO_DIGITS)
def test_it_is_a_picture_of_ink(name: str) -> None:
    pixels = as_pixels(name)
    assert pixels.shape == (28, 28)
    assert pixels.min() == 0
    assert 0.5 < pixels.max() <= 1
    assert 0.05 < pixels.mean() < 0.4
