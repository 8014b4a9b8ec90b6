"""Start the app as a visitor's host does, and wait for it as a visitor's eyes do."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

from tests.waiting import PATIENCE_SECONDS

ROOT = Path(__file__).parents[2]
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CHROMIUM_ARGS += ["--disable-component-update", "--disable-sync"]
expect.set_options(timeout=1000 * PATIENCE_SECONDS)


@dataclass(frozen=True)
class Server:
    url: str
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def serve(folder: Path, port: int | None = None) -> Iterator[Server]:
    """The app on `port` (a free one), its data and its log in `folder`; ended on leaving. Start it again to test a restart."""
    port = port or _free_port()
    url, log = f"http://127.0.0.1:{port}", folder / "server.log"
    with log.open("ab") as output:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1"]
        process = subprocess.Popen(command, cwd=ROOT, env=_environment(folder), stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_until_healthy(url, process, log)
        yield Server(url, process, log)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def settled(page: Page) -> Page:
    """Wait until the page is connected, its script has run, and no placeholder is left. Returns the page.

    Where a fragment ticks, the script never rests: wait for what you want to see instead.
    """
    page.wait_for_timeout(210)  # widgets send what was typed only after a pause
    page.locator("[data-testid='stApp'][data-test-connection-state='CONNECTED']").wait_for(state="attached")
    page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for(state="attached")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_timeout(100)
    return page


def launch(playwright: Playwright) -> Browser:
    """A Chromium without a window: this machine's, else the one that Playwright has downloaded.

    Raises:
        playwright.sync_api.Error: there is none, or it does not run.
    """
    return playwright.chromium.launch(executable_path=chromium_on_path(), args=CHROMIUM_ARGS)


def chromium_on_path() -> str | None:
    """This machine's Chromium: the headless shell where there is one, since it opens a page in half the processor's time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def _environment(folder: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "RAY_ADDRESS", "OMP_NUM_THREADS"}}
    return inherited | {"DATA_DIR": str(folder)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start within {seconds:.0f} s:\n{log.read_text()[-3000:]}")
