"""Many visitors at once, in processes of their own, for a bounded time."""

import asyncio
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass

from tests.load.visitor import Received, Visitor

MAX_VISITORS = 600
MAX_SECONDS = 120.0
SCROLLED = 4  # every fourth looks at what is below the curves
PER_PROCESS = 40  # as many as one process can listen to without being late itself


@dataclass(frozen=True)
class Crowd:
    """Visitors of one page."""

    url: str  # of a server on this machine
    page: str
    query: str  # of the page's address
    n: int
    arrive_within: float  # seconds, evenly
    stay: float  # seconds, from the last arrival on

    def __post_init__(self) -> None:
        if not self.url.startswith("http://127.0.0.1:") or self.n > MAX_VISITORS or self.arrive_within + self.stay > MAX_SECONDS:
            raise ValueError(f"a crowd visits this machine only, with {MAX_VISITORS} visitors and for {MAX_SECONDS:g} s at most")


def visit(crowd: Crowd) -> list[Received]:
    """What each of them received; one that failed raises."""
    n_processes = -(-crowd.n // PER_PROCESS)
    if n_processes == 1:
        with ThreadPoolExecutor(1) as pool:  # Playwright's loop runs in the thread of a browser test
            return pool.submit(_visit_in_this_process, crowd, range(crowd.n)).result()
    groups = [range(k, crowd.n, n_processes) for k in range(n_processes)]
    with ProcessPoolExecutor(n_processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        return [received for group in pool.map(_visit_in_this_process, [crowd] * n_processes, groups) for received in group]


def _visit_in_this_process(crowd: Crowd, numbers: Sequence[int]) -> list[Received]:
    async def all_of_them() -> list[Received]:
        return await asyncio.gather(*(_visit_once(crowd, k) for k in numbers))

    return asyncio.run(all_of_them())


async def _visit_once(crowd: Crowd, number: int) -> Received:
    wait = crowd.arrive_within * number / crowd.n
    await asyncio.sleep(wait)
    async with Visitor(crowd.url, crowd.page, crowd.query, has_scrolled=number % SCROLLED == 0) as visitor:
        left = crowd.arrive_within - wait + crowd.stay - visitor.received.opened_after
        await asyncio.sleep(max(left, 0.0))
    return visitor.received
