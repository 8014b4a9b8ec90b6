"""core.runs.store and core.files: what is asked for and what happened, kept through whatever happens."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from core.config import RunConfig
from core.events import Change, Checkpoint, Epoch, Finished, Started, Status, Step, Suspended
from core.files import write_whole
from core.runs.run import MAX_NOTE, ResumeError
from core.runs.store import LabelError, Run, RunStore


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(f"sqlite:///{tmp_path}/runs.db", tmp_path)


def began(store: RunStore, owner: str = "me") -> tuple[str, int]:
    run_id = store.submit(RunConfig(epochs=2), owner)
    return run_id, store.begin(run_id)


def the(store: RunStore, run_id: str) -> Run:
    run = store.run(run_id)
    assert run is not None
    return run


def test_a_run_is_queued_then_running_then_ended(store: RunStore) -> None:
    run_id = store.submit(RunConfig(lr=0.5), "me")
    queued = store.run(run_id)
    assert queued is not None
    assert (queued.status, queued.config, queued.owner, queued.ended) == ("queued", RunConfig(lr=0.5), "me", False)
    attempt = store.begin(run_id)
    store.record(run_id, attempt, [(1.0, Finished("diverged", "Too fast."))])
    ended = store.run(run_id)
    assert ended is not None
    assert (ended.status, ended.message, ended.ended) == ("diverged", "Too fast.", True)


def test_events_come_back_as_they_were_told(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.0, Started("CPU", 10, 4)), (0.1, Step(1, 2.5, 0.1)), (0.2, Step(2, float("inf"), 0.1))])
    store.record(run_id, attempt, [(0.3, Epoch(1, 2, 2.0, 0.5, 0.4)), (0.4, Checkpoint(1, 2, b"weights"))])
    steps, epochs = store.events(run_id, Step), store.events(run_id, Epoch)
    assert steps.to_dict("list") == {"seconds": [0.1, 0.2], "step": [1, 2], "loss": [2.5, float("inf")], "lr": [0.1, 0.1]}
    assert epochs.to_dict("records") == [{"seconds": 0.3, "epoch": 1, "step": 2, "train_loss": 2.0, "train_acc": 0.5, "test_acc": 0.4}]
    assert store.weights_path(run_id).read_bytes() == b"weights"
    assert store.last_epochs([run_id, "0" * 32]).loc[run_id, "test_acc"] == 0.4


def test_a_run_without_events_has_empty_tables_with_all_columns(store: RunStore) -> None:
    assert list(store.events("0" * 32, Step).columns) == ["seconds", "step", "loss", "lr"]
    assert store.last_epochs([]).empty
    assert store.last_event("0" * 32) == 0


def test_the_last_events_number_changes_with_every_event(store: RunStore) -> None:
    run_id, attempt = began(store)
    numbers = [store.last_event(run_id)]
    for step in (1, 2):
        store.record(run_id, attempt, [(0.0, Step(step, 1.0, 0.1))])
        numbers.append(store.last_event(run_id))
    assert numbers == sorted(set(numbers))


def test_a_resumed_run_forgets_what_came_after_its_last_checkpoint(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(
        run_id, attempt, [(0.1, Step(1, 2.0, 0.1)), (0.2, Epoch(1, 1, 2.0, 0.5, 0.4)), (0.3, Checkpoint(1, 1, b"weights", b"resume"))]
    )
    store.record(run_id, attempt, [(0.4, Step(2, 1.0, 0.1)), (0.5, Finished("interrupted"))])
    store.resume(run_id)
    run = store.run(run_id)
    assert run is not None
    assert run.status == "queued"
    assert store.events(run_id, Step)["step"].tolist() == [1]
    assert store.resume_point(run_id) == b"resume"
    assert store.begin(run_id) == attempt + 1


def test_a_paused_run_goes_on_from_the_middle_of_its_epoch(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.1, Step(3, 2.0, 0.1)), (0.3, Checkpoint(1, 3, b"weights", b"after the epoch"))])
    store.record(run_id, attempt, [(0.4, Step(5, 1.0, 0.1)), (0.5, Suspended(5, b"in the middle")), (0.5, Finished("paused"))])
    assert the(store, run_id).ended
    store.resume(run_id)
    assert store.resume_point(run_id) == b"in the middle"
    assert store.events(run_id, Step)["step"].tolist() == [3, 5]


def test_a_run_suspended_twice_goes_on_from_the_later_state(store: RunStore) -> None:
    run_id, attempt = began(store)
    for step in (5, 900, 1000, 10_000):
        store.record(run_id, attempt, [(0.1, Step(step, 1.0, 0.1)), (0.1, Suspended(step, b"%d" % step)), (0.1, Finished("paused"))])
        store.resume(run_id)
        assert store.resume_point(run_id) == b"%d" % step
        attempt = store.begin(run_id)


def test_a_finished_run_goes_on_to_more_epochs_and_keeps_what_it_has(store: RunStore) -> None:
    run_id, attempt = began(store)
    epochs = [(0.2, Epoch(2, 9, 1.0, 0.5, 0.4)), (0.3, Checkpoint(2, 9, b"weights", b"resume"))]
    store.record(run_id, attempt, [*epochs, (0.4, Finished("finished"))])
    store.resume(run_id, epochs=5)
    run = the(store, run_id)
    assert (run.status, run.config) == ("queued", RunConfig(epochs=5))
    assert store.resume_point(run_id) == b"resume"
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


def test_messages_of_an_attempt_that_was_given_up_are_dropped(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt - 1, [(0.0, Step(1, 1.0, 0.1)), (0.0, Checkpoint(1, 1, b"stale")), (0.0, Finished("finished"))])
    run = store.run(run_id)
    assert run is not None
    assert run.status == "running"
    assert store.events(run_id, Step).empty
    assert not store.weights_path(run_id).exists()


def test_nothing_is_added_to_a_run_that_has_ended(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.0, Finished("finished"))])
    store.record(run_id, attempt, [(0.0, Step(1, 1.0, 0.1))])
    store.end(run_id, "failed", "no")
    run = store.run(run_id)
    assert run is not None
    assert run.status == "finished"
    assert store.events(run_id, Step).empty


def test_commands_are_given_out_once_in_order(store: RunStore) -> None:
    store.command("a", "stop")
    store.command("b", "change", Change("lr", 0.01))
    assert store.take_commands() == [("a", "stop", None), ("b", "change", Change("lr", 0.01))]
    assert store.take_commands() == []


def test_the_queue_is_first_come_first_served(store: RunStore) -> None:
    ids = [store.submit(RunConfig(seed=seed), "me") for seed in range(3)]
    assert [run.id for run in store.queue()] == ids
    for run_id in ids:
        assert store.queue()[0].id == run_id
        store.record(run_id, store.begin(run_id), [(0.0, Finished("finished"))])
    assert store.queue() == []


def test_visitors_take_turns(store: RunStore) -> None:
    for owner in ("many", "many", "many", "one", "two", "two"):
        store.submit(RunConfig(), owner)
    turns = []
    while queue := store.queue():
        turns.append(queue[0].owner)
        store.record(queue[0].id, store.begin(queue[0].id), [(0.0, Finished("finished"))])
        time.sleep(0.002)  # a turn takes time
    assert turns == ["many", "one", "two", "many", "two", "many"]


def test_a_run_whose_config_this_version_cannot_use_is_left_out_and_harms_nobody(store: RunStore) -> None:
    unreadable, readable = store.submit(RunConfig(epochs=3), "me"), store.submit(RunConfig(), "me")
    with store._write() as connection:
        connection.exec_driver_sql(f"UPDATE runs SET config = '{{\"epochs\": 500}}' WHERE id = '{unreadable}'")
    assert [run.id for run in store.runs()] == [run.id for run in store.queue()] == [readable]
    assert store.run(unreadable) is None


def test_a_run_whose_last_state_is_gone_cannot_go_on_and_loses_nothing(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.1, Step(1, 2.0, 0.1)), (0.3, Checkpoint(1, 1, b"weights", b"resume")), (0.4, Finished("stopped"))])
    store.checkpoints.keep_resume(run_id, 0)
    for epochs in (None, 20):
        with pytest.raises(ResumeError, match="no longer kept"):
            store.resume(run_id, epochs)
    assert len(store.events(run_id, Step)) == 1
    assert store.runs()[0].status == "stopped"


def test_a_second_tab_cannot_take_epochs_away(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.3, Checkpoint(1, 1, b"weights", b"resume")), (0.4, Finished("finished"))])
    store.resume(run_id, epochs=1)
    assert store.runs()[0].status == "finished"


def test_a_run_that_begins_afresh_tells_its_story_once(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.1, Step(1, 2.0, 0.1)), (0.2, Finished("interrupted"))])
    store.resume(run_id)
    store.begin(run_id, afresh=True)
    assert store.events(run_id, Step).empty


def test_event_numbers_are_never_given_twice(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.1, Step(1, 2.0, 0.1)), (0.2, Finished("stopped"))])
    before = store.last_event(run_id)
    store.resume(run_id)
    store.record(run_id, store.begin(run_id), [(0.1, Step(1, 2.0, 0.1))])
    assert store.last_event(run_id) > before


def test_runs_are_listed_newest_first_by_owner_and_status(store: RunStore) -> None:
    mine, theirs = store.submit(RunConfig(), "me"), store.submit(RunConfig(), "them")
    store.begin(theirs)
    assert [run.id for run in store.runs()] == [theirs, mine]
    assert [run.id for run in store.runs(owner="me")] == [mine]
    assert [run.id for run in store.runs(status="running")] == [theirs]
    assert [run.id for run in store.runs(limit=1)] == [theirs]


def test_runs_asked_for_together_are_kept_in_their_order_and_found_by_their_sweep(store: RunStore) -> None:
    store.submit(RunConfig(), "me")
    ids = store.submit_all([RunConfig(seed=seed) for seed in range(3)], "me", "s" * 32)
    assert [run.id for run in reversed(store.runs(sweep="s" * 32))] == ids
    assert [run.config.seed for run in map(store.run, ids) if run] == [0, 1, 2]
    assert len(store.runs()) == 4


def test_a_name_and_a_note_are_kept_until_they_are_taken_away(store: RunStore) -> None:
    run_id = store.submit(RunConfig(), "me")
    store.label(run_id, " wide_net-2 ", "What\nI saw: ∂L/∂w ≈ 0 ")
    run = the(store, run_id)
    assert (run.name, run.note, run.label) == ("wide_net-2", "What\nI saw: ∂L/∂w ≈ 0", "wide_net-2 (run 1)")
    store.label(run_id, "", "")
    run = the(store, run_id)
    assert (run.name, run.note, run.label) == ("", "", "Run 1")


@pytest.mark.parametrize("name", ["x" * 41, "<b>", "a.b", "ä", "a\nb", "$x$", "[a](b)", "٣", "a\n"[:1] + "\u00a0b"])
def test_a_name_with_other_signs_is_refused_in_a_sentence(store: RunStore, name: str) -> None:
    run_id = store.submit(RunConfig(), "me")
    with pytest.raises(LabelError, match="40 letters from A to Z"):
        store.label(run_id, name, "")
    assert the(store, run_id).name == ""


def test_a_note_too_long_is_refused_in_a_sentence(store: RunStore) -> None:
    run_id = store.submit(RunConfig(), "me")
    store.label(run_id, "", "x" * MAX_NOTE)
    with pytest.raises(LabelError, match="500 characters; this one has 501"):
        store.label(run_id, "", "x" * (MAX_NOTE + 1))


def test_a_deleted_run_leaves_nothing_behind(store: RunStore, tmp_path: Path) -> None:
    (run_id, attempt), (other, other_attempt) = began(store), began(store)
    for one, its_attempt in ((run_id, attempt), (other, other_attempt)):
        store.record(one, its_attempt, [(0.1, Step(1, 2.0, 0.1)), (0.2, Checkpoint(1, 1, b"weights")), (0.3, Finished("finished"))])
        store.command(one, "stop")
    assert store.delete(run_id)
    assert not store.delete(run_id)
    assert store.run(run_id) is None
    assert (store.last_event(run_id), store.take_commands()) == (0, [(other, "stop", None)])
    assert [path.name for path in (tmp_path / "weights").iterdir()] == [other]
    assert the(store, other).status == "finished"


def test_a_run_that_has_not_ended_cannot_be_deleted(store: RunStore) -> None:
    queued, (running, attempt) = store.submit(RunConfig(), "me"), began(store)
    store.record(running, attempt, [(0.2, Checkpoint(1, 1, b"weights"))])
    assert not store.delete(queued)
    assert not store.delete(running)
    assert store.weights_path(running).is_file()
    assert len(store.runs()) == 2


def test_what_is_told_of_a_deleted_run_leaves_no_files(store: RunStore, tmp_path: Path) -> None:
    run_id, attempt = began(store)
    store.end(run_id, "failed")
    store.delete(run_id)
    store.record(run_id, attempt, [(0.2, Checkpoint(1, 1, b"weights")), (0.3, Finished("finished"))])
    assert list((tmp_path / "weights").iterdir()) == []


def test_a_run_deleted_while_its_weights_are_written_leaves_no_files(
    store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id, attempt = began(store)
    write = store.checkpoints.write

    def write_late(run_id: str, state: Checkpoint | Suspended) -> None:
        store.end(run_id, "failed")
        assert store.delete(run_id)
        write(run_id, state)

    monkeypatch.setattr(store.checkpoints, "write", write_late)
    store.record(run_id, attempt, [(0.2, Checkpoint(1, 1, b"weights"))])
    assert list((tmp_path / "weights").iterdir()) == []
    assert store.last_event(run_id) == 0


def test_room_is_made_of_runs_without_a_name_first_and_never_of_open_ones(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    named, old, new, running = (began(store) for _ in range(4))
    for run_id, attempt in (named, old, new, running):
        store.record(run_id, attempt, [(0.1, Checkpoint(1, 1, b"weights"))])
    for run_id, attempt in (named, old, new):
        store.record(run_id, attempt, [(0.2, Finished("finished"))])
    store.label(named[0], "", "best so far")
    asked: list[str] = []
    monkeypatch.setattr(store.checkpoints, "make_room", asked.extend)
    store.make_room()
    assert asked == [old[0], new[0], named[0]]


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


def test_the_last_epochs_of_more_runs_than_a_query_takes_are_found(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.runs.event_rows.IDS_AT_ONCE", 2)
    ids = []
    for i in range(5):
        run_id, attempt = began(store)
        store.record(run_id, attempt, [(epoch, Epoch(epoch, epoch, 1.0, 0.5, i / 10)) for epoch in (1, 2)])
        ids.append(run_id)
    found = store.last_epochs(ids)
    assert found.loc[ids, "test_acc"].tolist() == [0.0, 0.1, 0.2, 0.3, 0.4]
    assert found["epoch"].unique().tolist() == [2]


@pytest.mark.parametrize("run_id", ["", "x", "../../etc/passwd", "A" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n", "' or 1=1 --"])
def test_an_id_that_nobody_was_given_is_no_run_and_no_file(store: RunStore, run_id: str) -> None:
    assert store.run(run_id) is None
    with pytest.raises(ValueError, match="hexadecimal"):
        store.weights_path(run_id)


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


def test_threads_may_write_at_once(store: RunStore) -> None:
    run_id, attempt = began(store)

    def work(start: int) -> None:
        for step in range(start, start + 50):
            store.record(run_id, attempt, [(0.0, Step(step, 1.0, 0.1))])
            store.command(run_id, "stop")

    threads = [threading.Thread(target=work, args=[start]) for start in (0, 100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.events(run_id, Step)) == len(store.take_commands()) == 200


def test_sqlite_is_tuned_for_one_writer_and_many_readers(store: RunStore) -> None:
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1  # NORMAL


def test_a_kill_in_the_middle_of_writing_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "weights"
    write_whole(path, b"0" * 3_000_000)
    endless = "import itertools, sys; from pathlib import Path; from core.files import write_whole\nfor i in itertools.count():\n"
    endless += "    write_whole(Path(sys.argv[1]), str(i % 10).encode() * 3_000_000)\n    print(i, flush=True)"
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", endless, str(path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            writer.kill()
        content = path.read_bytes()
        assert len(content) == 3_000_000
        assert len(set(content)) == 1
