"""core.runs.sweep and core.figures.sweep: every combination of a few settings, and where each stands."""

import pandas as pd
import pytest
from plotly.colors import sample_colorscale

from core.config import FIELDS, RunConfig
from core.events import Status
from core.figures.sweep import dots, heat_map, sweep_of
from core.palette import SEQUENTIAL
from core.runs.store import Run
from core.runs.sweep import MAX_RUNS, SweepError, describe_fixed_settings, expand, parse_values, varied_fields


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("lr", "0.1, 0.01,1e-3", [0.1, 0.01, 0.001]),
        ("lr", " 0.1 ;0.1, 0.10,", [0.1]),
        ("activation", "ReLU, tanh", ["relu", "tanh"]),
        ("initialisation", "kaiming normal, xavier-uniform", ["kaiming_normal", "xavier_uniform"]),
        ("hidden_sizes", "256; 128, 64; none", [(256,), (128, 64), ()]),
        ("batch_norm", "on, off", [True, False]),
        ("batch_size", "32, 64", [32, 64]),
    ],
)
def test_lists_of_values_are_read_as_people_type_them(name: str, text: str, values: list[object]) -> None:
    assert parse_values(name, text) == values


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("lr", "", "Learning rate needs a list of values"),
        ("lr", "a, b", "Learning rate must be a number"),
        ("lr", "nan", "from 1e-06 to 10000"),
        ("batch_size", "32.5", "Batch size must be a number"),
        ("activation", "relu, selu", "Activation must be one of"),
        ("hidden_sizes", "256; x", "Hidden layers must be whole numbers"),
        ("batch_norm", "maybe", "Batch norm must be"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(name: str, text: str, sentence: str) -> None:
    with pytest.raises(SweepError, match=sentence):
        parse_values(name, text)


def test_every_combination_is_a_config_and_the_last_field_varies_fastest() -> None:
    configs = expand(RunConfig(epochs=3), {"lr": [0.1, 0.01], "seed": [0, 1, 0]})
    assert configs == [RunConfig(epochs=3, lr=lr, seed=seed) for lr in (0.1, 0.01) for seed in (0, 1)]


def test_a_sweep_over_optimizers_gives_each_only_what_it_uses() -> None:
    base = RunConfig(optimizer="momentum", momentum=0.5)
    found = {config.optimizer: config.momentum for config in expand(base, {"optimizer": ["momentum", "sgd", "adam"]})}
    assert found == {"momentum": 0.5, "sgd": RunConfig.momentum, "adam": RunConfig.momentum}
    varied = expand(base, {"optimizer": ["momentum", "sgd"], "momentum": [0.1, 0.2]})
    assert [config.momentum for config in varied] == [0.1, 0.2, 0.1, 0.2]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Choose a setting"),
        ({"lr": [0.1]}, "two values or more"),
        ({"lr": []}, "two values or more"),
        ({"lr": [0.1, 0.2], "seed": [0], "epochs": [1], "momentum": [0.5]}, "At most 3 settings"),
        ({"lr": [0.1 * (i + 1) for i in range(6)], "seed": list(range(6))}, "36 runs; 30 is the most"),
        ({"size": [1, 2]}, "no setting size"),
        ({"lr": [0.1, float("inf")]}, "Learning rate must be"),
        ({"hidden_sizes": [(2048, 2048), (2048, 1)]}, "more than 4,000,000 parameters"),
    ],
)
def test_a_sweep_that_cannot_be_is_refused_in_a_sentence(values: dict[str, list[object]], sentence: str) -> None:
    with pytest.raises(SweepError, match=sentence):
        expand(RunConfig(), values)


def test_thirty_runs_are_allowed() -> None:
    assert len(expand(RunConfig(), {"seed": list(range(MAX_RUNS))})) == MAX_RUNS


def test_a_value_that_is_a_name_in_python_is_read_as_a_visitor_says_it() -> None:
    said = [("hidden_sizes", ()), ("hidden_sizes", (256, 128)), ("lr", 1e-5), ("batch_norm", True), ("loss", "cross_entropy")]
    assert [FIELDS[name].describe(value) for name, value in said] == ["none", "256, 128", "1e-05", "on", "cross entropy"]


def test_what_a_sweep_leaves_as_it_is_is_told_without_what_it_varies() -> None:
    rest = describe_fixed_settings(RunConfig(dropout=0.5, optimizer="sgd"), ["lr", "seed"])
    assert rest == "hidden layers 256, activation relu, loss cross entropy, optimizer sgd, dropout 0.5, batch size 256, epochs 10"


def runs_of(configs: list[RunConfig], status: Status = "finished") -> list[Run]:
    return [Run(i + 1, f"{i:032}", "me", config, status, "", 0.0, sweep="s") for i, config in enumerate(configs)]


def accuracies(runs: list[Run], values: list[float]) -> pd.DataFrame:
    ids = pd.Index([run.id for run in runs][: len(values)], name="run_id")
    return pd.DataFrame({"test_acc": values}, index=ids)


def test_the_field_with_most_values_is_the_x_axis_and_values_are_in_order() -> None:
    configs = expand(RunConfig(), {"activation": ["tanh", "relu"], "lr": [0.01, 0.1, 1e-3]})
    sweep = sweep_of(runs_of(configs), accuracies([], []))
    assert sweep.fields == ["lr", "activation"]
    assert sweep.ticks == [["0.001", "0.01", "0.1"], ["relu", "tanh"]]
    assert {cell.at for cell in sweep.cells} == {(x, y) for x in range(3) for y in range(2)}
    assert [cell.at for cell in sweep.cells if cell.run.config == RunConfig(activation="tanh", lr=0.1)] == [(2, 1)]


