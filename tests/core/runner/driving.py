"""Waiting for what a backend reports. A batch of messages may hold more than was waited for: pick events by their type."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from core.config import RunConfig
from core.events import Event, Finished
from core.runner import Backend, Message
from tests.waiting import wait_for

SHORT = RunConfig(hidden_sizes=(8,), batch_size=4096, epochs=2)
ENDLESS = RunConfig(hidden_sizes=(8,), batch_size=64, epochs=100, device="cpu")  # 93,800 steps: no test sees its natural end
Kind = TypeVar("Kind", bound=Event)


def polled(backend: Backend, run_id: str, until: Callable[[Event], bool]) -> list[Message]:
    messages: list[Message] = []
    wait_for(lambda: messages.extend(backend.poll()) or any(until(message.event) for message in messages), f"a message of {run_id}")
    assert {message.run_id for message in messages} == {run_id}
    return messages


def only(kind: type[Kind], messages: Iterable[Message]) -> Kind:
    """The one event of this kind among the messages."""
    (event,) = (message.event for message in messages if isinstance(message.event, kind))
    return event


def ended(event: Event) -> bool:
    return isinstance(event, Finished)


def end_runs(backend: Backend) -> None:
    """Kill what is running, and drop what was not polled."""
    for run_id in list(backend._running):
        backend.kill(run_id)
    wait_for(lambda: backend.poll() == [] and backend.slots() == 1, "an idle backend")
