"""Augmented digits are still MNIST's kind of picture: equal seeds give equal digits, scaled and centred as before."""

from dataclasses import asdict, replace

import pytest
import torch
from torch import Tensor

from core import mnist
from core.augment import Augmentation, augment, change_stroke_width, jitter
from core.config import RunConfig

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


def test_augmented_digits_are_in_range(images: Tensor) -> None:
    changed = augmented(images)
    assert changed.shape == images.shape
    assert changed.dtype == torch.float32
    assert 0 <= changed.min() <= changed.max() <= 1


def test_without_any_change_a_digit_stays_the_same(images: Tensor) -> None:
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
def test_each_field_changes_something(images: Tensor, name: str) -> None:
    default = getattr(Augmentation(), name)
    assert not torch.equal(augmented(images, replace(NOTHING, **{name: default})), augmented(images, NOTHING))


def test_strokes_are_made_wider_or_thinner(images: Tensor) -> None:
    pictures = images.view(-1, 1, 28, 28)
    ink = [change_stroke_width(pictures, torch.full((500, 1, 1, 1), wider)).sum() for wider in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    assert ink == sorted(ink)
    assert ink[2] == pictures.sum()


class TestJitter:
    """What a run's config asks for."""

    def test_without_any_change_a_picture_stays_as_it_is(self, images: Tensor) -> None:
        torch.testing.assert_close(jittered(images), images)

    def test_a_shift_moves_the_ink_by_up_to_that_many_pixels_at_random(self) -> None:
        spot = torch.zeros(200, 28, 28)
        spot[:, 13:15, 13:15] = 1
        moved = jittered(spot.view(200, -1), shift=3.0).view(200, 28, 28)
        columns = (moved.sum(1) * torch.arange(28)).sum(1) / moved.sum((1, 2)) - 13.5
        assert 2.5 < columns.max().item() <= 3.01
        assert -3.01 <= columns.min().item() < -2.5
        assert moved.sum((1, 2)).tolist() == pytest.approx([4.0] * 200, abs=0.01)

    def test_a_rotation_keeps_the_middle_and_moves_the_rest(self) -> None:
        bar = torch.zeros(50, 28, 28)
        bar[:, 4:24, 13:15] = 1
        turned = jittered(bar.view(50, -1), rotation=90.0).view(50, 28, 28)
        assert (turned[:, 13:15, 13:15] > 0.7).all()
        assert turned[:, 4:6, 13:15].mean() < 0.6

    def test_scaling_changes_the_amount_of_ink(self) -> None:
        block = torch.zeros(100, 28, 28)
        block[:, 9:19, 9:19] = 1
        ink = jittered(block.view(100, -1), scaling=0.3).sum(1)
        assert ink.max().item() == pytest.approx(100 * 1.3**2, rel=0.1)
        assert ink.min().item() == pytest.approx(100 * 0.7**2, rel=0.1)

    def test_strokes_become_wider_and_thinner(self, images: Tensor) -> None:
        ink = images.sum(1)
        changed = jittered(images, stroke=1.0).sum(1)
        assert (changed > ink * 1.05).any()
        assert (changed < ink * 0.95).any()

    def test_equal_seeds_give_equal_pictures(self, images: Tensor) -> None:
        settings = {"shift": 2.0, "rotation": 15.0, "scaling": 0.1, "stroke": 0.5}
        assert torch.equal(jittered(images, **settings), jittered(images, **settings))


def jittered(images: Tensor, **settings: float) -> Tensor:
    return jitter(images, torch.Generator().manual_seed(0), RunConfig(**settings))
