"""The lecture's run as a visitor sees it, through worker, store and a watching page, against core.training alone, in turns."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from core.events import Epoch, Started
from core.store import RunStore
from tests.bench.alone import CONFIG
from tests.bench.report import Row, median, ratio
from tests.e2e.driving import CHROMIUM_ARGS, ROOT, chromium, serve, settled

REPETITIONS = 5
WARM_MS = 8000  # by then the spare training process is ready


def watched(browser: Browser) -> tuple[float, str]:
    """Seconds of the run's training by its own clock, and the device it was trained on; a page draws it all the while."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with serve(folder) as server:
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            page.goto(f"{server.url}/train")
            settled(page).wait_for_timeout(WARM_MS)
            page.get_by_role("button", name="Train", exact=True).click()
            expect(page.get_by_text("Finished after")).to_be_visible(timeout=300_000)
            page.context.close()
        store = RunStore(f"sqlite:///{folder / 'runs.db'}", folder)
        (run,) = store.runs()
        started, epochs = store.events(run.id, Started), store.events(run.id, Epoch)
        store.close()
    assert run.config == CONFIG
    return epochs["seconds"].iloc[-1] - started["seconds"].iloc[0], started["device"].iloc[0]


def alone(n_threads: str) -> float:
    environment = os.environ | {"OMP_WAIT_POLICY": "PASSIVE"}
    command = [sys.executable, "-m", "tests.bench.alone", n_threads]
    return float(subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout)


def rows() -> Iterator[Row]:
    with_page, without = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(playwright), args=CHROMIUM_ARGS)
        for _ in range(REPETITIONS):
            seconds, device = watched(browser)
            with_page.append(seconds)
            threads = re.search(r"(\d+) thread", device)
            without.append(alone(threads.group(1) if threads else "1"))
        browser.close()
    speed = ratio(without, with_page)
    yield Row(
        f"speed of a run through worker, store and one watching page (its Chromium on the same cores), on {device}",
        f"{speed:.2f} of core.training alone ({median(with_page):.2f} s and {median(without):.2f} s, median of {REPETITIONS} pairs)",
        "0.9 or more",
        speed >= 0.9,
    )
