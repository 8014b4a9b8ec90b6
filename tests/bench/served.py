"""The lecture's run as a visitor sees it, through worker, store and a watching page, against core.training alone, in turns."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from core.environment import TRAINING_ENVIRONMENT
from core.events import Epoch, Started
from core.runs.store import RunStore
from tests.bench.alone import CONFIG
from tests.bench.report import Row, median, ratio
from tests.e2e.driving import CHROMIUM_ARGS, ROOT, chromium_on_path, serve, settled

REPETITIONS = 3
BROWSERS = {  # niceness -> words
    19: "its browser taking only what the cores have left, as if it were on another computer",
    0: "its browser on the same cores",
}
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
    environment = TRAINING_ENVIRONMENT | os.environ
    command = [sys.executable, "-m", "tests.bench.alone", n_threads]
    return float(subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout)


@contextmanager
def browser(playwright: Playwright, niceness: int) -> Iterator[Browser]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chromium"
        path.write_text(f'#!/bin/sh\nexec nice -n {niceness} {chromium_on_path() or playwright.chromium.executable_path} "$@"\n')
        path.chmod(0o755)
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield started
        started.close()


def rows() -> Iterator[Row]:
    for niceness, words in BROWSERS.items():
        with_page, without = [], []
        with sync_playwright() as playwright, browser(playwright, niceness) as its_browser:
            for _ in range(REPETITIONS):
                seconds, device = watched(its_browser)
                with_page.append(seconds)
                threads = re.search(r"(\d+) thread", device)
                without.append(alone(threads.group(1) if threads else "1"))
        speed = ratio(without, with_page)
        yield Row(
            f"speed of a run through worker, store and one watching page, {words}, on {device}",
            f"{speed:.2f} of core.training alone ({median(with_page):.2f} s and {median(without):.2f} s, median of {REPETITIONS} pairs)",
            "0.9 or more",
            speed >= 0.9,
        )
