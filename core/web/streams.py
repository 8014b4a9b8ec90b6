"""Runs as server-sent events: every viewer of a run is sent the same bytes, made once.

A viewer is no more than a position in each run that it follows: what it has not seen yet is sent when the connection takes it.
So one that reads slowly costs nothing, gets fewer and larger messages, and misses none; one that comes back says by `Last-Event-ID`
how far it was. Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Message, Send

from core.runs.checkpoints import RUN_ID
from core.runs.live import DELETED, NOTHING, Feed, Feeds
from core.runs.run import Position

LOOK_SECONDS: Final = 0.05  # between two looks at the store, whoever watches
MIN_SECONDS_BETWEEN: Final = 0.1  # ten messages a second at most
SILENT_SECONDS: Final = 15.0  # after that much silence a comment keeps proxies from closing
SLOW_SECONDS: Final = 20.0  # a viewer that takes nothing for so long is dropped; its browser comes back
MAX_RUNS: Final = 40  # that one stream follows: a sweep's
MAX_STREAMS_PER_ADDRESS: Final = 400  # a school may have one address
MAX_STREAMS: Final = 2000

log = logging.getLogger(__name__)


class Streams:
    """The endpoint `/runs/<id>,<id>.../stream`, and the one task that looks at the store for all who follow."""

    def __init__(self, feeds: Feeds):
        self._feeds = feeds
        self._followers: Counter[str] = Counter()  # of each run
        self._addresses: Counter[str] = Counter()  # streams of each
        self._found: dict[str, Feed] = {}  # at the last look
        self._news = asyncio.Event()  # set, and replaced, when a look finds something new
        self._looking: asyncio.Task[None] | None = None

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
        feeds = await asyncio.to_thread(self._feeds.refresh, ids)
        if len(feeds) < len(ids):
            return PlainTextResponse("This server knows no such run.", 404)
        self._found |= feeds
        seen = read_positions(request.headers.get("last-event-id") or request.query_params.get("after", ""), ids)
        return EventStream(self._events(seen, address))

    async def _events(self, seen: dict[str, Position], address: str) -> AsyncIterator[bytes]:
        """What a viewer is sent who has seen that much."""
        self._addresses[address] += 1
        self._followers.update(list(seen))
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        versions: dict[str, int] = {}
        try:
            while seen:
                news, messages = self._news, []
                for run_id in list(seen):
                    feed = self._found.get(run_id)
                    if feed is None:
                        messages.append(DELETED % run_id)
                        self._followers[run_id] -= 1
                        del seen[run_id]
                    elif feed.version != versions.get(run_id):
                        versions[run_id] = feed.version
                        text, seen[run_id] = feed.message(seen[run_id])
                        messages.append(text)
                if messages:
                    yield f"id: {write_positions(seen)}\ndata: [{','.join(messages)}]\n\n".encode()
                    await asyncio.sleep(MIN_SECONDS_BETWEEN)
                try:
                    async with asyncio.timeout(SILENT_SECONDS):
                        await news.wait()
                except TimeoutError:
                    yield b": nothing new\n\n"
        finally:
            self._addresses[address] -= 1
            self._followers.subtract(list(seen))

    async def _look(self) -> None:
        """Look at the store as long as somebody follows a run."""
        versions: dict[str, int] = {}
        while watched := [run_id for run_id, n in self._followers.items() if n > 0]:
            try:
                self._found = await asyncio.to_thread(self._feeds.refresh, watched)
            except (SQLAlchemyError, OSError):  # a database that is restarted: it passes
                log.exception("the store did not answer")
                await asyncio.sleep(1.0)
                continue
            now = {run_id: feed.version for run_id, feed in self._found.items()}
            if now != versions:
                versions, before, self._news = now, self._news, asyncio.Event()
                before.set()
            await asyncio.sleep(LOOK_SECONDS)
        self._followers.clear()


class EventStream(StreamingResponse):
    """Server-sent events; given up when the other side takes nothing for a while."""

    def __init__(self, events: AsyncIterator[bytes]):
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # the second keeps nginx from holding it back
        super().__init__(events, media_type="text/event-stream", headers=headers)

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
            said[run_id] = NOTHING._replace(attempt=int(numbers[0]), number=int(numbers[1]))
    return {run_id: said.get(run_id, NOTHING) for run_id in run_ids}
