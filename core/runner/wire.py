"""What goes over the pipe between server and worker: one line of JSON a message, weights as raw bytes after it."""

import json
from dataclasses import asdict
from typing import Any, BinaryIO, Final

from core.events import Checkpoint, Epoch, Event, Finished, Started, Step

_KINDS: Final = {kind.__name__: kind for kind in (Started, Step, Epoch, Checkpoint, Finished)}


def send(stream: BinaryIO, message: dict[str, Any], weights: bytes = b"") -> None:
    """Write one message; `weights` may be empty."""
    stream.write(json.dumps(message | {"n_bytes": len(weights)}).encode() + b"\n" + weights)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next message and its bytes, or None when the other side is gone, be it in the middle of a message."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    message: dict[str, Any] = json.loads(line)
    n_bytes = message.pop("n_bytes")
    weights = stream.read(n_bytes)
    return (message, weights) if len(weights) == n_bytes else None


def send_event(stream: BinaryIO, seconds: float, event: Event) -> None:
    """Write an event that happened `seconds` after the run's start."""
    fields = asdict(event)
    weights = fields.pop("weights", b"")
    send(stream, {"kind": type(event).__name__, "seconds": seconds, "fields": fields}, weights)


def as_event(message: dict[str, Any], weights: bytes) -> tuple[float, Event]:
    """The (seconds, event) that `send_event` wrote."""
    fields = message["fields"] | ({"weights": weights} if message["kind"] == "Checkpoint" else {})
    return message["seconds"], _KINDS[message["kind"]](**fields)
