"""What the controller remembers of a run while it is active, without any process: the backend says what the test wants."""

from collections.abc import Callable
from typing import Any

import pytest

from core.config import RunConfig
from core.events import Change, Event, Finished, Started, Step
from core.runner import Controller, Message
from core.runs.store import RunStore

CONFIG = RunConfig(hidden_sizes=(8,), epochs=1)
STARTED = Started("CPU", 1, 10)


class ScriptedBackend:
    """Has one slot, starts nothing, reports what `report` was given, and notes what it was asked for."""

    def __init__(self) -> None:
        self.running: str | None = None
        self.asked: list[str] = []
        self._messages: list[Message] = []

    def report(self, run_id: str, attempt: int, *events: Event) -> None:
        self._messages += [Message(run_id, attempt, float(k), event) for k, event in enumerate(events)]
        if isinstance(events[-1], Finished):
            self.running = None

    def start(self, run_id: str, attempt: int, config: RunConfig, snapshot: bytes = b"") -> None:
        self.running = run_id

    def poll(self) -> list[Message]:
        messages, self._messages = self._messages, []
        return messages

    def suspend(self, run_id: str) -> None:
        self.asked.append("suspend")

    def change(self, run_id: str, change: Change) -> None:
        self.asked.append(f"change {change.name}")

    def kill(self, run_id: str) -> None:
        self.asked.append("kill")

    def slots(self) -> int:
        return int(self.running is None)

    def prepare(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def backend() -> ScriptedBackend:
    return ScriptedBackend()


@pytest.fixture
def controller(store: RunStore, backend: ScriptedBackend) -> Controller:
    """Its thread is not started: a test ticks it."""
    return Controller(store, backend, max_seconds=600)


def failing_once(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next `record` finds the disk full."""
    record: Callable[..., Any] = store.record

    def fail(*_: object) -> None:
        monkeypatch.setattr(store, "record", record)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "record", fail)


def test_an_end_that_the_store_did_not_take_is_recorded_later(
    store: RunStore, backend: ScriptedBackend, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = store.submit(CONFIG, "me")
    controller.tick()
    backend.report(run_id, 1, STARTED, Step(10, 1.0, 0.1), Finished("finished"))
    failing_once(store, monkeypatch)
    controller.tick()
    assert store.run(run_id).status == "running"
    controller.tick()
    assert store.run(run_id).status == "interrupted"
    assert "could not be kept (OSError)" in store.run(run_id).message
    assert store.events(run_id, Step).empty
    assert not controller._active


def test_after_a_loss_only_the_end_of_the_run_is_recorded(
    store: RunStore, backend: ScriptedBackend, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = store.submit(CONFIG, "me")
    controller.tick()
    backend.report(run_id, 1, STARTED)
    failing_once(store, monkeypatch)
    controller.tick()
    assert backend.asked == ["kill"]
    backend.report(run_id, 1, Step(1, 1.0, 0.1), Finished("interrupted"))
    controller.tick()
    assert store.run(run_id).status == "interrupted"
    assert store.last_event(run_id) == 0
    assert not controller._active


def test_late_messages_of_an_attempt_that_was_given_up_change_nothing(
    store: RunStore, backend: ScriptedBackend, controller: Controller
) -> None:
    run_id = store.submit(CONFIG, "me")
    controller.tick()
    backend.report(run_id, 1, STARTED, Finished("interrupted"))
    controller.tick()
    store.resume(run_id)
    controller.tick()
    backend.report(run_id, 1, Step(5, 9.0, 0.1), Finished("failed", "too late"))
    backend.running = run_id
    controller.tick()
    assert store.run(run_id).status == "running"
    assert store.events(run_id, Step).empty
    backend.report(run_id, store.run(run_id).attempt, STARTED, Step(1, 1.0, 0.1), Finished("finished"))
    controller.tick()
    assert store.run(run_id).status == "finished"
    assert store.events(run_id, Step)["step"].tolist() == [1]
    assert not controller._active


@pytest.mark.parametrize(("command", "status"), [("pause", "paused"), ("stop", "stopped")])
def test_what_was_asked_for_is_what_a_suspended_run_becomes(
    store: RunStore, backend: ScriptedBackend, controller: Controller, command: str, status: str
) -> None:
    run_id = store.submit(CONFIG, "me")
    controller.tick()
    store.command(run_id, command)
    controller.tick()
    assert backend.asked == ["suspend"]
    backend.report(run_id, 1, STARTED, Finished("stopped"))
    controller.tick()
    assert (store.run(run_id).status, store.run(run_id).message) == (status, "")


def test_a_run_over_its_time_is_told_to_stop_once_and_says_why(store: RunStore, backend: ScriptedBackend) -> None:
    controller = Controller(store, backend, max_seconds=0.0)
    run_id = store.submit(CONFIG, "me")
    for _ in range(3):
        controller.tick()
    assert backend.asked == ["suspend"]
    backend.report(run_id, 1, STARTED, Finished("stopped"))
    controller.tick()
    assert store.run(run_id).status == "stopped"
    assert "lets a run train for 0 minutes at a time" in store.run(run_id).message
