"""core.runner.wire: messages between server and worker."""

import io

import pytest

from core.events import Checkpoint, Epoch, Event, Finished, Started, Step
from core.runner import wire

EVENTS = [
    Started("CPU", 3, 4),
    Step(1, 0.1),
    Step(2, float("inf")),
    Epoch(1, 2, 0.3, 0.5, 0.4),
    Checkpoint(1, b"{}\n\0\xff", b"resume"),
    Finished("failed", "é\n"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_arrives_as_it_was_sent(event: Event) -> None:
    stream = io.BytesIO()
    wire.send_event(stream, 1.5, event)
    stream.seek(0)
    received = wire.receive(stream)
    assert received is not None
    assert wire.as_event(*received) == (1.5, event)
    assert wire.receive(stream) is None


def test_a_message_that_breaks_off_anywhere_is_no_message() -> None:
    stream = io.BytesIO()
    wire.send_event(stream, 1.5, Checkpoint(1, b"weights", b"resume"))
    whole = stream.getvalue()
    for length in range(len(whole)):
        assert wire.receive(io.BytesIO(whole[:length])) is None
