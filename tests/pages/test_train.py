"""The Train page, without a browser and without a running queue: what it shows is what the store holds."""

import re
from dataclasses import replace

import pytest

from core.config import RunConfig
from core.events import Changed, Checkpoint, Finished, Started, Step
from core.mlp import from_config, to_bytes
from core.runs.store import RunStore
from pages.ui import resources
from tests.pages.reading import Open, run_metrics, texts, trained

pytestmark = pytest.mark.usefixtures("store")


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
    app = open_page("train.py", run=trained(store).id)
    assert run_metrics(app) == ["94.5%", "95.0%", "0.380", "59,745"]


def test_an_interrupted_run_can_be_resumed_by_its_owner(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py")
    app.button[1].click().run()
    (run,) = store.runs()
    store.record(run.id, store.begin(run.id), [(0.0, Started("CPU", 1, 470)), (1.0, Finished("interrupted", "Killed."))])
    app.run()
    (resume,) = [button for button in app.button if button.label == "Resume"]
    resume.click().run()
    assert store.runs()[0].status == "queued"
    theirs = trained(store, end=Finished("interrupted", "Killed.")).id
    assert not [button for button in open_page("train.py", run=theirs).button if button.label == "Resume"]


def test_a_run_that_diverged_says_why(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py", run=trained(store, end=Finished("diverged", "Training diverged at step 2.")).id)
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
    assert re.search(r"of the 10,000 test pictures were read wrong, most often \*\*\d\*\* as \*\*\d\*\*", last)
    app.select_slider[0].set_value(1).run()
    assert texts(app) != last
    assert not app.exception


def test_a_damaged_weights_file_is_said_and_the_curves_stay(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py", run=trained(store).id)  # its weights are no safetensors file
    assert "is damaged" in app.warning[0].value
    assert run_metrics(app)[0] == "94.5%"


def test_weights_that_vanish_meanwhile_are_said_to_be_gone_without_the_servers_path(
    open_page: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanished(path: str) -> None:
        raise FileNotFoundError(2, "No such file or directory", path)

    run_id = trained(store, end=Finished("finished")).id
    open_page("train.py")
    monkeypatch.setattr("pages.ui.run.mistakes.predictions", vanished)
    app = open_page("train.py", run=run_id)
    assert "The weights of this run are gone." in texts(app)
    assert "No such file" not in texts(app)


def test_the_settings_of_a_run_that_was_opened_by_its_link_are_one_press_away(open_page: Open, store: RunStore) -> None:
    config = RunConfig(lr=0.5, hidden_sizes=(32,), optimizer="sgd", epochs=2)
    app = open_page("train.py", run=trained(store, config).id)
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
    monkeypatch.setattr("pages.ui.run.mistakes.predictions", lambda path: read.append(path) or resources.predictions(path))
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
