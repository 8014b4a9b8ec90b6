"""The models in the repository are what the recipe makes, and they have the accuracy that is claimed for them."""

from itertools import islice
from pathlib import Path

import pytest
import torch

from core import mnist
from core.augment import Augmentation, augment
from core.config import RunConfig
from core.mlp import DEFAULT_MODEL, LECTURE_MODEL, from_config, load_model, load_model_and_config
from core.shipped_models import (
    DEFAULT_CONFIG,
    DIGESTS,
    FIRST_LOSSES,
    LECTURE_CONFIG,
    NO_DIGIT,
    TEACHER_RECIPES,
    Recipe,
    calibrate,
    convolutional_teacher,
    digest,
    distillation_loss,
    further_digits,
    join,
    label_loss,
    train_on_augmented,
)
from core.training import accuracy


@pytest.fixture(scope="module")
def digits() -> mnist.Digits:
    return mnist.load()


@pytest.mark.parametrize("path", [DEFAULT_MODEL, LECTURE_MODEL])
def test_the_weights_are_those_the_recipe_made(path: Path) -> None:
    assert digest(path) == DIGESTS[path.name]


def test_a_teachers_first_losses_on_mnist_alone_are_those_of_the_recipe(digits: mnist.Digits) -> None:
    losses = islice(train_on_augmented(convolutional_teacher(0), digits.train, label_loss, TEACHER_RECIPES[0]), len(FIRST_LOSSES))
    assert list(losses) == pytest.approx(FIRST_LOSSES, rel=1e-4)


def test_what_mnists_writers_do_not_write_is_added_to_it(digits: mnist.Digits) -> None:
    some = mnist.Split(digits.train.images[:4000], digits.train.labels[:4000])
    further = further_digits(some, share=0.02)
    assert further.images.shape == (len(further.labels), 784)
    assert further.labels.unique().tolist() == list(range(10))
    both = join(some, further)
    assert torch.equal(both.images[4000:], further.images)
    assert torch.equal(both.labels[:4000], some.labels)


def test_what_is_no_digit_shall_be_any_of_the_ten() -> None:
    loss = distillation_loss([from_config(RunConfig(hidden_sizes=(32,)))])
    pictures, labels = mnist.synthetic().train.images[:4], torch.full((4,), NO_DIGIT)
    outputs = torch.zeros(4, 10, requires_grad=True)
    loss(outputs, pictures, labels).backward()
    assert outputs.grad is not None
    assert outputs.grad.abs().max() < 1e-6, "equal outputs are what is wanted"


def test_calibration_makes_a_network_as_sure_as_it_is_right_and_changes_no_answer(digits: mnist.Digits) -> None:
    model = load_model(LECTURE_MODEL)
    for parameter in model.layers[-1].parameters():
        parameter.data *= 3  # far too sure of itself
    some = mnist.Split(digits.test.images[:2000], digits.test.labels[:2000])
    others = augment(digits.test.images[2000:4000], torch.Generator().manual_seed(1), Augmentation())

    @torch.no_grad()
    def overconfidence() -> float:
        confidence, predicted = model(others).softmax(1).max(1)
        return float(confidence.mean() - (predicted == digits.test.labels[2000:4000]).float().mean())

    answers, before = model(some.images).argmax(1), overconfidence()
    calibrate(model, some)
    assert torch.equal(model(some.images).argmax(1), answers)
    assert before > 0.05
    assert abs(overconfidence()) < before / 3


def test_a_temperature_that_no_candidate_reaches_is_said(digits: mnist.Digits) -> None:
    model = load_model(LECTURE_MODEL)
    for parameter in model.layers[-1].parameters():
        parameter.data *= 1000
    with pytest.raises(ValueError, match="or beyond"):
        calibrate(model, mnist.Split(digits.test.images[:500], digits.test.labels[:500]))


def test_training_on_augmented_digits_is_reproducible_bit_for_bit_and_the_loss_falls() -> None:
    examples, config = mnist.synthetic().train, RunConfig(hidden_sizes=(32,))
    first, second = (
        list(train_on_augmented(from_config(config), examples, label_loss, Recipe(Augmentation(), 1e-2, 20))) for _ in range(2)
    )
    assert first == second
    assert first[-1] < 0.8 * first[0]


def test_distillation_brings_the_student_near_its_teacher() -> None:
    examples = mnist.synthetic().train
    teacher, student = (from_config(RunConfig(hidden_sizes=(32,), seed=seed)) for seed in (0, 1))
    apart = [(teacher(examples.images).softmax(1) - student(examples.images).softmax(1)).abs().mean().item()]
    list(train_on_augmented(student, examples, distillation_loss([teacher]), Recipe(Augmentation(), 1e-2, 40)))
    apart.append((teacher(examples.images).softmax(1) - student(examples.images).softmax(1)).abs().mean().item())
    assert apart[1] < apart[0] / 2


def test_the_default_has_99_percent_test_accuracy_within_4_megabytes(digits: mnist.Digits) -> None:
    assert accuracy(load_model(), digits.test) >= 0.990
    assert DEFAULT_MODEL.stat().st_size <= 4_000_000


def test_the_lectures_network_has_the_lectures_settings(digits: mnist.Digits) -> None:
    model, config = load_model_and_config(LECTURE_MODEL)
    assert config == LECTURE_CONFIG == RunConfig(device="cpu")
    assert accuracy(model, digits.test) >= 0.978


def test_the_default_file_holds_its_own_config() -> None:
    assert load_model_and_config()[1] == DEFAULT_CONFIG
