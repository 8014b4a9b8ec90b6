"""Watching a run, without a browser and without a running queue: what is shown while it trains is what the store holds."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.canvas import ink_to_data_url
from core.config import RunConfig
from core.events import Change, Changed, Checkpoint, Diagnostics, Epoch, Event, Finished, Started, Step
from core.mlp import from_config, to_bytes
from core.runs.store import Run, RunStore
from pages.ui.draw.canvas import Sheet
from pages.ui.run import following, watch
from pages.ui.run.charts import changes_in_words
from pages.ui.run.controls import settings_now
from tests.pages.reading import Open, labels, me, mounted, run_metrics, texts

HISTOGRAM = [-1.0, 1.0, [1, 8, 1]]
CONFIG = RunConfig(epochs=2)
EVENTS: list[Event] = [
    Started("CPU, 1 thread", 203_530, 470),
    Step(1, 2.4, 0.001),
    Diagnostics(1, [0.1, 0.2], [0.0], [HISTOGRAM, HISTOGRAM], [HISTOGRAM]),
    Step(117, 0.5, 0.001),
    Step(235, 0.4, 0.001),
    Diagnostics(235, [0.01, 0.02], [0.25], [HISTOGRAM, HISTOGRAM], [HISTOGRAM]),
    Epoch(1, 235, 0.38, 0.95, 0.945),
]


pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def mine(open_page: Open, store: RunStore) -> AppTest:
    """The training page with a run of this visitor's in it, at the end of its first epoch."""
    app = open_page("train.py")
    run_id = store.submit(CONFIG, me(app))
    begin(store, run_id)
    app.query_params["run"] = run_id
    return app.run()


def begin(store: RunStore, run_id: str, *more: Event) -> int:
    attempt = store.begin(run_id)
    store.record(run_id, attempt, [*enumerate([*EVENTS, *more])])  # type: ignore[list-item]
    return attempt


def weights(seed: int, config: RunConfig = CONFIG) -> bytes:
    return to_bytes(from_config(replace(config, seed=seed)), config)


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [button for button in app.button if button.label == label]
    return button.click().run()


def look_closer(app: AppTest, section: str) -> AppTest:
    return app.button_group(key="section").set_value(section).run()


def newest(store: RunStore) -> Run:
    return store.runs()[0]


@pytest.mark.parametrize(("label", "command"), [("Pause", "pause"), ("Stop", "stop")])
def test_the_owner_can_pause_and_stop_a_run(mine: AppTest, store: RunStore, label: str, command: str) -> None:
    press(mine, label)
    assert store.take_commands() == [(newest(store).id, command, None)]


def test_a_spectator_sees_the_run_and_no_buttons_and_why(open_page: Open, store: RunStore) -> None:
    run_id = store.submit(CONFIG, "somebody")
    begin(store, run_id)
    app = open_page("train.py", run=run_id)
    assert "Only its owner can stop or change it" in texts(app)
    assert not {"Pause", "Stop", "Resume", "Change from the next step on"} & set(labels(app))
    assert run_metrics(app)[0] == "94.5%"


def test_what_pause_and_stop_have_in_common_is_said_to_the_owner_alone_and_while_it_trains(mine: AppTest, store: RunStore) -> None:
    assert watch.PAUSE_OR_STOP in texts(mine)
    store.end(newest(store).id, "paused")
    assert watch.PAUSE_OR_STOP not in texts(mine.run())


def test_changes_are_told_one_after_another() -> None:
    changed = pd.DataFrame({"step": [300, 1400, 1500], "name": ["lr", "dropout", "lr"], "value": [0.01, 0.5, 1e-4]})
    told = "lr 0.001 → 0.01 at step 300, dropout 0 → 0.5 at step 1,400, lr 0.01 → 0.0001 at step 1,500"
    assert changes_in_words(CONFIG, changed) == told


def test_a_setting_changed_while_it_trains_is_sent_alone(mine: AppTest, store: RunStore) -> None:
    run = newest(store)
    mine.number_input(key=f"changed lr of {run.id} after 0").set_value(0.01)
    press(mine, "Change from the next step on")
    assert store.take_commands() == [(run.id, "change", Change("lr", 0.01))]


