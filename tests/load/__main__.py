"""How many may watch one run: `python -m tests.load`, or with other crowds: `python -m tests.load 20 200`.

The lecture's network trains on a server of its own while a crowd arrives within ten seconds and watches; another visitor opens
another page meanwhile. Crowd, server and training share this machine, so only ratios carry over to another one. `--code FOLDER`
measures another version of the code, such as one that asks the server at every tick.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from core.config import RunConfig
from core.events import Step
from core.runs import tables
from core.runs.store import RunStore
from tests.bench import report
from tests.e2e import driving
from tests.load import visits
from tests.load.crowd import Crowd, visit
from tests.load.visitor import Received, Visitor
from tests.waiting import wait_for

CROWDS = (20, 40, 80)
ARRIVE_SECONDS, STAY_SECONDS = 10.0, 25.0
QUIET_SECONDS = 12.0  # unwatched, before and after
WINDOW_SECONDS = 15.0  # at the end of the stay, when all have come
OTHER_PAGES = 5  # that another visitor opens in that window
HEADER = (
    "| viewers | first page p50, p95 | updates of a viewer, least and median | point to message p95 | points missing or twice "
    "| CPU of an update | bytes of a viewer | another page, median and worst | server | training to unwatched |"
)


@dataclass(frozen=True)
class Watched:
    """A run in training on a server, and what can be measured of both."""

    server: driving.Server
    store: RunStore
    run_id: str
    begun: float  # seconds since 1970

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.server.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def steps_per_second(self, start: float, end: float) -> float:
        steps = self.store.events(self.run_id, Step)
        inside = steps[(steps["seconds"] >= start - self.begun) & (steps["seconds"] <= end - self.begun)]
        return float(inside["step"].iloc[-1] - inside["step"].iloc[0]) / float(inside["seconds"].iloc[-1] - inside["seconds"].iloc[0])


def share(values: Sequence[float], fraction: float) -> float:
    """The value below which that fraction of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(fraction * len(ordered)))] if ordered else float("nan")


async def open_other_pages(url: str) -> list[float]:
    opened = []
    for _ in range(OTHER_PAGES):
        async with Visitor(url, "regression", "") as other:
            opened.append(other.received.opened_after)
        await asyncio.sleep(WINDOW_SECONDS / OTHER_PAGES / 2)
    return opened


def measure(run: Watched, n: int) -> str:
    """One line of the table."""
    before = time.time()
    cpu_before = run.cpu_seconds()
    time.sleep(QUIET_SECONDS)
    idle = (run.cpu_seconds() - cpu_before) / QUIET_SECONDS
    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(visit, Crowd(run.server.url, "train", f"run={run.run_id}", n, ARRIVE_SECONDS, STAY_SECONDS))
        came = time.time()
        time.sleep(ARRIVE_SECONDS + STAY_SECONDS - WINDOW_SECONDS)
        start, cpu_start = time.time(), run.cpu_seconds()
        other = asyncio.run(open_other_pages(run.server.url))
        time.sleep(max(0.0, start + WINDOW_SECONDS - time.time()))
        end, cpu = time.time(), run.cpu_seconds() - cpu_start
        received = watching.result()
    left = time.time()
    time.sleep(QUIET_SECONDS)
    unwatched = (run.steps_per_second(before, came) + run.steps_per_second(left + 1, time.time())) / 2
    return line(run, received, (start, end), cpu - idle * (end - start), other, unwatched)


