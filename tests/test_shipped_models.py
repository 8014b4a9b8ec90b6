"""The models in the repository are what the recipe makes, and they read as well as is said of them."""

from itertools import islice
from pathlib import Path

import pytest
import torch

from core import mnist
from core.config import RunConfig
from core.mlp import DEFAULT_MODEL, LECTURE_MODEL, load_model, load_model_and_config
from core.shipped_models import DEFAULT, DIGESTS, FIRST_LOSSES, LECTURE, default_model, digest
from core.training import accuracy


@pytest.fixture(scope="module")
def digits() -> mnist.Digits:
    return mnist.load()


@pytest.mark.parametrize("path", [DEFAULT_MODEL, LECTURE_MODEL])
def test_the_weights_are_those_the_recipe_made(path: Path) -> None:
    assert digest(path) == DIGESTS[path.name]


def test_the_recipe_begins_as_it_began_for_the_shipped_file(digits: mnist.Digits) -> None:
    losses = [loss for _, loss in islice(default_model(digits), len(FIRST_LOSSES))]
    assert losses == pytest.approx(FIRST_LOSSES, rel=1e-4)


def test_the_recipe_repeats_itself_bit_for_bit() -> None:
    config = RunConfig(hidden_sizes=(32,), optimizer="adamw", epochs=2)
    first, second = ([list(model.parameters()) for model, _ in default_model(mnist.synthetic(), config)][-1] for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_the_default_reads_99_percent_of_mnists_test_digits_within_4_megabytes(digits: mnist.Digits) -> None:
    assert accuracy(load_model(), digits.test) >= 0.990
    assert DEFAULT_MODEL.stat().st_size <= 4_000_000


def test_the_lectures_network_has_the_lectures_settings(digits: mnist.Digits) -> None:
    model, config = load_model_and_config(LECTURE_MODEL)
    assert config == LECTURE == RunConfig(device="cpu")
    assert accuracy(model, digits.test) >= 0.978


def test_the_default_names_its_own_config() -> None:
    assert load_model_and_config()[1] == DEFAULT
