"""Augmented digits are still MNIST's kind of picture: equal seeds give equal digits, scaled and centred as before."""

from dataclasses import asdict, replace

import pytest
import torch
from torch import Tensor

from core import mnist
from core.augment import Augmentation, augment, redraw

NOTHING = Augmentation(**dict.fromkeys(asdict(Augmentation()), 0.0))


@pytest.fixture(scope="module")
def images() -> Tensor:
    return mnist.load().train.images[:500]


def augmented(images: Tensor, by: Augmentation = Augmentation(), seed: int = 0) -> Tensor:  # noqa: B008
    return augment(images, torch.Generator().manual_seed(seed), by)


def spans(images: Tensor) -> Tensor:
    pictures = images.view(-1, 28, 28)
    return torch.maximum((pictures.amax(1) > 0.4).sum(1), (pictures.amax(2) > 0.4).sum(1)).float()


def test_equal_seeds_give_equal_digits_and_others_do_not(images: Tensor) -> None:
    assert torch.equal(augmented(images), augmented(images))
    assert not torch.equal(augmented(images), augmented(images, seed=1))


def test_digits_stay_pictures(images: Tensor) -> None:
    changed = augmented(images)
    assert changed.shape == images.shape
    assert changed.dtype == torch.float32
    assert 0 <= changed.min() <= changed.max() <= 1


def test_with_every_change_left_out_a_digit_stays_what_it_was(images: Tensor) -> None:
    assert (
        augmented(images, NOTHING) - images
    ).abs().mean() < 0.04  # it is scaled to 20 px by its own edges: less than one pixel more or less


def test_digits_are_scaled_and_centred_again(images: Tensor) -> None:
    changed = augmented(images, replace(Augmentation(), size=0.0, shift=0.0)).view(-1, 28, 28)
    index = torch.arange(28.0)
    for profile in (changed.sum(1), changed.sum(2)):
        centres = (profile * index).sum(1) / profile.sum(1)
        assert centres.mean() == pytest.approx(14.0, abs=0.1)
        assert centres.std() < 0.4
    assert spans(changed).mean() == pytest.approx(20, abs=0.5)


@pytest.mark.parametrize("name", list(asdict(NOTHING)))
def test_each_figure_changes_something(images: Tensor, name: str) -> None:
    default = getattr(Augmentation(), name)
    assert not torch.equal(augmented(images, replace(NOTHING, **{name: default})), augmented(images, NOTHING))


def test_redrawing_makes_strokes_wider_or_thinner(images: Tensor) -> None:
    pictures = images.view(-1, 1, 28, 28)
    ink = [redraw(pictures, torch.full((500, 1, 1, 1), wider)).sum() for wider in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    assert ink == sorted(ink)
    assert ink[2] == pictures.sum()
