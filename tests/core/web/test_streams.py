"""core.web.streams: who may follow which runs, and that what is sent is sent once and whole."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from core.config import RunConfig
from core.events import Finished, Started, Step
from core.runs.live import NOTHING_SEEN, Feeds
from core.runs.run import Position
from core.runs.store import RunStore
from core.web import streams
from core.web.streams import EventStream, Streams, is_foreign, read_positions, write_positions
from tests.waiting import PATIENCE_SECONDS

UNKNOWN = "0" * 32


@pytest.fixture
def run_id(store: RunStore) -> str:
    run_id = store.submit(RunConfig(epochs=1), "somebody")
    store.begin(run_id)
    record(store, run_id, range(1, 4))
    return run_id


def record(store: RunStore, run_id: str, steps: range) -> None:
    store.record(run_id, 1, [(float(step), Step(step, 1 / step, 0.001)) for step in steps])


def asked(ids: str, headers: dict[str, str] | None = None, query: str = "") -> Request:
    raw = [(name.encode(), value.encode()) for name, value in {"host": "here", **(headers or {})}.items()]
    return Request(
        {"type": "http", "path_params": {"ids": ids}, "headers": raw, "query_string": query.encode(), "client": ("192.0.2.1", 9)}
    )


def in_time(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, PATIENCE_SECONDS))


async def next_messages(response: Response) -> tuple[str, list[dict[str, Any]]]:
    """The id and the messages of the next event."""
    assert isinstance(response, EventStream)
    iterator: AsyncIterator[Any] = response.body_iterator  # type: ignore[assignment]
    event = (await anext(iterator)).decode()
    number, data = event.strip().split("\n")
    return number.removeprefix("id: "), json.loads(data.removeprefix("data: "))


async def closed(response: Response) -> None:
    """What happens when the viewer leaves."""
    assert isinstance(response, EventStream)
    await response.body_iterator.aclose()  # type: ignore[union-attr]
    response._on_end()


def test_a_viewer_is_told_what_there_is_and_then_what_comes(store: RunStore, run_id: str) -> None:
    async def follow() -> tuple[list[Any], list[str]]:
        response = await Streams(Feeds(store)).answer(asked(run_id))
        number, messages = await next_messages(response)
        record(store, run_id, range(4, 6))
        later_number, later = await next_messages(response)
        await closed(response)
        return [message["rows"]["Step"]["step"] for message in (*messages, *later)], [number, later_number]

    steps, numbers = in_time(follow())
    assert steps == [[1, 2, 3], [4, 5]]
    assert numbers == [f"{run_id}.1.{number}" for number in (3, 5)]


@pytest.mark.parametrize("where", ["header", "address"])
def test_who_comes_back_is_told_only_what_is_new(store: RunStore, run_id: str, where: str) -> None:
    async def follow() -> Any:
        seen = f"{run_id}.1.2"
        request = asked(run_id, {"last-event-id": seen}) if where == "header" else asked(run_id, query=f"after={seen}")
        response = await Streams(Feeds(store)).answer(request)
        _, (message,) = await next_messages(response)
        await closed(response)
        return message["rows"]["Step"]["step"]

    assert in_time(follow()) == [3]


def test_one_stream_follows_several_runs_and_tells_when_one_is_deleted(store: RunStore, run_id: str) -> None:
    async def follow() -> list[Any]:
        other = store.submit(RunConfig(epochs=1), "another")
        response = await Streams(Feeds(store)).answer(asked(f"{run_id},{other}"))
        _, first = await next_messages(response)
        store.end(other, "stopped")
        _, (ended,) = await next_messages(response)
        store.delete(other)
        _, (deleted,) = await next_messages(response)
        await closed(response)
        return [{message["run"] for message in first} == {run_id, other}, ended["tokens"]["status"], deleted["tokens"]["status"]]

    assert in_time(follow()) == [True, "0 stopped", "deleted"]


def test_the_store_is_looked_at_once_for_all_and_not_when_nobody_follows(store: RunStore, run_id: str) -> None:
    async def follow() -> bool:
        everything = Streams(Feeds(store))
        viewers = [await everything.answer(asked(run_id)) for _ in range(5)]
        for viewer in viewers:
            await next_messages(viewer)
        looking = [task for task in asyncio.all_tasks() if "Streams._poll" in repr(task.get_coro())]
        for viewer in viewers:
            await closed(viewer)
        await asyncio.gather(*looking)  # it ends by itself
        return len(looking) == 1

    assert in_time(follow())


@pytest.mark.parametrize("ids", [UNKNOWN, "1", "", "../etc", f"{UNKNOWN}," * 50])
def test_unknown_runs_are_refused(store: RunStore, run_id: str, ids: str) -> None:
    assert in_time(Streams(Feeds(store)).answer(asked(ids))).status_code == 404
    assert in_time(Streams(Feeds(store)).answer(asked(f"{run_id},{ids}"))).status_code == 404


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({}, False),
        ({"origin": "http://here"}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"origin": "http://elsewhere"}, True),
        ({"origin": "null"}, True),
    ],
)
def test_another_sites_pages_are_refused(store: RunStore, run_id: str, headers: dict[str, str], refused: bool) -> None:
    assert is_foreign(asked(run_id, headers)) == refused
    assert (in_time(Streams(Feeds(store)).answer(asked(run_id, headers))).status_code == 403) == refused


def test_an_address_has_only_so_many_streams(store: RunStore, run_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def follow() -> list[int]:
        everything = Streams(Feeds(store))
        first = await everything.answer(asked(run_id))
        await next_messages(first)
        refused = await everything.answer(asked(run_id))
        await closed(first)
        return [first.status_code, refused.status_code, (await everything.answer(asked(run_id))).status_code]

    monkeypatch.setattr(streams, "MAX_STREAMS_PER_ADDRESS", 1)
    assert in_time(follow()) == [200, 429, 200]


def test_a_viewer_that_takes_nothing_is_dropped(store: RunStore, run_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def follow(send: Callable[[Message], Awaitable[None]]) -> None:
        response = await Streams(Feeds(store)).answer(asked(run_id))
        assert isinstance(response, EventStream)
        await response.stream_response(send)

    async def stuck(_: Message) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(streams, "SLOW_SECONDS", 0.05)
    in_time(follow(stuck))


def test_a_run_that_has_ended_is_told_to_have(store: RunStore, run_id: str) -> None:
    async def follow() -> Any:
        response = await Streams(Feeds(store)).answer(asked(run_id))
        await next_messages(response)
        store.record(run_id, 1, [(9.0, Started("CPU", 1, 3)), (9.0, Finished("finished"))])
        _, (message,) = await next_messages(response)
        await closed(response)
        return message["tokens"]["status"]

    assert in_time(follow()) == "1 finished"


@pytest.mark.parametrize(
    "text", ["", "nonsense", f"{UNKNOWN}", f"{UNKNOWN}.1", f"{UNKNOWN}.x.1", f"{UNKNOWN}.1.{'9' * 40}", f"{UNKNOWN}.-1.2"]
)
def test_a_position_that_cannot_be_read_is_the_beginning(text: str) -> None:
    assert read_positions(text, [UNKNOWN]) == {UNKNOWN: NOTHING_SEEN}


def test_positions_are_read_as_they_were_written() -> None:
    seen = {"a" * 32: Position("queued", 1, 2), "b" * 32: Position("queued", 30, 40)}
    assert read_positions(write_positions(seen), list(seen)) == seen