def test_a_setting_that_cannot_be_is_said_and_nothing_is_sent(mine: AppTest, store: RunStore) -> None:
    run = newest(store)
    mine.number_input(key=f"changed lr of {run.id} after 0").set_value(0.01)
    mine.number_input(key=f"changed dropout of {run.id} after 0").set_value(1.5)
    press(mine, "Change from the next step on")
    assert "Dropout must be a number from 0 to 0.9" in texts(mine)
    assert store.take_commands() == []


def test_the_form_begins_with_what_holds_now(store: RunStore) -> None:
    run_id = store.submit(replace(CONFIG, hidden_sizes=()), "somebody")
    begin(store, run_id, Changed(300, "lr", 0.1), Changed(400, "lr", 0.01))
    assert settings_now(newest(store)) == {"lr": 0.01, "weight_decay": 0.0}  # no hidden unit, so nothing to drop out


@pytest.mark.parametrize("status", ["paused", "stopped", "interrupted"])
def test_what_did_not_finish_can_be_resumed(mine: AppTest, store: RunStore, status: str) -> None:
    store.end(newest(store).id, status)  # type: ignore[arg-type]
    press(mine.run(), "Resume")
    assert newest(store).status == "queued"


def test_training_of_a_finished_run_continues_for_more_epochs(mine: AppTest, store: RunStore) -> None:
    run = newest(store)
    store.end(run.id, "finished")
    mine.run()
    mine.number_input(key=f"more epochs of {run.id}").set_value(5).run()
    press(mine, "Continue for 5 more")
    assert (newest(store).status, newest(store).config.epochs) == ("queued", 7)


