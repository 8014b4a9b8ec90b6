"""core.runner.wire: messages between server and worker."""

import io

import pytest

from core.events import Changed, Checkpoint, Diagnostics, Epoch, Event, Finished, Started, Step, Suspended
from core.runner import wire

EVENTS = [
    Started("CPU", 3, 4),
    Step(1, 0.1, 0.001),
    Step(2, float("inf"), 0.001),
    Diagnostics(2, [0.1, 0.2], [0.5], [[-1.0, 1.0, [3, 4]]], [[0.0, 2.0, [7, 0]]]),
    Changed(2, "lr", 0.5),
    Suspended(2, b"snapshot\n"),
    Epoch(1, 2, 0.3, 0.5, 0.4),
    Checkpoint(1, 235, b"{}\n\0\xff", b"snapshot"),
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
    wire.send_event(stream, 1.5, Checkpoint(1, 235, b"weights", b"snapshot"))
    whole = stream.getvalue()
    for length in range(len(whole)):
        assert wire.receive(io.BytesIO(whole[:length])) is None
