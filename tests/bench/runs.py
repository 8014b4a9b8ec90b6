"""The Runs page with a thousand runs in the store, an overlay of twenty, and what one run of the lecture's takes on the disk."""

import math
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from core import mnist
from core.config import RunConfig
from core.events import Epoch, Event, Finished, Started, Step
from core.figures.overlay import Overlaid, accuracy_overlay, loss_overlay
from core.runs.overview import table
from core.runs.store import RunStore
from core.training import train
from tests.bench.report import Row, in_words, median
from tests.bench.visits import visit
from tests.e2e.driving import launch, serve

RUNS, OVERLAID, ROUNDS = 1000, 20, 5
STEPS, STEP_EVENTS = 2350, 240  # of the lecture's run; the page draws what the store keeps
WARM_MS = 8000

TABLE_READY = """() => document.querySelector('[data-test-script-state=notRunning]')
    && document.querySelector('[data-testid=stDataFrame] canvas')?.offsetParent"""
CURVES_READY = f"""() => document.querySelectorAll('.st-key-overlay_accuracy .scatterlayer path.js-line').length === {OVERLAID}
    && document.querySelector('[data-test-script-state=notRunning]')"""


def fill(store: RunStore, n_runs: int) -> None:
    """Runs as they would be after a term: of several settings, with all that the lecture's run tells."""
    configs = [RunConfig(lr=10.0 ** -(1 + i % 4), seed=i, activation=("relu", "tanh", "sigmoid")[i % 3]) for i in range(n_runs)]
    for i, run_id in enumerate(store.submit_all(configs, "somebody")):
        steps = [round((k + 1) * STEPS / STEP_EVENTS) for k in range(STEP_EVENTS)]
        told: list[tuple[float, Event]] = [(0.0, Started("CPU, 2 threads", 203_530, STEPS))]
        told += [(step / 200, Step(step, 2.3 * math.exp(-step / (300 + i)) + 0.01, configs[i].lr)) for step in steps]
        told += [(1.2 * epoch, Epoch(epoch, 235 * epoch, 0.4 / epoch, 1 - 0.05 / epoch, 0.98 - 0.04 / epoch)) for epoch in range(1, 11)]
        store.record(run_id, store.begin(run_id), [*told, (12.0, Finished("finished"))])


def seconds_of(act: Callable[[], object]) -> list[float]:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return taken


def make_table(store: RunStore) -> None:
    runs = store.runs()
    table(runs, store.last_epochs(run.id for run in runs))


def make_overlay(store: RunStore) -> None:
    """Both charts of twenty runs from the database, as if nobody had looked at them before."""
    runs = [Overlaid(run.label, store.events(run.id, Step), store.events(run.id, Epoch)) for run in store.runs(limit=OVERLAID)]
    accuracy_overlay(runs).to_json()
    loss_overlay(runs, unit="nats").to_json()


def in_browser(browser: Browser, url: str, ready: str) -> list[float]:
    """Seconds from a new visitor's address bar to the page as it should be."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        with visit(browser, url) as page:
            page.wait_for_function(ready, polling="raf")
            taken.append(time.perf_counter() - start)
    return taken


def bytes_of_a_run() -> tuple[int, int]:
    """Bytes of the lecture's run, trained here: in the database (its file's growth), and in files."""
    config = RunConfig()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        store = RunStore(f"sqlite:///{folder / 'runs.db'}", folder)
        run_id = store.submit(config, "somebody")
        attempt, before = store.begin(run_id), _database_bytes(store)
        for happened in train(config, mnist.load("cpu"), "cpu"):
            store.record(run_id, attempt, [(0.0, happened)])
        files = sum(path.stat().st_size for path in (folder / "weights").rglob("*.*"))
        grown = _database_bytes(store) - before
        store.close()
    return grown, files


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        store = RunStore(f"sqlite:///{folder / 'runs.db'}", folder)
        fill(store, RUNS)
        yield _row(f"the table of {RUNS:,} runs, on the server", seconds_of(lambda: make_table(store)), 0.5)
        yield _row(f"both charts of {OVERLAID} runs, on the server", seconds_of(lambda: make_overlay(store)), 0.5)
        numbers = ",".join(str(run.number) for run in store.runs(limit=OVERLAID))
        store.close()
        browser = launch(playwright)
        with serve(folder) as server:
            with visit(browser, f"{server.url}/runs") as page:
                page.wait_for_timeout(WARM_MS)
            taken = in_browser(browser, f"{server.url}/runs?whose=All+runs", TABLE_READY)
            yield _row(f"a new visitor's address bar to the table of {RUNS:,} runs", taken, 2.0)
            taken = in_browser(browser, f"{server.url}/runs?whose=All+runs&compare={numbers}", CURVES_READY)
            yield _row(f"a new visitor's address bar to {OVERLAID} curves over each other", taken, 3.0)
        browser.close()
    database, files = bytes_of_a_run()
    measured = f"{database / 1e3:,.0f} kB in the database, {files / 1e6:.1f} MB in files"
    yield Row("one run of the lecture's, kept with the weights of every epoch", measured, "15 MB", database + files <= 15e6)


def _row(what: str, seconds: list[float], limit: float) -> Row:
    return Row(what, in_words(seconds), f"{limit:g} s", median(seconds) <= limit)


def _database_bytes(store: RunStore) -> int:
    with store._engine.connect() as connection:
        pages, size = (connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0 for name in ("page_count", "page_size"))
    return int(pages) * int(size)
