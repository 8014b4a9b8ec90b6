"""A visitor without a browser: speaks to the server as Streamlit's client does, and follows runs as our components do."""

import asyncio
import json
import random
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

LINKED = re.compile(rb'(?:src|href)="(\./static/[^"]+)"')
NEWS = '[{"event":"news","value":"changed"}]'  # what the component `follow` sends


@dataclass
class Received:
    """What came, and when (seconds since 1970)."""

    curves: list[float] = field(default_factory=list)  # the curve of the loss, drawn anew by the page's script
    messages: list[tuple[float, dict[str, Any]]] = field(default_factory=list)  # of the stream
    n_bytes: int = 0  # over websocket and stream
    opened_after: float = 0.0  # seconds, until the first page was complete
    n_first_bytes: int = 0  # of these, those of the first page


class Visitor:
    """One browser tab. Use `async with`; nothing is kept open after it."""

    def __init__(self, url: str, page: str, query: str, *, has_scrolled: bool = True):
        """`has_scrolled`: this one looks at what is below the curves, too."""
        self.received = Received()
        self._url, self._page, self._query, self._has_scrolled = url, page, query, has_scrolled
        self._components: dict[str, tuple[dict[str, Any], str]] = {}  # of our followers: id -> data, fragment
        self._cached: dict[str, ForwardMsg] = {}
        self._timers: dict[str, asyncio.Task[None]] = {}  # fragment -> the one that asks for it
        self._wishes: dict[str, asyncio.Task[None]] = {}  # component -> the rerun that it waits for
        self._reruns: dict[str, float] = {}  # component -> when it last had one
        self._tasks: list[asyncio.Task[None]] = []
        self._followed: asyncio.Task[None] | None = None
        self._positions: dict[str, list[int]] = {}
        self._complete = asyncio.Event()

    async def __aenter__(self) -> "Visitor":
        began = time.time()
        cookie = await self._fetch_page()
        address = self._url.replace("http", "ws", 1) + "/_stcore/stream"
        headers = {"Cookie": cookie} if cookie else {}
        self._socket: ClientConnection = await connect(
            address, subprotocols=["streamlit"], additional_headers=headers, origin=self._url, max_size=None, open_timeout=120
        )
        self._tasks.append(asyncio.create_task(self._listen()))
        await self._rerun()
        await self._complete.wait()
        if self._positions:
            while not self.received.messages:
                await asyncio.sleep(0.01)
        self.received.opened_after, self.received.n_first_bytes = time.time() - began, self.received.n_bytes
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in (*self._tasks, *self._timers.values(), *self._wishes.values(), *filter(None, [self._followed])):
            task.cancel()
        await self._socket.close()

    async def _fetch_page(self) -> str:
        """Fetch the page and the files that it names, as a browser does that was never here; returns its cookie."""
        headers, body = await get(f"{self._url}/{self._page}")
        for path in LINKED.findall(body):
            await get(urljoin(f"{self._url}/", path.decode()))
        return headers.get("set-cookie", "").partition(";")[0]

    async def _rerun(self, fragment: str = "", *, is_timed: bool = False, trigger: str = "") -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name, state.fragment_id, state.is_auto_rerun = self._query, self._page, fragment, is_timed
        state.cached_message_hashes.extend(self._cached)
        if trigger:
            widget = state.widget_states.widgets.add()
            widget.id, widget.json_trigger_value = f"$$STREAMLIT_INTERNAL_KEY_{trigger}__events", NEWS
        await self._socket.send(message.SerializeToString())

    async def _listen(self) -> None:
        async for data in self._socket:
            if isinstance(data, str):
                continue
            self.received.n_bytes += len(data)
            message = ForwardMsg()
            message.ParseFromString(data)
            if message.WhichOneof("type") == "ref_hash":
                message = self._cached[message.ref_hash]
            elif message.metadata.cacheable:
                self._cached[message.hash] = message
            self._handle(message)

    def _handle(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "auto_rerun":
                fragment = message.auto_rerun.fragment_id
                if fragment not in self._timers:
                    self._timers[fragment] = asyncio.create_task(self._ask_again(fragment, message.auto_rerun.interval))
            case "stop_auto_rerun":
                for timer in self._timers.values():
                    timer.cancel()
                self._timers.clear()
            case "delta":
                self._take(message)
            case "script_finished":
                self._finish(message)

    def _take(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        if element.bidi_component.id.endswith("loss_curve"):
            self.received.curves.append(time.time())
        if element.WhichOneof("type") == "bidi_component" and element.bidi_component.component_name == "lecture_follow":
            component = element.bidi_component
            self._components[component.id] = json.loads(component.json), message.delta.fragment_id

    def _finish(self, message: ForwardMsg) -> None:
        if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self._complete.set()
        self._follow()

    async def _ask_again(self, fragment: str, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            await self._rerun(fragment, is_timed=True)

    def _follow(self) -> None:
        """Open the stream, as the browser does once a component has asked for a run."""
        for data, _ in self._components.values():
            for run, position in data["positions"].items():
                self._positions.setdefault(run, list(position))
        if self._positions and self._followed is None:
            self._followed = asyncio.create_task(self._read_stream())

    async def _read_stream(self) -> None:
        after = ",".join(f"{run}.{attempt}.{number}" for run, (attempt, number) in self._positions.items())
        async for event in events(f"{self._url}/runs/{','.join(self._positions)}/stream?after={after}"):
            self.received.n_bytes += len(event)
            for line in event.split(b"\n"):
                if line.startswith(b"data:"):
                    for message in json.loads(line[5:]):
                        self.received.messages.append((time.time(), message))
                        self._answer(message)

    def _answer(self, message: dict[str, Any]) -> None:
        """Rerun the fragments that depend on what has changed."""
        for component, (data, fragment) in list(self._components.items()):
            known = data["tokens"].get(message["run"], {})
            changed = {name for name in known if message["tokens"].get(name, known[name]) != known[name]}
            if changed and component not in self._wishes and (self._has_scrolled or not data["only_in_sight"]):
                wait = 0.0 if "status" in changed else self._reruns.get(component, 0.0) + data["min_ms_between"] / 1000 - time.time()
                seconds = max(wait, 0.0) + data["spread_ms"] / 1000 * random.random()
                self._wishes[component] = asyncio.create_task(self._rerun_later(seconds, fragment, component))

    async def _rerun_later(self, seconds: float, fragment: str, component: str) -> None:
        await asyncio.sleep(seconds)
        del self._wishes[component]
        self._reruns[component] = time.time()
        await self._rerun(fragment, trigger=component)


async def get(url: str) -> tuple[dict[str, str], bytes]:
    """The headers and the body at a loopback URL, as it comes over the wire."""
    reader, writer, headers = await _request(url)
    try:
        body = b"".join([chunk async for chunk in _chunks(reader)]) if "chunked" in headers.get("transfer-encoding", "") else b""
        return headers, body or await reader.readexactly(int(headers.get("content-length", 0)))
    finally:
        writer.close()


async def events(url: str) -> AsyncIterator[bytes]:
    """The server-sent events at a loopback URL.

    Raises:
        ConnectionRefusedError: the server gives no stream.
    """
    reader, writer, headers = await _request(url)
    try:
        if not headers.get("content-type", "").startswith("text/event-stream"):
            raise ConnectionRefusedError(f"{url}: {headers}")
        rest = b""
        async for chunk in _chunks(reader):
            *whole, rest = (rest + chunk).split(b"\n\n")
            for event in whole:
                yield event
    finally:
        writer.close()


async def _request(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, dict[str, str]]:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    writer.write(f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    return reader, writer, {name.lower(): value for name, _, value in (line.partition(": ") for line in head.split("\r\n")[1:])}


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readline() or b"0", 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)
