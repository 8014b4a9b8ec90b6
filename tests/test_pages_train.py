"""The Train and Runs pages, without a browser and without a running queue: what they show is what the store holds."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.config import RunConfig
from core.events import Checkpoint, Epoch, Finished, Started, Step
from core.mlp import from_config, to_bytes
from core.store import RunStore
from pages.ui import resources

Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunStore]:
    """A store of its own for each test, where the pages find it."""
    folder = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(folder))
        resources.store.cache_clear()
        yield resources.store()
        resources.store().close()
    resources.store.cache_clear()


def trained(store: RunStore, config: RunConfig | None = None, owner: str = "somebody", end: Finished | None = None) -> str:
    run_id = store.submit(config or RunConfig(epochs=2), owner)
    events = [Started("CPU, 1 thread", 203_530, 470), Step(1, 2.4), Step(235, 0.4), Epoch(1, 235, 0.38, 0.95, 0.945), Checkpoint(1, b"")]
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
        {"loss": "hinge"}, {"device": "tpu"}, {"activation": ""},
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


def test_settings_are_kept_over_a_visit_to_another_page(open_page: Open) -> None:
    app = open_page("train.py", lr="0.5")
    app.switch_page("home.py").run()
    app.query_params.clear()
    app.switch_page("train.py").run()
    assert app.number_input(key="lr").value == 0.5


def test_a_link_to_a_run_shows_it_to_anybody_but_only_its_owner_can_stop_it(open_page: Open, store: RunStore) -> None:
    run_id = store.submit(RunConfig(epochs=2), "somebody")
    store.record(run_id, store.begin(run_id), [(0.0, Started("CPU", 1, 470)), (0.1, Step(1, 2.4))])
    app = open_page("train.py", run=run_id)
    assert "Run 1" in texts(app)
    assert not [button for button in app.button if button.label == "Stop"]
    app.button[1].click().run()  # this visitor's own run
    (stop,) = [button for button in app.button if button.label == "Stop"]
    stop.click().run()
    assert [(run, name) for run, name in store.take_commands()] == [(store.runs()[0].id, "stop")]


def test_a_finished_run_shows_its_figures(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py", run=trained(store))
    assert [metric.value for metric in app.metric] == ["94.5%", "95.0%", "0.380", "59,904"]


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
    assert run_id not in texts(app)


def test_a_full_queue_is_said(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.admission.MAX_QUEUED", 0)
    app = open_page("train.py")
    app.button[1].click().run()
    assert "Try again in a few minutes" in app.error[0].value


def test_the_runs_page_without_runs_says_how_to_get_one(open_page: Open) -> None:
    assert "There is no run yet" in texts(open_page("runs.py"))


def test_the_runs_page_lists_all_runs_newest_first_with_their_figures(open_page: Open, store: RunStore) -> None:
    trained(store)
    trained(store, RunConfig(lr=0.5), end=Finished("stopped"))
    app = open_page("runs.py", whose="All runs")
    rows = app.dataframe[0].value
    assert rows["Run"].tolist() == [2, 1]
    assert rows["State"].tolist() == ["stopped", "finished"]
    assert rows["Test, %"].tolist() == [94.5, 94.5]
    assert "adam 0.5" in rows["Settings"].iloc[0]


def test_runs_are_compared_on_one_chart_with_what_differs_in_their_settings(open_page: Open, store: RunStore) -> None:
    trained(store)
    trained(store, RunConfig(lr=0.5, epochs=2))
    app = open_page("runs.py", whose="All runs")
    app.multiselect(key="compare").set_value(["1", "2"]).run()
    assert app.dataframe[1].value.to_dict("index") == {"Learning rate": {"Run 1": "0.001", "Run 2": "0.5"}}
    assert not app.exception


def test_a_finished_run_can_be_looked_into_at_every_epoch(open_page: Open, store: RunStore) -> None:
    config = RunConfig(epochs=2)
    run_id = store.submit(config, "somebody")
    weights = [to_bytes(from_config(replace(config, seed=seed)), config) for seed in (1, 2)]
    epochs = [(1.0, Checkpoint(1, weights[0])), (2.0, Checkpoint(2, weights[1]))]
    store.record(run_id, store.begin(run_id), [(0.0, Started("CPU", 1, 470)), *epochs, (3.0, Finished("finished"))])
    app = open_page("train.py", run=run_id)
    last = texts(app)
    assert "of the 10,000 test digits were read wrong" in last
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
    monkeypatch.setattr("pages.ui.after.reading", vanished)
    app = open_page("train.py", run=run_id)
    assert "The weights of this run are gone." in texts(app)
    assert "No such file" not in texts(app)
