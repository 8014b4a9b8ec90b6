"""The Runs page, without a browser and without a running queue: what it shows is what the store holds."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.config import RunConfig
from core.events import Checkpoint, Epoch, Finished, Started, Step
from core.figures.runs import MAX_OVERLAID, Overlaid, accuracy_overlay, loss_overlay
from core.figures.sweep import heat_map
from core.runs.store import Run, RunStore

Open = Callable[..., AppTest]
MINE, ALL = "table of My runs", "table of All runs"


pytestmark = pytest.mark.usefixtures("store")


def train(store: RunStore, run_id: str, test_acc: float = 0.945, end: Finished | None = None) -> None:
    events = [Started("CPU, 1 thread", 203_530, 470), Step(1, 2.4, 1e-3), Step(235, 0.4, 1e-3), Epoch(1, 235, 0.38, 0.95, test_acc)]
    events.append(Checkpoint(1, 235, b""))
    store.record(run_id, store.begin(run_id), [*enumerate(events), (9.0, end or Finished("finished"))])  # type: ignore[list-item]


def trained(store: RunStore, config: RunConfig | None = None, owner: str = "somebody", end: Finished | None = None) -> Run:
    run_id = store.submit(config or RunConfig(epochs=2), owner)
    train(store, run_id, end=end)
    run = store.run(run_id)
    assert run is not None
    return run


def tick(app: AppTest, table: str, *rows: int) -> AppTest:
    """Choose rows of a table by the boxes beside them."""
    app.session_state[table] = {"selection": {"rows": list(rows)}}
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def me(app: AppTest) -> str:
    return str(app.session_state["visitor"])


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def texts(app: AppTest) -> str:
    kinds = (app.markdown, app.info, app.warning, app.error, app.caption, app.text)
    return "\n".join(element.value for kind in kinds for element in kind)


def test_the_page_without_runs_says_how_to_get_one(open_page: Open) -> None:
    assert "There is no run yet" in texts(open_page("runs.py"))


def test_all_runs_are_listed_newest_first_with_what_differs_and_their_figures(open_page: Open, store: RunStore) -> None:
    trained(store)
    trained(store, RunConfig(lr=0.5, epochs=2, hidden_sizes=(64, 32)), end=Finished("stopped"))
    rows = open_page("runs.py", whose="All runs").dataframe[0].value
    assert list(rows.columns)[:5] == ["Run", "Test, %", "Hidden layers", "Learning rate", "State"]  # a phone shows four
    assert rows["Run"].tolist() == [2, 1]
    assert rows["State"].tolist() == ["stopped", "finished"]
    assert rows["Test, %"].tolist() == [94.5, 94.5]
    assert rows["Hidden layers"].tolist() == ["64, 32", "256"]
    assert rows["Learning rate"].tolist() == [0.5, 0.001]


def test_runs_are_compared_on_one_chart_with_what_differs_in_their_settings(open_page: Open, store: RunStore) -> None:
    store.label(trained(store).id, "slow", "")
    trained(store, RunConfig(lr=0.5, epochs=2))
    app = tick(open_page("runs.py", whose="All runs"), ALL, 0, 1)
    assert app.dataframe[0].value.columns[1] == "Name"
    assert app.dataframe[1].value.to_dict("index") == {
        "Test accuracy": {"Run 2": "94.50%", "slow (run 1)": "94.50%"},
        "Training loss": {"Run 2": "0.3800", "slow (run 1)": "0.3800"},
        "Learning rate": {"Run 2": "0.5", "slow (run 1)": "0.001"},
    }
    assert app.query_params["compare"] == "1,2"
    app.segmented_control(key="overlay").set_value("Training loss").run()
    assert not app.exception


def test_figures_that_did_not_change_are_drawn_once_for_all_who_look(
    open_page: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    n_drawn = Counter[str]()

    def counted(module: str, name: str, draw: Callable[..., Any]) -> None:
        monkeypatch.setattr(f"pages.ui.{module}.{name}", lambda *args, **kwargs: n_drawn.update([name]) or draw(*args, **kwargs))

    counted("runs.compare", "accuracy_overlay", accuracy_overlay)
    counted("runs.sweep", "heat_map", heat_map)
    configs = [RunConfig(lr=lr, seed=seed) for lr in (0.1, 0.01) for seed in (0, 1)]
    ids = store.submit_all(configs, "somebody", "a" * 32)
    for run_id in ids[:3]:
        train(store, run_id)
    for _ in range(2):
        open_page("runs.py", sweep="a" * 32, compare="1,2")
    assert n_drawn == {"accuracy_overlay": 1, "heat_map": 1}
    train(store, ids[3])
    open_page("runs.py", sweep="a" * 32, compare="1,2")
    assert n_drawn == {"accuracy_overlay": 1, "heat_map": 2}


def test_runs_with_equal_settings_and_one_without_an_epoch_are_compared_by_what_they_reached(open_page: Open, store: RunStore) -> None:
    trained(store)
    store.submit(RunConfig(epochs=2), "somebody")
    app = tick(open_page("runs.py", whose="All runs"), ALL, 0, 1)
    assert app.dataframe[1].value.loc["Test accuracy"].tolist() == ["–", "94.50%"]
    assert "equal settings" in texts(app)


@pytest.mark.parametrize("link", ["1,2", ["1", "2"], "2,1,1,77,x"])
def test_a_link_to_a_comparison_shows_it_to_whoever_opens_it(open_page: Open, store: RunStore, link: str) -> None:
    trained(store)
    trained(store, RunConfig(lr=0.5, epochs=2))
    app = open_page("runs.py", compare=link)
    assert app.segmented_control(key="whose").value == "All runs"
    assert set(app.dataframe[1].value.columns) == {"Run 1", "Run 2"}
    tick(app, ALL)
    assert "compare" not in app.query_params
    assert len(app.dataframe) == 1


def test_the_choice_stays_with_its_runs_when_new_ones_come(open_page: Open, store: RunStore) -> None:
    first, second = trained(store), trained(store, RunConfig(lr=0.5))
    app = tick(open_page("runs.py", whose="All runs"), ALL, 0, 1)
    trained(store, RunConfig(lr=0.1))
    app.run()
    assert app.session_state[ALL]["selection"]["rows"] == [1, 2]
    assert app.session_state["runs_chosen"] == [second.id, first.id]
    assert app.query_params["compare"] == "1,2"


def test_a_box_ticked_just_when_a_new_run_came_chooses_the_run_that_was_seen_there(open_page: Open, store: RunStore) -> None:
    first = trained(store)
    app = open_page("runs.py", whose="All runs")
    trained(store, RunConfig(lr=0.5))
    tick(app, ALL, 0)
    assert app.session_state["runs_chosen"] == [first.id]


def test_of_many_chosen_runs_the_first_twenty_are_drawn_and_all_stay_chosen(open_page: Open, store: RunStore) -> None:
    for seed in range(22):
        trained(store, RunConfig(seed=seed))
    app = tick(open_page("runs.py", whose="All runs"), ALL, *range(22))
    app.run()
    assert "The first 20 of these 22 runs" in texts(app)
    assert len(app.session_state["runs_chosen"]) == 22
    assert app.dataframe[1].value.shape == (3, 20)  # test accuracy, training loss, seed


def test_one_chosen_run_is_opened_with_its_settings(open_page: Open, store: RunStore) -> None:
    run = trained(store, RunConfig(lr=0.5))
    app = tick(open_page("runs.py", whose="All runs"), ALL, 0)
    app.button(key="open").click().run()
    assert app.query_params["run"] == run.id
    assert app.session_state["lr"] == 0.5


def test_only_its_owner_names_or_deletes_a_run(open_page: Open, store: RunStore) -> None:
    trained(store)
    app = tick(open_page("runs.py", whose="All runs"), ALL, 0)
    assert {"Save", "Delete for good"} & set(labels(app)) == set()
    trained(store, owner=me(app))
    app.run()
    assert {"Save", "Delete for good"} & set(labels(tick(app, ALL, 0))) == {"Save", "Delete for good"}


def test_a_name_and_a_note_are_kept_and_shown_as_they_were_typed(open_page: Open, store: RunStore) -> None:
    app = open_page("runs.py")
    run = trained(store, owner=me(app))
    app.run()
    tick(app, MINE, 0)
    app.text_input(key=f"name of {run.id}").set_value("wide_net 2")
    app.text_area(key=f"note on {run.id}").set_value("**bold** <b>$x$</b> [a](http://b)")
    next(button for button in app.button if button.label == "Save").click().run()
    assert app.dataframe[0].value[["Name", "Note"]].iloc[0].tolist() == ["wide_net 2", "**bold** <b>$x$</b> [a](http://b)"]
    assert "bold" not in "".join(element.value for element in app.markdown)
    app.text_input(key=f"name of {run.id}").set_value("<script>")
    next(button for button in app.button if button.label == "Save").click().run()
    assert "A name has up to 40 letters" in app.error[0].value
    assert store.runs()[0].name == "wide_net 2"


def test_a_deleted_run_is_gone_and_the_others_stay(open_page: Open, store: RunStore) -> None:
    app = open_page("runs.py")
    kept, deleted = trained(store, owner=me(app)), trained(store, owner=me(app))
    app.run()
    tick(app, MINE, 0)
    app.button(key="delete_for_good").click().run()
    assert not app.exception
    assert [run.id for run in store.runs()] == [kept.id]
    assert store.run(deleted.id) is None
    assert app.session_state["runs_chosen"] == []


def test_no_two_of_twenty_curves_have_the_same_colour_and_dash() -> None:
    steps = pd.DataFrame({"step": [1, 2], "loss": [2.0, 1.0]})
    epochs = pd.DataFrame({"epoch": [1], "test_acc": [0.9]})
    runs = [Overlaid(f"Run {n}", steps, epochs) for n in range(MAX_OVERLAID)]
    for figure in (accuracy_overlay(runs), loss_overlay(runs, unit="nats")):
        assert len({(trace.line.color, trace.line.dash) for trace in figure.data}) == MAX_OVERLAID
    assert loss_overlay(runs, unit="nats").layout.yaxis.type == "log"


def test_losses_below_zero_are_drawn_on_a_plain_axis_and_runs_without_an_epoch_on_an_empty_one() -> None:
    steps, nothing = pd.DataFrame({"step": [1, 2], "loss": [2.0, -1.0]}), pd.DataFrame({"epoch": [], "test_acc": []})
    runs = [Overlaid("Run 1", steps, nothing)]
    assert loss_overlay(runs, unit="nats").layout.yaxis.type is None
    assert list(accuracy_overlay(runs).layout.yaxis.range) == [0, 1]


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
