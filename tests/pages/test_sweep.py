"""Sweeps on the Runs page, without a browser and without a running queue."""

import pytest

from core.config import RunConfig
from core.events import Finished
from core.runs.store import RunStore
from tests.pages.reading import Open, labels, texts, train

pytestmark = pytest.mark.usefixtures("store")


def test_a_sweep_is_started_at_once_and_is_in_the_address(open_page: Open, store: RunStore) -> None:
    app = open_page("runs.py")
    app.multiselect(key="sweep_fields").set_value(["lr", "activation"]).run()
    app.text_input(key="values of lr").set_value("0.1, 0.01")
    app.text_input(key="values of activation").set_value("relu, tanh, sigmoid").run()
    assert "**6 runs**, 10 epochs each: about " in texts(app)
    app.button(key="start_sweep").click().run()
    assert not app.exception
    (sweep,) = {run.sweep for run in store.runs()}
    assert app.query_params["sweep"] == sweep
    assert len(store.runs(sweep=sweep)) == 6
    app.button(key="stop_sweep").click().run()
    assert len(store.take_commands()) == 6


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("lr", "fast", "Learning rate must be a number"),
        ("lr", "", "needs a list of values"),
        ("lr", "0.1", "two values or more"),
        ("hidden_sizes", "9999; 1", "Each hidden layer's size"),
        ("seed", ",".join(map(str, range(31))), "30 is the most"),
        ("activation", "relu, <b>x</b>", "Activation must be one of"),
    ],
)
def test_what_cannot_be_swept_over_is_said_and_not_started(open_page: Open, field: str, text: str, sentence: str) -> None:
    app = open_page("runs.py")
    app.multiselect(key="sweep_fields").set_value([field]).run()
    app.text_input(key=f"values of {field}").set_value(text).run()
    assert sentence in app.error[0].value
    assert app.button(key="start_sweep").disabled


def test_a_sweep_begins_from_the_settings_last_chosen_on_the_training_page(open_page: Open, store: RunStore) -> None:
    app = open_page("runs.py")
    assert "is the lecture's, until others are chosen on the Train page: hidden layers 256" in texts(app)
    app = open_page("train.py", hidden_sizes="64,32", epochs="3")
    app.switch_page("runs.py").run()
    assert "as last chosen on the Train page: hidden layers 64, 32" in texts(app)
    assert "learning rate 0.001" not in texts(app)  # it is varied
    app.button(key="start_sweep").click().run()
    assert {(run.config.hidden_sizes, run.config.epochs) for run in store.runs()} == {((64, 32), 3)}


def test_a_sweep_drops_what_only_another_optimizer_uses_as_training_does(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py", optimizer="momentum", momentum="0.5")
    app.selectbox(key="optimizer").set_value("sgd").run()
    app.switch_page("runs.py").run()
    app.button(key="start_sweep").click().run()
    assert {(run.config.optimizer, run.config.momentum) for run in store.runs()} == {("sgd", RunConfig.momentum)}


@pytest.mark.parametrize("n_fields", [1, 2, 3])
def test_a_sweep_half_done_is_shown_to_whoever_has_its_link(open_page: Open, store: RunStore, n_fields: int) -> None:
    configs = [RunConfig(lr=lr, seed=seed, batch_size=size) for lr in (0.1, 0.01) for seed in (0, 1) for size in (32, 64)]
    configs = [config for config in configs if (n_fields > 1 or config.seed == 0) and (n_fields > 2 or config.batch_size == 32)]
    ids = store.submit_all(configs, "somebody", "a" * 32)
    train(store, ids[0], 0.97)
    train(store, ids[1], 0.1, Finished("diverged", "Too fast."))
    app = open_page("runs.py", sweep="a" * 32)
    assert ("Best: Run 1, finished: " if n_fields == 1 else "Best so far: Run 1, finished: ") in texts(app)
    assert "97.00 %" in texts(app)
    assert "Stop all" not in labels(app)


def test_of_several_cells_that_were_clicked_the_newest_can_be_opened(open_page: Open, store: RunStore) -> None:
    configs = [RunConfig(lr=lr, seed=seed, batch_size=size) for lr in (0.1, 0.01) for seed in (0, 1) for size in (32, 64)]
    for run_id in store.submit_all(configs, "somebody", "a" * 32):
        train(store, run_id)
    app = open_page("runs.py", sweep="a" * 32)
    assert app.button(key="open_cell").disabled
    for layer, x, y, number in ((0, 0, 0, 5), (1, 1, 0, 3), (0, 1, 1, 2)):  # a map for each seed; x: lr, y: batch size
        app.session_state[f"figure {layer} of sweep {'a' * 32}"] = {"point": {"x": x, "y": y}}
        assert app.run().text[-1].value.startswith(f"Run {number}, finished")
    app.button(key="open_cell").click().run()
    assert app.query_params["run"] == store.runs()[-2].id


def test_what_is_left_of_a_sweep_is_shown_when_runs_of_it_are_deleted(open_page: Open, store: RunStore) -> None:
    ids = store.submit_all([RunConfig(lr=lr) for lr in (0.1, 0.01)], "somebody", "a" * 32)
    for run_id in ids:
        train(store, run_id)
    store.delete(ids[0])
    assert "Only one run of this sweep is left" in texts(open_page("runs.py", sweep="a" * 32))


def test_a_link_to_an_unknown_sweep_says_so(open_page: Open) -> None:
    assert "knows no sweep" in texts(open_page("runs.py", sweep="../../etc"))
