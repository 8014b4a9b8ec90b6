"""What a run will take: counted memory is what torch holds, and the time follows the runs that ended here."""

import pytest

from core.config import RunConfig
from core.mlp import from_config
from core.runs.estimate import duration_in_words, memory, parameters, seconds

CONFIGS = [RunConfig(), RunConfig(hidden_sizes=()), RunConfig(hidden_sizes=(64, 32), loss="gaussian_spread", batch_norm=True)]


@pytest.mark.parametrize("config", CONFIGS)
def test_parameters_are_the_networks(config):
    assert parameters(config) == sum(p.numel() for p in from_config(config).parameters())


def test_the_lectures_run_needs_its_data_above_all():
    needed = memory(RunConfig())
    assert needed.parameters == 203_530 * 4
    assert needed.step == 3 * needed.parameters  # gradients, and Adam's two
    assert needed.activations == 4096 * (784 + 2 * 256 + 10) * 4
    assert needed.data == 70_000 * (784 * 4 + 8)
    assert needed.total == needed.parameters + needed.step + needed.activations + needed.data


def test_few_examples_are_a_copy_beside_the_data():
    assert memory(RunConfig(n_examples=100)).data == 70_100 * (784 * 4 + 8)
    assert memory(RunConfig(batch_size=8192)).activations > memory(RunConfig()).activations


@pytest.mark.parametrize(
    "more",
    [{"epochs": 20}, {"hidden_sizes": (1024,)}, {"hidden_sizes": (256, 256)}, {"batch_size": 32}, {"shift": 1.0}, {"stroke": 0.5}],
)
def test_more_work_takes_longer(more):
    assert seconds(RunConfig(**more)) > seconds(RunConfig())


def test_fewer_examples_take_less():
    assert seconds(RunConfig(n_examples=1000)) < seconds(RunConfig())


def test_the_machines_own_runs_scale_the_figure_and_one_odd_run_does_not():
    unscaled = seconds(RunConfig())
    past = [(RunConfig(epochs=n), 2 * seconds(RunConfig(epochs=n))) for n in (1, 5, 10, 50)]
    assert seconds(RunConfig(), past) == pytest.approx(2 * unscaled)
    assert seconds(RunConfig(), [*past, (RunConfig(), 1e6)]) == pytest.approx(2 * unscaled)


def test_the_words_say_where_the_figure_comes_from():
    assert duration_in_words([RunConfig()]) == "about 4 s on a 2-core AMD EPYC"
    assert duration_in_words([RunConfig()], [(RunConfig(), 8.0)]) == "about 8 s, going by the last run here"
    assert duration_in_words([RunConfig()], [(RunConfig(), 600.0)] * 5) == "about 10 min, going by the last 5 runs here"
    assert duration_in_words([RunConfig(n_examples=10, epochs=1)]) == "about 1 s on a 2-core AMD EPYC"
    assert duration_in_words([RunConfig(epochs=100)], [(RunConfig(), 1000.0)]) == "about 3 h, going by the last run here"


def test_runs_that_are_trained_side_by_side_take_less_long_but_no_less_than_one_of_them():
    past = [(RunConfig(), 8.0)]
    assert duration_in_words([RunConfig()] * 6, past).startswith("about 48 s")
    assert duration_in_words([RunConfig()] * 6, past, at_once=2).startswith("about 24 s")
    assert duration_in_words([RunConfig()], past, at_once=2).startswith("about 8 s")
    assert duration_in_words([RunConfig(epochs=1), RunConfig(epochs=60)], past, at_once=2).startswith("about 48 s")
