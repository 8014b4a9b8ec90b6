"""The Train page, without a browser and without a running queue: what it shows is what the store holds."""

import json
from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from streamlit.testing.v1 import AppTest

from core.config import FIELDS, RunConfig
from core.events import Changed, Checkpoint, Epoch, Finished, Started, Step
from core.mlp import from_config, to_bytes
from core.runs.store import RunStore
from pages.ui import resources
from pages.ui.config.fields import option_titles

Open = Callable[..., AppTest]


pytestmark = pytest.mark.usefixtures("store")


def trained(store: RunStore, config: RunConfig | None = None, owner: str = "somebody", end: Finished | None = None) -> str:
    run_id = store.submit(config or RunConfig(epochs=2), owner)
    events = [
        Started("CPU, 1 thread", 203_530, 470),
        Step(1, 2.4, 0.001),
        Step(235, 0.4, 0.001),
        Epoch(1, 235, 0.38, 0.95, 0.945),
        Checkpoint(1, 235, b""),
    ]
    store.record(run_id, store.begin(run_id), [*enumerate(events), (9.0, end or Finished("finished"))])  # type: ignore[list-item]
    return run_id


def texts(app: AppTest) -> str:
    kinds = (app.markdown, app.info, app.warning, app.error, app.caption)
    return "\n".join(element.value for kind in kinds for element in kind)


def test_a_new_visitor_sees_what_will_be_here_and_the_lectures_settings(open_page: Open) -> None:
    app = open_page("train.py")
    assert "Press **Train** to begin" in texts(app)
    assert "203,530 parameters" in texts(app)
    assert (app.text_input(key="hidden_sizes").value, app.number_input(key="lr").value) == ("256", 0.001)


def test_train_queues_a_run_with_the_settings_shown_and_puts_it_into_the_address(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py", lr="0.5", hidden_sizes="64,32", optimizer="sgd")
    app.button[1].click().run()
    (run,) = store.runs()
    assert run.config == RunConfig(lr=0.5, hidden_sizes=(64, 32), optimizer="sgd")
    assert app.query_params["run"] == run.id
    assert app.query_params["lr"] == "0.5"
    assert "784-64-32-10" in texts(app)


@pytest.mark.parametrize(
    "query",
    [
        {"hidden_sizes": "abc"}, {"hidden_sizes": "-3"}, {"hidden_sizes": "9999"}, {"lr": "nan"}, {"lr": "-1"}, {"lr": "fast"},
        {"epochs": "0"}, {"epochs": "many"}, {"epochs": "1000"}, {"batch_size": "1"}, {"batch_size": "1e99"}, {"seed": "x"},
        {"loss": "hinge"}, {"device": "tpu"}, {"activation": ""}, {"schedule": "linear"}, {"dataset": "cifar"}, {"precision": "int8"},
        {"momentum": "1"}, {"alpha": "-0.1"}, {"beta1": "inf"}, {"beta2": "1.0"}, {"weight_decay": "2"}, {"dropout": "1"},
        {"batch_norm": "yes"}, {"label_smoothing": "-1"}, {"n_examples": "60001"}, {"n_examples": "1.5"}, {"shift": "9"},
        {"rotation": "x"}, {"scaling": "nan"}, {"stroke": "5"}, {"initialisation": "ones"}, {"optimizer": "lion"},
    ],
)  # fmt: skip
def test_an_unusable_setting_in_the_address_becomes_the_default(open_page: Open, query: dict[str, str]) -> None:
    app = open_page("train.py", **query)
    assert not app.error
    assert not set(query) & set(app.query_params)
    app.button[1].click().run()
    assert resources.store().runs()[0].config == RunConfig()


def test_what_is_typed_wrongly_is_said_and_cannot_be_trained(open_page: Open) -> None:
    app = open_page("train.py")
    app.text_input(key="hidden_sizes").set_value("two hundred").run()
    assert "256, 128" in app.error[0].value
    assert app.button[1].disabled
    assert app.text_input(key="hidden_sizes").value == "two hundred"
    app.text_input(key="hidden_sizes").set_value("").run()
    assert not app.error
    assert "7,850 parameters" in texts(app)


def test_the_lectures_settings_are_one_click(open_page: Open) -> None:
    app = open_page("train.py", lr="0.5", hidden_sizes="8", loss="mse", epochs="3", seed="9")
    app.button[0].click().run()
    app.button[1].click().run()
    assert resources.store().runs()[0].config == RunConfig()


@pytest.mark.parametrize("name", [field.name for field in fields(RunConfig)])
def test_every_setting_has_its_widget_with_one_line_of_help(open_page: Open, name: str) -> None:
    optimizer = {"momentum": "nesterov", "alpha": "rmsprop"}.get(name, "adam")
    app = open_page("train.py", optimizer=optimizer)
    widgets = [w for kind in ("text_input", "number_input", "selectbox", "toggle") for w in app.get(kind) if w.key == name]
    assert len(widgets) == 1
    assert widgets[0].help
    assert widgets[0].label.startswith(FIELDS[name].label)


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.registry])
def test_every_choice_has_a_title(name: str) -> None:
    assert tuple(option_titles(name)) == FIELDS[name].choices


