"""core.runs.store: what is deleted leaves nothing behind, and old runs make room."""

from pathlib import Path

import pytest

from core.config import RunConfig
from core.events import Checkpoint, Finished, Step, Suspended
from core.runs.store import RunStore
from tests.core.runs.driving import began, the


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
