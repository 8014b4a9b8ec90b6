"""Runs as server-sent events: every viewer of a run is sent the same bytes, made once.

A viewer is no more than a position in each run that it follows: what it has not seen yet is sent when the connection takes it.
So one that reads slowly costs nothing, gets fewer and larger messages, and misses none; one that comes back says by `Last-Event-ID`
how far it was. Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from core.runs.checkpoints import RUN_ID
from core.runs.live import DELETED, NOTHING_SEEN, Feed, Feeds
from core.runs.run import Position

POLL_SECONDS: Final = 0.03  # between two looks at the store, whoever watches
MIN_SECONDS_BETWEEN: Final = 0.1  # ten messages a second at most
SILENT_SECONDS: Final = 15.0  # after that much silence a comment keeps proxies from closing
SLOW_SECONDS: Final = 20.0  # a viewer that takes nothing for so long is dropped; its browser comes back
MAX_RUNS: Final = 60  # that one stream follows: the Runs page shows a sweep's 30 and 20 on one chart
MAX_STREAMS_PER_ADDRESS: Final = 400  # a school may have one address
MAX_STREAMS: Final = 2000

log = logging.getLogger(__name__)


class Streams:
    """The endpoint `/runs/<id>,<id>.../stream`, and the one task that looks at the store for all who follow."""

    def __init__(self, feeds: Feeds):
        self._feeds = feeds
        self._followers: Counter[str] = Counter()  # of each run
        self._addresses: Counter[str] = Counter()  # streams of each
        self._followed: dict[str, Feed] = {}  # at the last look
        self._changed = asyncio.Event()  # set, and replaced, when a look finds something new
        self._polling: asyncio.Task[None] | None = None
        self._is_closed = False

    async def answer(self, request: Request) -> Response:
        """Answer one viewer: a stream; 403 to another site's page, 404 where a run is unknown, 429 to too many."""
        ids = list(dict.fromkeys(request.path_params["ids"].split(",")))
        address = request.client.host if request.client else ""
        if is_foreign(request):
            return PlainTextResponse("Only this site's own pages may follow its runs.", 403)
        if len(ids) > MAX_RUNS or not all(map(RUN_ID.fullmatch, ids)):
            return PlainTextResponse("This server knows no such run.", 404)
        if self._addresses[address] >= MAX_STREAMS_PER_ADDRESS or self._addresses.total() >= MAX_STREAMS:
            return PlainTextResponse("Too many pages follow runs at once. Close some.", 429)
        self._addresses[address] += 1
        self._followers.update(ids)  # before the look: what is followed is not forgotten meanwhile
        try:
            feeds = await asyncio.to_thread(self._feeds.refresh, ids)
        except (SQLAlchemyError, OSError):
            log.exception("the store did not answer")
            self._release(ids, address)
            return PlainTextResponse("The server's database does not answer. Try again in a while.", 503)
        if len(feeds) < len(ids):
            self._release(ids, address)
            return PlainTextResponse("This server knows no such run.", 404)
        self._followed |= feeds
        seen = read_positions(request.headers.get("last-event-id") or request.query_params.get("after", ""), ids)
        return EventStream(self._events(seen), partial(self._release, ids, address))

    def close(self) -> None:
        """End all streams: a server that is told to stop waits for them."""
        self._is_closed = True
        self._notify()

    def _release(self, ids: Sequence[str], address: str) -> None:
        self._addresses[address] -= 1
        self._followers.subtract(ids)
        self._addresses, self._followers = +self._addresses, +self._followers  # without those that nobody follows

    def _notify(self) -> None:
        before, self._changed = self._changed, asyncio.Event()
        before.set()

    async def _events(self, seen: dict[str, Position]) -> AsyncIterator[bytes]:
        """What a viewer is sent who has seen that much."""
        if self._polling is None or self._polling.done():
            self._polling = asyncio.create_task(self._poll())
        versions: dict[str, int] = {}
        while seen and not self._is_closed:
            news, messages = self._changed, []
            for run_id in list(seen):
                feed = self._followed.get(run_id)
                if feed is None:
                    messages.append(DELETED % run_id)
                    del seen[run_id]
                elif feed.version != versions.get(run_id):
                    versions[run_id] = feed.version
                    text, seen[run_id] = feed.message(seen[run_id])
                    messages.append(text)
            if messages:
                yield f"id: {write_positions(seen)}\n".encode() + f"data: [{','.join(messages)}]\n\n".encode()
                await asyncio.sleep(MIN_SECONDS_BETWEEN)
            try:
                async with asyncio.timeout(SILENT_SECONDS):
                    await news.wait()
            except TimeoutError:
                yield b": nothing new\n\n"

    async def _poll(self) -> None:
        """Look at the store as long as somebody follows a run."""
        versions: dict[str, int] = {}
        while (watched := list(self._followers)) and not self._is_closed:
            try:
                found = await asyncio.to_thread(self._feeds.refresh, watched)
            except (SQLAlchemyError, OSError):  # a database that is restarted: it passes
                log.exception("the store did not answer")
                await asyncio.sleep(1.0)
                continue
            for run_id in set(self._followed) - set(found):
                if run_id in watched or run_id not in self._followers:
                    del self._followed[run_id]
            self._followed |= found
            now = {run_id: feed.version for run_id, feed in found.items()}
            if now != versions:
                versions = now
                self._notify()
            await asyncio.sleep(POLL_SECONDS)


class EventStream(StreamingResponse):
    """Server-sent events; given up when the other side takes nothing for a while. `on_end` is called at the end, however it comes."""

    def __init__(self, events: AsyncIterator[bytes], on_end: Callable[[], None]):
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # the second keeps nginx from holding it back
        super().__init__(events, media_type="text/event-stream", headers=headers)
        self._on_end = on_end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all of it, or until the other side is gone."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._on_end()

    async def stream_response(self, send: Send) -> None:
        """Send all of it, or stop."""

        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(SLOW_SECONDS):
                await send(message)

        try:
            await super().stream_response(send_in_time)
        except TimeoutError:
            log.info("a viewer that read nothing for %g s was dropped", SLOW_SECONDS)


def is_foreign(request: Request) -> bool:
    """Whether another site's page asks, as far as its browser says."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    return site not in ("same-origin", "none") or (origin is not None and urlsplit(origin).netloc != request.headers.get("host"))


def write_positions(seen: dict[str, Position]) -> str:
    """Where a viewer is in each run, as an event's id: <run>.<attempt>.<number>, with commas between."""
    return ",".join(f"{run_id}.{position.attempt}.{position.number}" for run_id, position in seen.items())


def read_positions(text: str, run_ids: Sequence[str]) -> dict[str, Position]:
    """Of each of these runs what such a text says was seen of it; nothing where it says nothing that can be read."""
    said = {}
    for part in text.split(","):
        run_id, *numbers = part.split(".")
        if len(numbers) == 2 and all(number.isdecimal() and len(number) < 16 for number in numbers):
            said[run_id] = NOTHING_SEEN._replace(attempt=int(numbers[0]), number=int(numbers[1]))
    return {run_id: said.get(run_id, NOTHING_SEEN) for run_id in run_ids}