def test_all_settings_in_a_link_are_trained_with(open_page: Open) -> None:
    config = RunConfig(
        hidden_sizes=(32, 16), activation="tanh", initialisation="xavier_normal", loss="mse", optimizer="adamw", lr=0.01,
        schedule="cosine", beta1=0.8, beta2=0.99, weight_decay=0.01, dropout=0.1, batch_norm=True, label_smoothing=0.1,
        batch_size=64, epochs=2, n_examples=1000, shift=2.0, rotation=10.0, scaling=0.1, stroke=0.5, seed=3,
        precision="bfloat16", device="cpu",
    )  # fmt: skip
    app = open_page("train.py", **config.to_query())
    app.button[1].click().run()
    assert resources.store().runs()[0].config == config


def test_an_optimizer_shows_its_own_settings_and_the_others_keep_theirs_out_of_sight(open_page: Open) -> None:
    def shown(app: AppTest) -> set[str]:
        return {"momentum", "alpha", "beta1", "beta2"} & {str(widget.key) for widget in app.number_input}

    app = open_page("train.py", optimizer="momentum", momentum="0.5")
    assert shown(app) == {"momentum"}
    app.selectbox(key="optimizer").set_value("sgd").run()
    assert shown(app) == set()
    app.button[1].click().run()
    assert resources.store().runs()[0].config == RunConfig(optimizer="sgd")
    app.selectbox(key="optimizer").set_value("nesterov").run()
    assert app.number_input(key="momentum").value == 0.5


def test_what_a_run_takes_is_said_before_it_starts_and_follows_the_runs_that_ended_here(open_page: Open, store: RunStore) -> None:
    resources.past_runs.clear()
    assert "203,530 parameters, 245 MB, about 4 s on a 2-core AMD EPYC" in texts(open_page("train.py"))
    trained(store)  # its last epoch ended after 3 s
    resources.past_runs.clear()
    assert "about 15 s, going by the last run here" in texts(open_page("train.py"))
    resources.past_runs.clear()


