"""core.runner: the contract of every backend."""

from core.config import RunConfig
from core.devices import available
from core.events import Change, Changed, Checkpoint, Diagnostics, Epoch, Finished, Started, Step, Suspended
from core.runner import Backend, LocalBackend
from tests.core.runner.driving import ENDLESS, SHORT, ended, only, polled


def test_a_started_run_reports_all_its_events_in_order(backend: Backend) -> None:
    backend.start("a", 7, SHORT)
    messages = polled(backend, "a", ended)
    kinds = [type(message.event) for message in messages if not isinstance(message.event, Step | Diagnostics)]
    assert kinds == [Started, Epoch, Checkpoint, Epoch, Checkpoint, Finished]
    assert [message.event.step for message in messages if isinstance(message.event, Step)] == list(range(1, 31))
    assert messages[-1].event == Finished("finished")
    assert {message.attempt for message in messages} == {7}
    seconds = [message.seconds for message in messages]
    assert seconds == sorted(seconds)


def test_a_slot_is_taken_by_a_run_and_free_after_it(backend: Backend) -> None:
    assert backend.slots() == 1
    backend.start("a", 1, SHORT)
    assert backend.slots() == 0
    polled(backend, "a", ended)
    assert backend.slots() == 1


def test_a_run_that_is_told_to_stop_stops(backend: Backend) -> None:
    backend.start("a", 1, ENDLESS)
    polled(backend, "a", lambda event: isinstance(event, Step))
    backend.suspend("a")
    messages = polled(backend, "a", ended)
    assert only(Finished, messages) == Finished("stopped")
    assert only(Suspended, messages).snapshot


def test_a_change_reaches_a_running_run(backend: Backend) -> None:
    backend.start("a", 1, ENDLESS)
    polled(backend, "a", lambda event: isinstance(event, Step))
    backend.change("a", Change("lr", 0.5))
    change = only(Changed, polled(backend, "a", lambda event: isinstance(event, Changed)))
    assert (change.name, change.value) == ("lr", 0.5)


def test_a_killed_run_ends_as_interrupted_and_the_next_one_starts(backend: Backend) -> None:
    backend.start("a", 1, ENDLESS)
    polled(backend, "a", lambda event: isinstance(event, Step))
    backend.kill("a")
    end = only(Finished, polled(backend, "a", ended))
    assert end.status == "interrupted"
    backend.start("b", 1, SHORT)
    assert only(Finished, polled(backend, "b", ended)) == Finished("finished")


def test_a_device_that_is_not_there_fails_with_a_sentence(backend: Backend) -> None:
    missing = next(name for name in ("mps", "cuda") if name not in available())
    backend.start("a", 1, RunConfig(device=missing))
    end = only(Finished, polled(backend, "a", ended))
    assert end.status == "failed"
    assert f"This server has no {missing} device" in end.message


def test_commands_to_runs_that_are_not_there_are_ignored(backend: Backend) -> None:
    backend.suspend("nobody")
    backend.change("nobody", Change("lr", 0.1))
    backend.kill("nobody")
    assert backend.poll() == []


def test_a_command_to_a_process_that_has_just_died_is_lost_but_its_slot_is_not(backend: Backend) -> None:
    assert isinstance(backend, LocalBackend)
    backend.start("a", 1, ENDLESS)
    polled(backend, "a", lambda event: isinstance(event, Step))
    backend._running["a"].process.kill()
    for _ in range(50):
        backend.suspend("a")
    only(Finished, polled(backend, "a", ended))
    assert backend.slots() == 1


def test_a_command_to_a_run_that_has_just_ended_is_lost_and_not_meant_for_the_next(backend: Backend) -> None:
    assert isinstance(backend, LocalBackend)
    backend.start("a", 1, SHORT)
    listener = backend._running["a"]._listener
    assert listener is not None
    listener.join()
    backend.suspend("a")
    backend.change("a", Change("lr", 0.1))
    assert only(Finished, polled(backend, "a", ended)) == Finished("finished")
    backend.start("b", 1, SHORT)
    assert [type(message.event) for message in polled(backend, "b", ended) if isinstance(message.event, Changed | Finished)] == [Finished]


def test_a_process_takes_run_after_run_until_one_fails(backend: Backend) -> None:
    assert isinstance(backend, LocalBackend)
    ids = []
    for run_id, snapshot in (("a", b""), ("b", b""), ("c", b"no snapshot"), ("d", b"")):
        backend.start(run_id, 1, SHORT, snapshot)
        ids.append(backend._running[run_id].process.pid)
        polled(backend, run_id, ended)
    assert ids[0] == ids[1] == ids[2] != ids[3]
