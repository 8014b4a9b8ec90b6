"""See to it that the browser tests have a Chromium: `python -m tests.browser` uses what is there, else installs one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import Error, sync_playwright

from tests.e2e.driving import launch

ADVICE = "The browser tests need Chromium, and it could not be installed. Install your system's package (chromium) and try again."


def starts() -> bool:
    """Whether a Chromium is there and runs: a downloaded one may lack libraries of the system."""
    with sync_playwright() as playwright:
        try:
            launch(playwright).close()
        except Error:
            return False
    return True


def installers() -> Iterator[list[str]]:
    """Commands that may bring one, in the order in which to try them."""
    may_install = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None
    yield [sys.executable, "-m", "playwright", "install", *(["--with-deps"] if may_install else []), "chromium"]
    if may_install:
        yield ["apt-get", "update"]
        for package in ("chromium-headless-shell", "chromium"):
            yield ["apt-get", "install", "-y", "--no-install-recommends", package]


def main() -> None:
    if starts():
        return
    for command in installers():
        print("$", *command, flush=True)
        subprocess.run(command, check=False)
        if starts():
            return
    raise SystemExit(ADVICE)


if __name__ == "__main__":
    main()
