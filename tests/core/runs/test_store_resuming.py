"""core.runs.store: a run goes on from its last state, after a pause, a restart or an older version."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from core.config import RunConfig
from core.events import Change, Checkpoint, Epoch, Finished, Status, Step, Suspended
from core.runs.run import ResumeError
from core.runs.store import RunStore
from tests.core.runs.driving import began, the


def test_a_resumed_run_forgets_what_came_after_its_last_checkpoint(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(
        run_id, attempt, [(0.1, Step(1, 2.0, 0.1)), (0.2, Epoch(1, 1, 2.0, 0.5, 0.4)), (0.3, Checkpoint(1, 1, b"weights", b"snapshot"))]
    )
    store.record(run_id, attempt, [(0.4, Step(2, 1.0, 0.1)), (0.5, Finished("interrupted"))])
    store.resume(run_id)
    run = store.run(run_id)
    assert run is not None
    assert run.status == "queued"
    assert store.events(run_id, Step)["step"].tolist() == [1]
    assert store.last_snapshot(run_id) == b"snapshot"
    assert store.begin(run_id) > run.attempt > attempt  # what is left is another history


def test_a_paused_run_goes_on_from_the_middle_of_its_epoch(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.1, Step(3, 2.0, 0.1)), (0.3, Checkpoint(1, 3, b"weights", b"after the epoch"))])
    store.record(run_id, attempt, [(0.4, Step(5, 1.0, 0.1)), (0.5, Suspended(5, b"in the middle")), (0.5, Finished("paused"))])
    assert the(store, run_id).ended
    store.resume(run_id)
    assert store.last_snapshot(run_id) == b"in the middle"
    assert store.events(run_id, Step)["step"].tolist() == [3, 5]


def test_a_run_suspended_twice_goes_on_from_the_later_state(store: RunStore) -> None:
    run_id, attempt = began(store)
    for step in (5, 900, 1000, 10_000):
        store.record(run_id, attempt, [(0.1, Step(step, 1.0, 0.1)), (0.1, Suspended(step, b"%d" % step)), (0.1, Finished("paused"))])
        store.resume(run_id)
        assert store.last_snapshot(run_id) == b"%d" % step
        attempt = store.begin(run_id)


def test_a_finished_run_goes_on_to_more_epochs_and_keeps_what_it_has(store: RunStore) -> None:
    run_id, attempt = began(store)
    epochs = [(0.2, Epoch(2, 9, 1.0, 0.5, 0.4)), (0.3, Checkpoint(2, 9, b"weights", b"snapshot"))]
    store.record(run_id, attempt, [*epochs, (0.4, Finished("finished"))])
    store.resume(run_id, epochs=5)
    run = the(store, run_id)
    assert (run.status, run.config) == ("queued", RunConfig(epochs=5))
    assert store.last_snapshot(run_id) == b"snapshot"
    assert store.events(run_id, Epoch)["epoch"].tolist() == [2]


@pytest.mark.parametrize("status", ["finished", "diverged", "failed"])
def test_only_a_stopped_or_interrupted_run_can_be_resumed(store: RunStore, status: Status) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.1, Step(1, 2.0, 0.1)), (0.2, Finished(status))])
    store.resume(run_id)
    run = store.run(run_id)
    assert run is not None
    assert run.status == status
    assert len(store.events(run_id, Step)) == 1


def test_a_run_whose_last_state_is_gone_cannot_go_on_and_loses_nothing(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.1, Step(1, 2.0, 0.1)), (0.3, Checkpoint(1, 1, b"weights", b"snapshot")), (0.4, Finished("stopped"))])
    store.checkpoints.keep_only_snapshot(run_id, 0)
    for epochs in (None, 20):
        with pytest.raises(ResumeError, match="no longer kept"):
            store.resume(run_id, epochs)
    assert len(store.events(run_id, Step)) == 1
    assert store.runs()[0].status == "stopped"


def test_a_second_tab_cannot_take_epochs_away(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.3, Checkpoint(1, 1, b"weights", b"snapshot")), (0.4, Finished("finished"))])
    store.resume(run_id, epochs=1)
    assert store.runs()[0].status == "finished"


def test_a_run_that_begins_afresh_tells_its_story_once(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.1, Step(1, 2.0, 0.1)), (0.2, Finished("interrupted"))])
    store.resume(run_id)
    store.begin(run_id, afresh=True)
    assert store.events(run_id, Step).empty


def test_what_a_former_server_left_running_is_interrupted_and_the_rest_is_whole(store: RunStore, tmp_path: Path) -> None:
    running, attempt = began(store)
    store.record(running, attempt, [(0.0, Step(1, 1.0, 0.1))])
    finished, attempt = began(store)
    store.record(finished, attempt, [(0.0, Step(1, 1.0, 0.1)), (0.0, Finished("finished"))])
    queued = store.submit(RunConfig(), "me")
    again = RunStore(f"sqlite:///{tmp_path}/runs.db", tmp_path)
    again.interrupt_running()
    assert [run.status for run in map(again.run, (running, finished, queued)) if run] == ["interrupted", "finished", "queued"]
    assert len(again.events(running, Step)) == len(again.events(finished, Step)) == 1


FORMER_SCHEMA = """
CREATE TABLE runs (number INTEGER NOT NULL, id VARCHAR(32) NOT NULL, owner VARCHAR(64) NOT NULL, config TEXT NOT NULL,
    status VARCHAR(16) NOT NULL, message TEXT NOT NULL, attempt INTEGER NOT NULL, created FLOAT NOT NULL, begun FLOAT NOT NULL,
    PRIMARY KEY (number), UNIQUE (id));
