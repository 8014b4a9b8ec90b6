"""core.store and core.files: what is asked for and what happened, kept through whatever happens."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from core.config import RunConfig
from core.events import Checkpoint, Epoch, Finished, Started, Status, Step
from core.files import write_whole
from core.store import RunStore


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(f"sqlite:///{tmp_path}/runs.db", tmp_path)


def began(store: RunStore, owner: str = "me") -> tuple[str, int]:
    run_id = store.submit(RunConfig(epochs=2), owner)
    return run_id, store.begin(run_id)


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
    store.record(run_id, attempt, [(0.0, Started("CPU", 10, 4)), (0.1, Step(1, 2.5)), (0.2, Step(2, float("inf")))])
    store.record(run_id, attempt, [(0.3, Epoch(1, 2, 2.0, 0.5, 0.4)), (0.4, Checkpoint(1, b"weights"))])
    steps, epochs = store.events(run_id, Step), store.events(run_id, Epoch)
    assert steps.to_dict("list") == {"seconds": [0.1, 0.2], "step": [1, 2], "loss": [2.5, float("inf")]}
    assert epochs.to_dict("records") == [{"seconds": 0.3, "epoch": 1, "step": 2, "train_loss": 2.0, "train_acc": 0.5, "test_acc": 0.4}]
    assert store.weights_path(run_id).read_bytes() == b"weights"
    assert store.last_epochs([run_id, "0" * 32]).loc[run_id, "test_acc"] == 0.4


def test_a_run_without_events_has_empty_tables_with_all_columns(store: RunStore) -> None:
    assert list(store.events("0" * 32, Step).columns) == ["seconds", "step", "loss"]
    assert store.last_epochs([]).empty
    assert store.last_event("0" * 32) == 0


def test_the_last_events_number_changes_with_every_event(store: RunStore) -> None:
    run_id, attempt = began(store)
    numbers = [store.last_event(run_id)]
    for step in (1, 2):
        store.record(run_id, attempt, [(0.0, Step(step, 1.0))])
        numbers.append(store.last_event(run_id))
    assert numbers == sorted(set(numbers))


def test_a_resumed_run_forgets_what_came_after_its_last_checkpoint(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.1, Step(1, 2.0)), (0.2, Epoch(1, 1, 2.0, 0.5, 0.4)), (0.3, Checkpoint(1, b"weights", b"resume"))])
    store.record(run_id, attempt, [(0.4, Step(2, 1.0)), (0.5, Finished("interrupted"))])
    store.resume(run_id)
    run = store.run(run_id)
    assert run is not None
    assert run.status == "queued"
    assert store.events(run_id, Step)["step"].tolist() == [1]
    assert store.resume_point(run_id) == b"resume"
    assert store.begin(run_id) == attempt + 1


@pytest.mark.parametrize("status", ["finished", "diverged", "failed"])
def test_only_a_stopped_or_interrupted_run_can_be_resumed(store: RunStore, status: Status) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.1, Step(1, 2.0)), (0.2, Finished(status))])
    store.resume(run_id)
    run = store.run(run_id)
    assert run is not None
    assert run.status == status
    assert len(store.events(run_id, Step)) == 1


def test_messages_of_an_attempt_that_was_given_up_are_dropped(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt - 1, [(0.0, Step(1, 1.0)), (0.0, Checkpoint(1, b"stale")), (0.0, Finished("finished"))])
    run = store.run(run_id)
    assert run is not None
    assert run.status == "running"
    assert store.events(run_id, Step).empty
    assert not store.weights_path(run_id).exists()


def test_nothing_is_added_to_a_run_that_has_ended(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.0, Finished("finished"))])
    store.record(run_id, attempt, [(0.0, Step(1, 1.0))])
    store.end(run_id, "failed", "no")
    run = store.run(run_id)
    assert run is not None
    assert run.status == "finished"
    assert store.events(run_id, Step).empty


def test_commands_are_given_out_once_in_order(store: RunStore) -> None:
    store.command("a", "stop")
    store.command("b", "stop")
    assert store.take_commands() == [("a", "stop"), ("b", "stop")]
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


def test_a_resumed_run_whose_files_are_gone_starts_afresh(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.1, Step(1, 2.0)), (0.3, Checkpoint(1, b"weights", b"resume")), (0.4, Finished("stopped"))])
    store.checkpoints.forget_resume(run_id)
    store.resume(run_id)
    assert store.events(run_id, Step).empty
    assert store.resume_point(run_id) == b""


def test_event_numbers_are_never_given_twice(store: RunStore) -> None:
    run_id, attempt = began(store)
    store.record(run_id, attempt, [(0.1, Step(1, 2.0)), (0.2, Finished("stopped"))])
    before = store.last_event(run_id)
    store.resume(run_id)
    store.record(run_id, store.begin(run_id), [(0.1, Step(1, 2.0))])
    assert store.last_event(run_id) > before


def test_runs_are_listed_newest_first_by_owner_and_status(store: RunStore) -> None:
    mine, theirs = store.submit(RunConfig(), "me"), store.submit(RunConfig(), "them")
    store.begin(theirs)
    assert [run.id for run in store.runs()] == [theirs, mine]
    assert [run.id for run in store.runs(owner="me")] == [mine]
    assert [run.id for run in store.runs(status="running")] == [theirs]
    assert [run.id for run in store.runs(limit=1)] == [theirs]


@pytest.mark.parametrize("run_id", ["", "x", "../../etc/passwd", "A" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n", "' or 1=1 --"])
def test_an_id_that_nobody_was_given_is_no_run_and_no_file(store: RunStore, run_id: str) -> None:
    assert store.run(run_id) is None
    with pytest.raises(ValueError, match="hexadecimal"):
        store.weights_path(run_id)


def test_what_a_former_server_left_running_is_interrupted_and_the_rest_is_whole(store: RunStore, tmp_path: Path) -> None:
    running, attempt = began(store)
    store.record(running, attempt, [(0.0, Step(1, 1.0))])
    finished, attempt = began(store)
    store.record(finished, attempt, [(0.0, Step(1, 1.0)), (0.0, Finished("finished"))])
    queued = store.submit(RunConfig(), "me")
    again = RunStore(f"sqlite:///{tmp_path}/runs.db", tmp_path)
    again.interrupt_running()
    assert [run.status for run in map(again.run, (running, finished, queued)) if run] == ["interrupted", "finished", "queued"]
    assert len(again.events(running, Step)) == len(again.events(finished, Step)) == 1


def test_threads_may_write_at_once(store: RunStore) -> None:
    run_id, attempt = began(store)

    def work(start: int) -> None:
        for step in range(start, start + 50):
            store.record(run_id, attempt, [(0.0, Step(step, 1.0))])
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
