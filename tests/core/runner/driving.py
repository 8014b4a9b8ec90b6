"""Waiting for what a backend reports."""

import time
from collections.abc import Callable

from core.events import Event, Finished
from core.runner import Backend, Message

PATIENCE_SECONDS = 60.0


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE_SECONDS} s in vain for {what}"
        time.sleep(0.02)


def polled(backend: Backend, run_id: str, until: Callable[[Event], bool]) -> list[Message]:
    messages: list[Message] = []
    wait_for(lambda: messages.extend(backend.poll()) or any(until(message.event) for message in messages), f"a message of {run_id}")
    assert {message.run_id for message in messages} == {run_id}
    return messages


def ended(event: Event) -> bool:
    return isinstance(event, Finished)