def test_a_data_set_that_cannot_be_had_is_said_and_cannot_be_trained_on(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.datasets._answers", lambda host: False)
    app = open_page("train.py", dataset="kmnist")
    assert "KMNIST is not on this server" in app.error[0].value
    assert "Choose MNIST" in app.error[0].value
    assert app.button[1].disabled
    app.button[0].click().run()
    assert not app.error
    assert not app.button[1].disabled


def test_a_question_sets_the_settings_and_train_stays_the_visitors_press(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py", seed="5")
    app.selectbox(key="question").set_value(0).run()
    app.button_group(key="try").set_value("No hidden layer").run()
    assert store.runs() == []
    assert "7,850 parameters" in texts(app)
    assert "**Set**: hidden layers none, epochs 5. Now press **Train**." in texts(app)
    app.button[1].click().run()
    assert store.runs()[0].config == RunConfig(hidden_sizes=(), epochs=5)


def test_a_question_does_not_say_that_its_settings_hold_once_the_visitor_changed_one(open_page: Open) -> None:
    app = open_page("train.py")
    app.selectbox(key="question").set_value(1).run()
    app.button_group(key="try").set_value("SGD").run()
    assert app.button_group(key="try").value == "SGD"
    app.number_input(key="epochs").set_value(4).run()
    assert app.button_group(key="try").value is None
    assert "**Set**" not in texts(app)


@pytest.mark.parametrize("name", ["momentum", "lr", "shift"])
def test_a_config_with_a_whole_number_where_a_real_one_is_meant_can_be_opened(open_page: Open, name: str) -> None:
    app = open_page("train.py")
    config = RunConfig.from_json(json.dumps({name: 0 if name == "momentum" else 1, "optimizer": "momentum"}))
    app.session_state["config_to_open"] = config
    app.run()
    assert not app.exception
    app.button[1].click().run()
    assert resources.store().runs()[0].config == config


def test_settings_are_kept_over_a_visit_to_another_page(open_page: Open) -> None:
    app = open_page("train.py", lr="0.5")
    app.switch_page("home.py").run()
    app.query_params.clear()
    app.switch_page("train.py").run()
    assert app.number_input(key="lr").value == 0.5


def test_a_link_to_a_run_shows_it_to_anybody_but_only_its_owner_can_stop_it(open_page: Open, store: RunStore) -> None:
    run_id = store.submit(RunConfig(epochs=2), "somebody")
    store.record(run_id, store.begin(run_id), [(0.0, Started("CPU", 1, 470)), (0.1, Step(1, 2.4, 0.001))])
    app = open_page("train.py", run=run_id)
    assert "Run 1" in texts(app)
    assert not [button for button in app.button if button.label == "Stop"]
    app.button[1].click().run()  # this visitor's own run
    (stop,) = [button for button in app.button if button.label == "Stop"]
    stop.click().run()
    assert [(run, name) for run, name, _ in store.take_commands()] == [(store.runs()[0].id, "stop")]


def test_a_finished_run_shows_its_figures(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py", run=trained(store))
    assert [metric.value for metric in app.metric] == ["94.5%", "95.0%", "0.380", "59,745"]


def test_an_interrupted_run_can_be_resumed_by_its_owner(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py")
    app.button[1].click().run()
    (run,) = store.runs()
    store.record(run.id, store.begin(run.id), [(0.0, Started("CPU", 1, 470)), (1.0, Finished("interrupted", "Killed."))])
    app.run()
    (resume,) = [button for button in app.button if button.label == "Resume"]
    resume.click().run()
    assert store.runs()[0].status == "queued"
    theirs = trained(store, end=Finished("interrupted", "Killed."))
    assert not [button for button in open_page("train.py", run=theirs).button if button.label == "Resume"]


def test_a_run_that_diverged_says_why(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py", run=trained(store, end=Finished("diverged", "Training diverged at step 2.")))
    assert app.warning[0].value == "Training diverged at step 2."


@pytest.mark.parametrize("run_id", ["0" * 32, "x", "../../etc/passwd", "<script>alert(1)</script>", "a" * 5000])
def test_a_link_to_an_unknown_run_says_so_and_shows_the_way_back(open_page: Open, run_id: str) -> None:
    app = open_page("train.py", run=run_id)
    assert "knows no run with that link" in app.warning[0].value
    assert run_id not in app.warning[0].value


def test_a_full_queue_is_said(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.runs.admission.MAX_QUEUED", 0)
    app = open_page("train.py")
    app.button[1].click().run()
    assert "Try again in a few minutes" in app.error[0].value


def test_a_finished_run_can_be_looked_into_at_every_epoch(open_page: Open, store: RunStore) -> None:
    config = RunConfig(epochs=2)
    run_id = store.submit(config, "somebody")
    weights = [to_bytes(from_config(replace(config, seed=seed)), config) for seed in (1, 2)]
    epochs = [(1.0, Checkpoint(1, 235, weights[0])), (2.0, Checkpoint(2, 470, weights[1]))]
    store.record(run_id, store.begin(run_id), [(0.0, Started("CPU", 1, 470)), *epochs, (3.0, Finished("finished"))])
    app = open_page("train.py", run=run_id)
    last = texts(app)
    assert "of the 10,000 test pictures were read wrong" in last
    app.select_slider[0].set_value(1).run()
    assert texts(app) != last
    assert not app.exception


def test_a_damaged_weights_file_is_said_and_the_curves_stay(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py", run=trained(store))  # its weights are no safetensors file
    assert "is damaged" in app.warning[0].value
    assert app.metric[0].value == "94.5%"


def test_weights_that_vanish_meanwhile_are_said_to_be_gone_without_the_servers_path(
    open_page: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanished(path: str) -> None:
        raise FileNotFoundError(2, "No such file or directory", path)

    run_id = trained(store, end=Finished("finished"))
    open_page("train.py")
    monkeypatch.setattr("pages.ui.run.inspection.predictions", vanished)
    app = open_page("train.py", run=run_id)
    assert "The weights of this run are gone." in texts(app)
    assert "No such file" not in texts(app)


def test_the_settings_of_a_run_that_was_opened_by_its_link_are_one_press_away(open_page: Open, store: RunStore) -> None:
    config = RunConfig(lr=0.5, hidden_sizes=(32,), optimizer="sgd", epochs=2)
    app = open_page("train.py", run=trained(store, config))
    assert app.number_input(key="lr").value == 0.001
    app.button(key="use_settings").click().run()
    assert (app.number_input(key="lr").value, app.text_input(key="hidden_sizes").value) == (0.5, "32")
    assert "use_settings" not in [button.key for button in app.button]


def test_a_link_to_the_settings_says_that_it_leaves_out_what_was_changed_while_it_trained(open_page: Open, store: RunStore) -> None:
    run_id = store.submit(RunConfig(epochs=2), "somebody")
    happened = [(0.0, Started("CPU, 1 thread", 203_530, 470)), (1.0, Changed(1, "lr", 0.1)), (2.0, Finished("stopped"))]
    store.record(run_id, store.begin(run_id), happened)  # type: ignore[arg-type]
    app = open_page("train.py", run=run_id)
    assert "Changed while it trained: lr 0.001 → 0.1 at step 1." in texts(app)
    assert "but not what was changed while it trained" in texts(app.button_group(key="section").set_value("Take home").run())


def test_of_the_sections_below_a_run_only_the_chosen_one_is_computed(
    open_page: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr("pages.ui.run.inspection.predictions", lambda path: read.append(path) or resources.predictions(path))
    config = RunConfig(epochs=1)
    run_id = store.submit(config, "somebody")
    weights = Checkpoint(1, 235, to_bytes(from_config(config), config))
    store.record(run_id, store.begin(run_id), [(0.0, Started("CPU", 1, 235)), (1.0, weights), (2.0, Finished("finished"))])
    app = open_page("train.py", run=run_id)
    assert len(read) == 1
    others = {"Your drawing": "Draw something", "First layer": "784 weights", "Take home": "One ZIP", "Code": "The lecture"}
    for section, words in others.items():
        assert words in texts(app.button_group(key="section").set_value(section).run())
    assert not app.exception
    assert len(read) == 1