CREATE TABLE events (number INTEGER PRIMARY KEY AUTOINCREMENT, run_id VARCHAR(32) NOT NULL, seconds FLOAT NOT NULL,
    kind VARCHAR(16) NOT NULL, body TEXT NOT NULL);
CREATE TABLE commands (number INTEGER NOT NULL, run_id VARCHAR(32) NOT NULL, name VARCHAR(16) NOT NULL, PRIMARY KEY (number));
"""


def test_a_database_of_the_first_version_is_read_and_goes_on(tmp_path: Path) -> None:
    former, url = "f" * 32, f"sqlite:///{tmp_path}/runs.db"
    config = '{"hidden_sizes": [64], "activation": "relu", "optimizer": "adamw", "lr": 0.01, "epochs": 3, "device": "auto"}'
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in FORMER_SCHEMA.split(";")[:-1]:
            connection.exec_driver_sql(statement)
        row = (1, former, "me", config, "stopped", "", 1, 1.0, 1.0)
        connection.exec_driver_sql(f"INSERT INTO runs VALUES ({', '.join('?' * 9)})", row)
        step = """INSERT INTO events (run_id, seconds, kind, body) VALUES (?, 1.0, 'Step', '{"step": 1, "loss": 2.0}')"""
        connection.exec_driver_sql(step, (former,))
    engine.dispose()
    for _ in range(2):  # opening it again changes nothing
        store = RunStore(url, tmp_path)
        assert "ix_runs_sweep" in {index["name"] for index in inspect(store._engine).get_indexes("runs")}
        run = the(store, former)
        assert run.config == RunConfig(hidden_sizes=(64,), optimizer="adamw", lr=0.01, epochs=3, weight_decay=0.01)
        assert (run.name, run.note, run.sweep) == ("", "", "")
        assert store.events(former, Step)["lr"].isna().tolist() == [True]
        store.close()
    store = RunStore(url, tmp_path)
    store.label(former, "old one", "")
    store.command(former, "change", Change("lr", 0.5))
    store.resume(former)
    assert [queued.label for queued in store.queue()] == ["old one (run 1)"]
    assert store.take_commands() == [(former, "change", Change("lr", 0.5))]
    assert store.submit(RunConfig(), "me", "s" * 32) in {run.id for run in store.runs(sweep="s" * 32)}
    store.close()
