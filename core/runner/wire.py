"""What goes over the pipe between server and worker: one line of JSON a message, files as raw bytes after it."""

import json
from dataclasses import asdict
from typing import Any, BinaryIO, Final, get_args

from core.events import Event

_KINDS: Final = {kind.__name__: kind for kind in get_args(Event)}


def send(stream: BinaryIO, message: dict[str, Any], *files: bytes) -> None:
    """Write one message, and after it the bytes of some files."""
    stream.write(json.dumps(message | {"sizes": [len(file) for file in files]}).encode() + b"\n" + b"".join(files))
    stream.flush()


def receive(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]] | None:
    """The next message and its files, or None when the other side is gone, be it in the middle of a message."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    message: dict[str, Any] = json.loads(line)
    sizes = message.pop("sizes")
    files = [_read_whole(stream, size) for size in sizes]
    return (message, files) if [len(file) for file in files] == sizes else None


def send_event(stream: BinaryIO, seconds: float, event: Event) -> None:
    """Write an event that happened `seconds` after the run's start."""
    fields = asdict(event)
    files = {name: fields.pop(name) for name, value in list(fields.items()) if isinstance(value, bytes)}
    send(stream, {"kind": type(event).__name__, "seconds": seconds, "fields": fields, "files": list(files)}, *files.values())


def as_event(message: dict[str, Any], files: list[bytes]) -> tuple[float, Event]:
    """The (seconds, event) that `send_event` wrote."""
    return message["seconds"], _KINDS[message["kind"]](**message["fields"], **dict(zip(message["files"], files, strict=True)))


def _read_whole(stream: BinaryIO, size: int) -> bytes:
    """Up to `size` bytes, fewer only when the stream ends: an unbuffered stream gives what it has."""
    parts = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
