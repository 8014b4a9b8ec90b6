"""Corruptions do what they are called, and their noise is reproducible."""

import pytest

from core.drawings.corruptions import Corruption, corrupt
from core.mnist import Digits, load


@pytest.fixture(scope="module")
def digits() -> Digits:
    return load()


def test_a_corruption_of_strength_zero_changes_nothing(digits: Digits) -> None:
    picture = digits.test.images[3].view(28, 28).numpy()
    assert (corrupt(picture, Corruption()) == picture).all()


def test_rotating_by_180_degrees_turns_the_picture_upside_down(digits: Digits) -> None:
    picture = digits.test.images[3].view(28, 28).numpy()
    assert abs(corrupt(picture, Corruption(rotation=180)) - picture[::-1, ::-1]).max() < 1e-3
    quarter = corrupt(picture, Corruption(rotation=90))
    assert abs(quarter - picture[::-1].T).max() < 1e-3  # clockwise, as the eye sees it


def test_full_occlusion_leaves_nothing_and_equal_seeds_give_equal_noise(digits: Digits) -> None:
    picture = digits.test.images[3].view(28, 28).numpy()
    assert corrupt(picture, Corruption(occluded=28)).max() == 0
    noisy = corrupt(picture, Corruption(noise=0.5))
    assert (noisy == corrupt(picture, Corruption(noise=0.5))).all()
    assert 0 <= noisy.min() < noisy.max() <= 1
    assert corrupt(picture, Corruption(stroke=1.5)).sum() > picture.sum() > corrupt(picture, Corruption(stroke=-0.5)).sum()