def test_a_run_of_a_hundred_epochs_cannot_continue_training(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py")
    run_id = store.submit(replace(CONFIG, epochs=100), me(app))
    begin(store, run_id, Finished("finished"))
    app.query_params["run"] = run_id
    assert not [label for label in labels(app.run()) if label.startswith("Continue")]


def test_a_run_that_is_deleted_while_it_is_watched_is_said_to_be(mine: AppTest, store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "positions", lambda run_ids: {})  # the page finds it, and what watches it does not
    mine.run()
    assert watch.DELETED in texts(mine)
    assert not mine.exception


def test_what_goes_on_by_itself_follows_the_run_from_what_was_shown_and_nothing_follows_one_that_has_ended(
    mine: AppTest, store: RunStore
) -> None:
    run = newest(store)
    shown = [1, store.last_event(run.id)]
    components = [*mounted(mine, "run_progress"), *mounted(mine, "run_metrics"), *mounted(mine, "follow")]
    figures = [figure["live"] for figure in mounted(mine, "figure")]
    assert [given["positions"] for given in (*components, *figures)] == [{run.id: shown}] * len((*components, *figures))
    assert [trace["y"] for live in figures for trace in live["traces"]] == [
        "loss", "train_acc", "test_acc", "gradients 0", "gradients 1",
    ]  # fmt: skip
    store.end(run.id, "finished")
    mine.run()
    assert [given["positions"] for given in (*mounted(mine, "run_progress"), *mounted(mine, "run_metrics"))] == [None, None]
    assert [figure["live"] for figure in mounted(mine, "figure")] == [None] * len(figures)
    assert mounted(mine, "follow") == []


def test_where_no_stream_comes_through_the_page_asks_for_what_is_new_and_no_more_at_the_end(mine: AppTest, store: RunStore) -> None:
    def delivered(app: AppTest) -> list[dict[str, Any]]:
        return [message for given in mounted(app, "deliver") for message in json.loads(given["messages"])]

    run = newest(store)
    assert delivered(mine) == []
    mine.session_state[following.BLOCKED] = True
    (message,) = delivered(mine.run())
    assert (message["run"], message["number"], message["rows"]) == (run.id, store.last_event(run.id), {})
    store.end(run.id, "finished")
    assert delivered(mine.run()) == []


def test_inside_shows_one_view_at_a_time_with_what_to_look_at(mine: AppTest) -> None:
    assert "What happens inside?" in texts(mine)
    assert "gradients vanish" in texts(mine)
    mine.segmented_control(key="inside 4").set_value("Weights").run()
    assert "gradients vanish" not in texts(mine)
    assert "How the weights of each layer are spread" in texts(mine)


def test_a_linear_model_has_no_units_that_could_be_dead(open_page: Open, store: RunStore) -> None:
    run_id = store.submit(replace(CONFIG, hidden_sizes=()), "somebody")
    attempt = store.begin(run_id)
    store.record(run_id, attempt, [(0.0, EVENTS[0]), (1.0, Diagnostics(1, [0.1], [], [HISTOGRAM], []))])
    app = open_page("train.py", run=run_id)
    assert app.segmented_control(key="inside 2").options == ["Gradients", "Weights"]
    assert not app.exception


def test_the_smoothing_and_the_axes_stay_over_a_visit_to_another_page(mine: AppTest) -> None:
    mine.toggle(key="log_steps").set_value(True).run()
    mine.segmented_control(key="smooth_loss").set_value(100).run()
    mine.switch_page("home.py").run()
    mine.switch_page("train.py").run()
    assert mine.toggle(key="log_steps").value
    assert mine.segmented_control(key="smooth_loss").value == 100


def draw_a_stroke(app: AppTest) -> None:
    ink = np.zeros((280, 280), np.float32)
    ink[60:220, 130:150] = 1
    app.session_state["draw_sheet"] = Sheet(ink_to_data_url(ink, "#000000"))


def finished(store: RunStore, n_epochs: int = 2) -> str:
    run_id = store.submit(CONFIG, "somebody")
    begin(store, run_id, *[Checkpoint(epoch, 235 * epoch, weights(epoch)) for epoch in range(1, n_epochs + 1)], Finished("finished"))
    return run_id


def test_the_visitors_own_drawing_is_read_after_every_epoch(open_page: Open, store: RunStore) -> None:
    app = open_page("train.py", run=finished(store))
    look_closer(app, "Your drawing")
    assert "Draw something on the **Draw** page" in texts(app)
    draw_a_stroke(app)
    app.run()
    assert "your drawing as **" in texts(app)
    assert "Draw something on the **Draw** page" not in texts(app)


def test_an_epoch_whose_weights_are_damaged_is_left_out_of_what_was_said_to_the_drawing(open_page: Open, store: RunStore) -> None:
    run_id = finished(store)
    store.checkpoints.path(run_id, 1).write_bytes(b"")
    app = open_page("train.py", run=run_id)
    draw_a_stroke(app)
    assert "your drawing as **" in texts(look_closer(app, "Your drawing"))
    app.select_slider(key=f"epoch of {run_id}").set_value(1).run()
    assert "is damaged" in texts(app)
    assert not app.exception


def test_the_epochs_can_be_scrubbed_while_it_trains_and_the_latest_is_followed(open_page: Open, store: RunStore) -> None:
    run_id = store.submit(CONFIG, "somebody")
    attempt = begin(store, run_id, Checkpoint(1, 235, weights(1)), Checkpoint(2, 470, weights(2)))
    app = open_page("train.py", run=run_id)
    slider = app.select_slider(key=f"epoch of {run_id}")
    assert (slider.options, slider.value) == (["1", "2", "latest"], "latest")
    slider.set_value(1).run()
    store.record(run_id, attempt, [(9.0, Finished("finished"))])
    slider = app.run().select_slider(key=f"epoch of {run_id}")
    assert (slider.options, slider.value) == (["1", "latest"], 1)


def test_who_follows_the_latest_epoch_does_so_after_a_pause(open_page: Open, store: RunStore) -> None:
    run_id = store.submit(CONFIG, "somebody")
    attempt = begin(store, run_id, Checkpoint(1, 235, weights(1)), Checkpoint(2, 470, weights(2)))
    app = open_page("train.py", run=run_id)
    store.record(run_id, attempt, [(9.0, Finished("paused"))])
    assert app.run().select_slider(key=f"epoch of {run_id}").value == "latest"
