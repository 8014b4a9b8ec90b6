"""The controller on top of a backend: queue, commands, kills, resumes, trouble with the store."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.config import RunConfig
from core.events import ENDED, Change, Changed, Diagnostics, Epoch, Event, Step
from core.mlp import load_model
from core.runner import Backend, Controller, LocalBackend
from core.runs.store import Run, RunStore
from tests.core.runner.driving import ENDLESS, SHORT
from tests.waiting import wait_for


def status_of(store: RunStore, run_id: str) -> str:
    run = store.run(run_id)
    assert run is not None
    return run.status


def wait_for_end(store: RunStore, run_id: str) -> Run:
    wait_for(lambda: status_of(store, run_id) in ENDED, "the run's end")
    run = store.run(run_id)
    assert run is not None
    return run


def test_queued_runs_are_trained_one_after_the_other(controlled: RunStore) -> None:
    ids = [controlled.submit(SHORT, "me") for _ in range(2)]
    assert [wait_for_end(controlled, run_id).status for run_id in ids] == ["finished", "finished"]
    first, second = (controlled.events(run_id, Epoch)["test_acc"].tolist() for run_id in ids)
    assert first == second  # equal configs
    assert load_model(controlled.weights_path(ids[0]))


def test_stop_ends_a_running_run_and_a_queued_one(controlled: RunStore) -> None:
    running, queued = controlled.submit(ENDLESS, "me"), controlled.submit(ENDLESS, "me")
    wait_for(lambda: len(controlled.events(running, Step)), "the first step")
    controlled.command(queued, "stop")
    controlled.command(running, "stop")
    assert wait_for_end(controlled, queued).status == "stopped"
    assert wait_for_end(controlled, running).status == "stopped"


def test_a_worker_that_is_killed_leaves_its_run_interrupted_and_the_next_run_starts(store: RunStore, backend: Backend) -> None:
    with Controller(store, backend):
        first = store.submit(ENDLESS, "me")
        wait_for(lambda: len(store.events(first, Step)), "the first step")
        os.kill(backend._running[first].process.pid, signal.SIGKILL)
        run = wait_for_end(store, first)
        assert (run.status, run.message) == ("interrupted", "The training process ended unexpectedly (signal 9).")
        assert wait_for_end(store, store.submit(SHORT, "me")).status == "finished"


def test_a_diverging_run_says_at_which_step_and_what_to_try(controlled: RunStore) -> None:
    run = wait_for_end(controlled, controlled.submit(RunConfig(lr=1e3, epochs=1), "me"))
    assert run.status == "diverged"
    assert "diverged at step 2" in run.message
    assert "try a learning rate of 0.001 or less" in run.message


def test_a_run_that_does_not_heed_stop_is_killed_and_counts_as_stopped(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, backend: Backend
) -> None:
    monkeypatch.setattr(LocalBackend, "suspend", lambda *_: None)
    with Controller(store, backend):
        run_id = store.submit(ENDLESS, "me")
        wait_for(lambda: len(store.events(run_id, Step)), "the first step")
        store.command(run_id, "stop")
        assert wait_for_end(store, run_id).status == "stopped"


def test_a_run_that_is_killed_and_resumed_again_and_again_ends_as_if_nothing_had_happened(store: RunStore, backend: Backend) -> None:
    config = RunConfig(hidden_sizes=(8,), n_examples=5000, batch_size=64, epochs=40, device="cpu")
    with Controller(store, backend):
        killed, undisturbed = store.submit(config, "me"), store.submit(config, "me")
        for n_more_epochs in (0, 1, 3):
            n_steps, n_epochs = (len(store.events(killed, kind)) for kind in (Step, Epoch))
            wait_for(
                lambda steps=n_steps, epochs=n_epochs + n_more_epochs: (  # type: ignore[misc]
                    len(store.events(killed, Step)) > steps and len(store.events(killed, Epoch)) >= epochs
                ),
                "a place to kill",
            )
            os.kill(backend._running[killed].process.pid, signal.SIGKILL)
            assert wait_for_end(store, killed).status == "interrupted"
            store.resume(killed)
        assert wait_for_end(store, undisturbed).status == wait_for_end(store, killed).status == "finished"
    for kind in (Step, Epoch):
        one, two = (store.events(run_id, kind).drop(columns="seconds") for run_id in (killed, undisturbed))
        assert one.equals(two)
    assert store.events(killed, Step)["seconds"].is_monotonic_increasing
    weights = [store.weights_path(run_id).read_bytes() for run_id in (killed, undisturbed)]
    assert weights[0] == weights[1]


def as_told(store: RunStore, run_id: str, kind: type[Event]) -> list[dict]:
    return store.events(run_id, kind).drop(columns="seconds").to_dict("records")


def test_a_paused_and_resumed_run_ends_as_if_nothing_had_happened_and_loses_no_step(store: RunStore, backend: Backend) -> None:
    config = RunConfig(hidden_sizes=(8,), n_examples=5000, batch_size=64, epochs=40, device="cpu", schedule="cosine", dropout=0.2)
    with Controller(store, backend):
        paused, undisturbed = store.submit(config, "me"), store.submit(config, "me")
        for _ in range(2):
            n_steps = len(store.events(paused, Step))
            wait_for(lambda n=n_steps: len(store.events(paused, Step)) > n + 20, "a place to pause")  # type: ignore[misc]
            store.command(paused, "pause")
            assert wait_for_end(store, paused).status == "paused"
            store.resume(paused)
        assert wait_for_end(store, undisturbed).status == wait_for_end(store, paused).status == "finished"
    for kind in (Step, Epoch, Diagnostics):
        assert as_told(store, paused, kind) == as_told(store, undisturbed, kind)


def test_a_change_while_it_trains_is_kept_as_an_event_and_a_later_resume_keeps_to_it(store: RunStore, backend: Backend) -> None:
    with Controller(store, backend):
        run_id = store.submit(ENDLESS, "me")
        wait_for(lambda: len(store.events(run_id, Step)), "the first step")
        store.command(run_id, "change", Change("lr", 0.02))
        wait_for(lambda: len(store.events(run_id, Changed)), "the change")
        store.command(run_id, "pause")
        assert wait_for_end(store, run_id).status == "paused"
        step = store.events(run_id, Step)["step"].iloc[-1]
        store.resume(run_id)
        wait_for(lambda: store.events(run_id, Step)["step"].iloc[-1] > step, "a step after the pause")
        store.command(run_id, "stop")
        wait_for_end(store, run_id)
    assert set(store.events(run_id, Step)["lr"]) == {0.001, 0.02}
    assert store.events(run_id, Step)["lr"].iloc[-1] == 0.02


def test_a_finished_run_continues_training_for_more_epochs(store: RunStore, backend: Backend) -> None:
    with Controller(store, backend):
        run_id = store.submit(SHORT, "me")
        assert wait_for_end(store, run_id).status == "finished"
        store.resume(run_id, epochs=5)
        run = wait_for_end(store, run_id)
    assert (run.status, run.config.epochs) == ("finished", 5)
    assert store.events(run_id, Epoch)["epoch"].tolist() == [1, 2, 3, 4, 5]


def test_a_run_that_is_deleted_while_it_ends_leaves_nothing_behind(store: RunStore, backend: Backend) -> None:
    with Controller(store, backend):
        run_id = store.submit(SHORT, "me")
        wait_for_end(store, run_id)
        store.delete(run_id)
        assert wait_for_end(store, store.submit(SHORT, "me")).status == "finished"
    assert store.run(run_id) is None
    assert store.checkpoints.epochs(run_id) == []


SERVER = """
import sys, time
from pathlib import Path
from core.runner import Controller, LocalBackend
from core.runs.store import RunStore
with Controller(RunStore(f"sqlite:///{sys.argv[1]}/runs.db", Path(sys.argv[1])), LocalBackend(n_slots=1)):
    time.sleep(600)