def test_a_run_of_a_sweep_that_was_prolonged_does_not_add_an_axis() -> None:
    configs = expand(RunConfig(), {"lr": [0.1, 0.2], "seed": [0, 1], "batch_size": [32, 64]})
    assert "epochs" not in varied_fields([*configs[1:], RunConfig(lr=0.1, batch_size=32, epochs=20)])


def test_cells_without_a_whole_epoch_are_empty_and_diverged_ones_say_so() -> None:
    configs = expand(RunConfig(), {"seed": [0, 1], "lr": [0.1, 0.2]})
    runs = [*runs_of(configs[:3]), Run(4, "d" * 32, "me", configs[3], "diverged", "", 0.0)]
    found = accuracies([*runs[:2], runs[3]], [0.9, 0.95, 0.1])
    figure = heat_map(sweep_of(runs, found))
    at = {cell.run.number: cell.at for cell in sweep_of(runs, found).cells}
    z = figure.data[0].z
    assert [z[at[n][1]][at[n][0]] for n in (1, 2, 3, 4)] == [90.0, 95.0, None, None]
    assert sorted(note.text for note in figure.layout.annotations) == ["", "90.0", "95.0", "diverged"]
    assert (figure.data[0].zmin, figure.data[0].zmax) == (90.0, 95.0)


def test_a_run_of_a_sweep_that_was_deleted_leaves_a_cell_that_says_so() -> None:
    runs = runs_of(expand(RunConfig(), {"seed": [0, 1], "lr": [0.1, 0.2]}))[:3]
    figure = heat_map(sweep_of(runs, accuracies(runs, [0.9, 0.95, 0.92])))
    assert [note.text for note in figure.layout.annotations if not note.text[0].isdigit()] == ["deleted"]
    assert figure.data[0].customdata[1][1] == "deleted"


def test_numbers_are_black_or_white_with_a_contrast_of_4_5_to_1_at_least_on_every_colour() -> None:
    runs = runs_of(expand(RunConfig(), {"seed": list(range(10)), "batch_size": [32, 64, 128]}))
    sweep = sweep_of(runs, accuracies(runs, [i / 29 for i in range(30)]))
    figure = heat_map(sweep)
    for note in figure.layout.annotations:
        (colour,) = sample_colorscale(SEQUENTIAL, [float(note.text) / 100], colortype="tuple")
        lighter, darker = sorted([relative_luminance(colour), float(note.font.color == "white")], reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) > 4.5
    assert {note.font.color for note in figure.layout.annotations} == {"black", "white"}


def relative_luminance(rgb: tuple[float, float, float]) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_chosen_run_is_framed_in_its_own_map_and_its_dot_is_ringed() -> None:
    runs = runs_of(expand(RunConfig(), {"lr": [0.1, 0.2, 0.3], "seed": [0, 1], "batch_norm": [True, False]}))
    sweep = sweep_of(runs, accuracies(runs, [0.9] * 12))
    chosen = next(cell for cell in sweep.cells if cell.at == (2, 1, 0))
    first, second = (heat_map(sweep, layer, chosen).layout.shapes for layer in (0, 1))
    assert [(shape.x0 + shape.x1, shape.y0 + shape.y1) for shape in first] == [(4, 2)]
    assert not second
    runs = runs_of(expand(RunConfig(), {"lr": [0.1, 0.2, 0.3]}))
    sweep = sweep_of(runs, accuracies(runs, [0.9, 0.8, 0.7]))
    assert dots(sweep, sweep.cells[1]).data[0].marker.line.width == (0, 3, 0)


def test_a_third_field_gives_a_map_for_each_of_its_values_with_one_range_of_colours() -> None:
    configs = expand(RunConfig(), {"lr": [0.1, 0.2, 0.3], "seed": [0, 1], "batch_norm": [True, False]})
    runs = runs_of(configs)
    sweep = sweep_of(runs, accuracies(runs, [0.9 + i / 1000 for i in range(12)]))
    assert [(words, len(cells)) for words, cells in sweep.layers()] == [("Seed 0", 6), ("Seed 1", 6)]
    maps = [heat_map(sweep, layer) for layer in (0, 1)]
    assert maps[0].data[0].zmin == maps[1].data[0].zmin
    assert sorted(value for one in maps for row in one.data[0].z for value in row) == [100 * (0.9 + i / 1000) for i in range(12)]


def test_one_field_gives_a_dot_for_each_run_that_has_an_epoch_in_order_of_its_values() -> None:
    configs = expand(RunConfig(), {"lr": [0.1, 0.01, 0.001]})
    runs = runs_of(configs)
    sweep = sweep_of(runs, accuracies(runs, [0.9, 0.95]))
    figure = dots(sweep)
    assert list(figure.data[0].x) == [1, 2]
    assert list(figure.data[0].y) == [95.0, 90.0]
    assert list(figure.layout.xaxis.ticktext) == ["0.001", "0.01", "0.1"]
    best = sweep.best()
    assert best is not None
    assert best.run.config.lr == 0.01


def test_a_sweep_with_nothing_done_is_drawn() -> None:
    runs = runs_of(expand(RunConfig(), {"lr": [0.1, 0.01], "seed": [0, 1]}), "queued")
    sweep = sweep_of(runs, accuracies([], []))
    assert sweep.best() is None
    assert heat_map(sweep).data[0].z[0] == [None, None]
