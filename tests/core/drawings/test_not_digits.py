"""The drawings that are not digits are preprocessed as every drawing is."""

import pytest

from core.drawings.not_digits import NOT_DIGITS, render


@pytest.mark.parametrize("name", NOT_DIGITS)
def test_it_is_a_preprocessed_picture(name: str) -> None:
    pixels = render(name)
    assert pixels.shape == (28, 28)
    assert pixels.min() == 0
    assert 0.5 < pixels.max() <= 1
    assert 0.05 < pixels.mean() < 0.4