"""


def test_killing_the_server_leaves_no_orphan_and_its_restart_finds_everything_in_order(
    store: RunStore, tmp_path: Path, backend: Backend
) -> None:
    finished, running = store.submit(SHORT, "me"), store.submit(ENDLESS, "me")
    with subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path)]) as server:
        wait_for(lambda: len(store.events(running, Step)), "the second run's first step")
        workers = _children(server.pid)
        assert workers
        server.kill()
    wait_for(lambda: not any(map(_is_alive, workers)), "the workers' end")
    assert status_of(store, running) == "running"
    with Controller(store, backend):
        assert status_of(store, finished) == "finished"
        assert len(store.events(finished, Epoch)) == 2
        assert status_of(store, running) == "interrupted"
        assert wait_for_end(store, store.submit(SHORT, "me")).status == "finished"


def _children(pid: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]


def _is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_the_controller_outlives_a_store_that_fails_for_a_while(store: RunStore, monkeypatch: pytest.MonkeyPatch, backend: Backend) -> None:
    refusals = []

    def full(*_: object) -> None:
        refusals.append("full")
        raise OSError(28, "No space left on device")

    with Controller(store, backend):
        monkeypatch.setattr(store.checkpoints, "write", full)
        run = wait_for_end(store, run_id := store.submit(ENDLESS, "me"))
        assert (run.status, run.message) == ("interrupted", "What this run reported could not be kept (OSError). Try Resume in a while.")
        monkeypatch.undo()
        store.resume(run_id)
        wait_for(lambda: len(store.events(run_id, Epoch)), "the first epoch after the trouble")
        monkeypatch.setattr(RunStore, "take_commands", full)
        before = len(refusals)
        wait_for(lambda: len(refusals) >= before + 2, "a turn of the controller after one that failed")
        monkeypatch.undo()
        store.command(run_id, "stop")
        assert wait_for_end(store, run_id).status == "stopped"


def test_a_run_gives_way_to_others_when_its_time_is_up_and_can_be_resumed(store: RunStore, backend: Backend) -> None:
    with Controller(store, backend, max_seconds=2.0):
        run = wait_for_end(store, store.submit(ENDLESS, "me"))
        assert run.status == "stopped"
        assert "Press Resume to go on" in run.message


def test_a_run_for_which_no_process_can_be_started_ends_with_a_sentence_and_can_be_resumed(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, backend: Backend
) -> None:
    def no_more(*_: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    with Controller(store, backend):
        monkeypatch.setattr(LocalBackend, "start", no_more)
        run = wait_for_end(store, run_id := store.submit(SHORT, "me"))
        assert run.status == "interrupted"
        assert "could be started (Resource temporarily unavailable)" in run.message
        monkeypatch.undo()
        store.resume(run_id)
        assert wait_for_end(store, run_id).status == "finished"


def test_a_state_that_cannot_be_read_keeps_nobody_else_waiting(store: RunStore, monkeypatch: pytest.MonkeyPatch, backend: Backend) -> None:
    unreadable = store.submit(SHORT, "me")
    read = store.last_snapshot

    def broken(run_id: str) -> bytes:
        if run_id == unreadable:
            raise OSError(5, "Input/output error")
        return read(run_id)

    monkeypatch.setattr(store, "last_snapshot", broken)
    with Controller(store, backend):
        assert wait_for_end(store, store.submit(SHORT, "you")).status == "finished"
        assert wait_for_end(store, unreadable).status == "interrupted"
