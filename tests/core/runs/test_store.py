"""core.runs.store: runs, events and commands, kept through whatever happens."""

import threading
import time

import pytest

from core.config import RunConfig
from core.events import Change, Checkpoint, Epoch, Finished, Started, Step
from core.runs.run import MAX_NOTE
from core.runs.store import LabelError, RunStore
from tests.core.runs.driving import began, the


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
