"""The form of a run's settings on the Train page: from the address to the config that is trained."""

import json
from dataclasses import fields

import pytest
from streamlit.testing.v1 import AppTest

from core.config import FIELDS, RunConfig
from core.runs.store import RunStore
from pages.ui import resources
from pages.ui.config.fields import option_titles
from tests.pages.reading import Open, texts, trained

pytestmark = pytest.mark.usefixtures("store")


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