def line(run: Watched, received: list[Received], window: tuple[float, float], cpu: float, other: list[float], unwatched: float) -> str:
    """The same in numbers: what the crowd received, and what happened in that window of time."""
    n, (start, end) = len(received), window
    seconds = end - start
    computed = {number: run.begun + at for number, at, kind, _ in run.store.events_after(run.run_id, 0) if kind == "Step"}
    delays, n_wrong, updates = [], 0, []
    for each in received:
        sent = [(at, number) for at, message in each.messages for number in message["rows"].get("Step", {}).get("number", [])]
        delays += [at - computed[number] for at, number in sent if start <= at <= end]
        numbers = [number for _, number in sent]
        expected = [number for number in computed if numbers and numbers[0] <= number <= numbers[-1]]
        n_wrong += len(set(expected) - set(numbers)) + len(numbers) - len(set(numbers))
        moments = [at for at, _ in each.messages] or each.curves
        updates.append(sum(start <= at <= end for at in moments) / seconds)
    n_updates = sum(updates) * seconds
    opened = [each.opened_after for each in received]
    n_bytes = sum(each.n_bytes - each.n_first_bytes for each in received) / n / (STAY_SECONDS + ARRIVE_SECONDS / 2)
    ratio = run.steps_per_second(start, end) / unwatched
    return (
        f"| {n} | {share(opened, 0.5):.2f} s, {share(opened, 0.95):.2f} s | {min(updates):.1f}/s, {share(updates, 0.5):.1f}/s "
        f"| {share(delays, 0.95):.2f} s | {n_wrong} of {len(computed) * n} | {1000 * cpu / max(n_updates, 1):.2f} ms "
        f"| {n_bytes / 1000:.1f} kB/s | {share(other, 0.5):.2f} s, {max(other):.2f} s | {cpu / seconds:.2f} core | {ratio:.2f} |"
    )


def begun(store: RunStore, run_id: str) -> float:
    """When the run was begun, seconds since 1970: a process that is ready starts within milliseconds."""
    with store._engine.connect() as connection:
        return float(connection.execute(select(tables.runs.c.begun).where(tables.runs.c.id == run_id)).scalar_one())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("crowds", nargs="*", type=int, default=CROWDS, metavar="VIEWERS")
    parser.add_argument("--code", type=Path, default=driving.ROOT, metavar="FOLDER")
    parser.add_argument("--visits", action="store_true", help="also measure one visit's bytes, and the memory that 500 leave behind")
    asked = parser.parse_args()
    driving.ROOT = asked.code.resolve()
    print(report.heading(), end="\n\n", flush=True)
    print(HEADER, "|" + "---|" * HEADER.count(" | ") + "---|", sep="\n", flush=True)
    for n in asked.crowds:
        with tempfile.TemporaryDirectory() as folder, driving.serve(Path(folder)) as server:
            store = RunStore(f"sqlite:///{folder}/runs.db", Path(folder))
            warm = store.submit(RunConfig(epochs=1), "somebody")  # its process trains the next run too, so that one starts at once
            wait_for(lambda store=store, warm=warm: store.runs(ids=[warm])[0].ended, "the first run")
            asyncio.run(warm_up(server.url))
            run_id = store.submit(RunConfig(batch_size=64, epochs=100), "somebody")  # in batches of 256 a fast machine is done too soon
            wait_for(lambda store=store, run_id=run_id: not store.events(run_id, Step).empty, "the first step")
            print(measure(Watched(server, store, run_id, begun(store, run_id)), n), flush=True)
            store.command(run_id, "stop")
            store.close()
    if asked.visits:
        print_visits()


def print_visits() -> None:
    """What one visit costs, and what many leave behind, beside a run that has ended."""
    with tempfile.TemporaryDirectory() as folder, driving.serve(Path(folder)) as server:
        store = RunStore(f"sqlite:///{folder}/runs.db", Path(folder))
        run_id = store.submit(RunConfig(epochs=1), "somebody")
        wait_for(lambda: store.runs(ids=[run_id])[0].ended, "the run")
        store.close()
        asyncio.run(warm_up(server.url))
        n_bytes = visits.first_visit_bytes(server, "train")
        print(f"\nA first visit of Train: {n_bytes / 1e6:.2f} MB over the network.", flush=True)
        before, after = visits.memory_after_sessions(server, "train", f"run={run_id}")
        print(f"The server's memory before and after {visits.N_SESSIONS} visits: {before / 1e6:.0f} MB, {after / 1e6:.0f} MB.", flush=True)


async def warm_up(url: str) -> None:
    """The first page of a server imports what all later ones have."""
    for page in ("train", "regression"):
        async with Visitor(url, page, ""):
            pass


if __name__ == "__main__":
    sys.exit(main())
