"""Fixtures of the browser tests: one running app and one Chromium per worker, and pages that tell when something went wrong."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.e2e.driving import CHROMIUM_ARGS, Server, chromium, serve

HERE = Path(__file__).parent
# On a deep link Streamlit's client first looks for its server below the page's own path; that 404 is how it finds out.
STREAMLITS_OWN = re.compile(r"/\w+/_stcore/(health|host-config)$")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The running app, with an own empty data folder."""
    with serve(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="session")
def server_url(server: Server) -> str:
    return server.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(playwright), args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """`new_page(width=390, height=844, theme="dark", touch=True)`: a page in its own browser context (own cookies, own session).

    When the test ends it fails if a page wrote an error to the browser's console, or a script of the app raised.
    `errors_fail=False` for a page that is meant to meet errors, such as a server that is killed under it.
    """
    contexts, errors = [], []
    log_before = server.log.stat().st_size

    def open_page(width: int = 1280, height: int = 800, theme: str = "light", touch: bool = False, errors_fail: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, has_touch=touch, is_mobile=touch, device_scale_factor=1
        )
        contexts.append(context)
        page = context.new_page()
        if errors_fail:
            page.on("console", lambda message: _record(message, errors))
            page.on("pageerror", lambda error: errors.append(f"uncaught in the browser: {error}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    with server.log.open("rb") as log:
        log.seek(log_before)
        written = log.read().decode(errors="replace")
    if "Uncaught app exec" in written:
        errors.append(f"a script of the app raised:\n{written[-4000:]}")
    if errors:
        pytest.fail("\n".join(errors), pytrace=False)


def _record(message: ConsoleMessage, errors: list[str]) -> None:
    if message.type == "error" and not STREAMLITS_OWN.search(message.location["url"]):
        errors.append(f"console error: {message.text} ({message.location})")
