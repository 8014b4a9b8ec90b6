"""The models in the repository are what the recipe makes, and they read as well as is said of them."""

from itertools import islice
from pathlib import Path

import pytest

from core import mnist
from core.augment import Augmentation
from core.config import RunConfig
from core.mlp import DEFAULT_MODEL, LECTURE_MODEL, from_config, load_model, load_model_and_config
from core.shipped_models import (
    DEFAULT,
    DIGESTS,
    FIRST_LOSSES,
    LECTURE,
    TEACHERS,
    Schooling,
    digest,
    from_labels,
    from_teachers,
    learn,
    teacher,
)
from core.training import accuracy


@pytest.fixture(scope="module")
def digits() -> mnist.Digits:
    return mnist.load()


@pytest.mark.parametrize("path", [DEFAULT_MODEL, LECTURE_MODEL])
def test_the_weights_are_those_the_recipe_made(path: Path) -> None:
    assert digest(path) == DIGESTS[path.name]


def test_the_teacher_begins_as_the_shipped_files_teacher_did(digits: mnist.Digits) -> None:
    losses = islice(learn(teacher(0), digits.train, from_labels, TEACHERS[0]), len(FIRST_LOSSES))
    assert list(losses) == pytest.approx(FIRST_LOSSES, rel=1e-4)


def test_learning_repeats_itself_bit_for_bit_and_falls() -> None:
    examples, config = mnist.synthetic().train, RunConfig(hidden_sizes=(32,))
    first, second = (list(learn(from_config(config), examples, from_labels, Schooling(Augmentation(), 1e-2, 20))) for _ in range(2))
    assert first == second
    assert first[-1] < 0.8 * first[0]


def test_a_network_learns_to_answer_as_its_teacher_does() -> None:
    examples = mnist.synthetic().train
    expert, pupil = (from_config(RunConfig(hidden_sizes=(32,), seed=seed)) for seed in (0, 1))
    apart = [(expert(examples.images).softmax(1) - pupil(examples.images).softmax(1)).abs().mean().item()]
    list(learn(pupil, examples, from_teachers([expert]), Schooling(Augmentation(), 1e-2, 40)))
    apart.append((expert(examples.images).softmax(1) - pupil(examples.images).softmax(1)).abs().mean().item())
    assert apart[1] < apart[0] / 2


def test_the_default_reads_99_percent_of_mnists_test_digits_within_4_megabytes(digits: mnist.Digits) -> None:
    assert accuracy(load_model(), digits.test) >= 0.990
    assert DEFAULT_MODEL.stat().st_size <= 4_000_000


def test_the_lectures_network_has_the_lectures_settings(digits: mnist.Digits) -> None:
    model, config = load_model_and_config(LECTURE_MODEL)
    assert config == LECTURE == RunConfig(device="cpu")
    assert accuracy(model, digits.test) >= 0.978


def test_the_default_names_its_own_config() -> None:
    assert load_model_and_config()[1] == DEFAULT
