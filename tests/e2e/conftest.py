"""Fixtures of the browser tests: one running app and one Chromium per worker, and pages that tell when something went wrong."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Route, sync_playwright

from core.runs.store import RunStore
from pages.ui.components import MODULES
from tests.e2e.driving import ROOT, Server, launch, serve
from tests.waiting import PATIENCE_SECONDS

HERE = Path(__file__).parent
MODULES_HOST = "http://modules.test"
VISITORS = pytest.StashKey["list[Visitor]"]()
# Keeps what was pressed: a press whose release is on another element is no click, and nothing happens.
KEEP_PRESSES = """
    window.presses = [];
    for (const kind of ["pointerdown", "pointerup", "click"])
        addEventListener(kind, (event) => {
            const element = event.composedPath()[0];
            const what = `${element.tagName} ${(element.innerText ?? "").slice(0, 40)}`;
            window.presses = [...window.presses, `${Math.round(performance.now())} ms ${kind} on ${what}`].slice(-12);
        }, { capture: true });
"""
# On a deep link Streamlit's client first looks for its server below the page's own path; that 404 is how it finds out.
STREAMLITS_OWN = re.compile(r"/\w+/_stcore/(health|host-config)$")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("e2e")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Add to the report of a failed test what its pages showed, and what the server had to say last."""
    report = yield
    if report.when == "call" and report.failed:
        for i, visitor in enumerate(item.stash.get(VISITORS, []), start=1):
            report.sections.append((f"page {i} when the test failed", visitor.describe_page()))
        if isinstance(server := getattr(item, "funcargs", {}).get("server"), Server):
            report.sections.append(("end of the server's log", server.log.read_text(errors="replace")[-3000:]))
    return report


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
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def run_in_browser(browser: Browser) -> Iterator[Callable[[str], Callable[..., Any]]]:
    """`run_in_browser("shared/losses.js")("expression", *arguments)`: the value of `(expression)(...arguments)` where that module is.

    One that imports nothing, of pages/ui/components.
    """
    page = browser.new_page()
    page.set_content("<p>A module</p>")

    def load(module: str) -> Callable[..., Any]:
        name = f"module_{re.sub(r'[^a-z]', '_', module)}"
        page.evaluate(
            """async ([name, source]) => {
                const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
                window[name] = await import(address);
            }""",
            [name, MODULES[module].decode()],
        )
        exports = ", ".join(page.evaluate("(name) => Object.keys(window[name])", name))
        return lambda expression, *arguments: page.evaluate(
            f"(given) => {{ const {{ {exports} }} = window.{name}; return ({expression})(...given); }}", list(arguments)
        )

    yield load
    page.close()


@pytest.fixture(scope="session")
def modules(browser: Browser) -> Iterator[Page]:
    """A page that can import the repository's JavaScript modules, by their path."""
    page = browser.new_page()

    def answer(route: Route) -> None:
        file = ROOT / route.request.url.removeprefix(f"{MODULES_HOST}/")
        if file.suffix == ".js" and file.is_file():
            route.fulfill(body=file.read_text("utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body="<p>Unit tests</p>", content_type="text/html")

    page.route(f"{MODULES_HOST}/**", answer)
    page.goto(f"{MODULES_HOST}/")
    yield page
    page.close()


@pytest.fixture(autouse=True)
def _no_run_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a failed test leaves training does not keep the next test's runs waiting."""
    yield
    if "server" in request.fixturenames:
        folder = request.getfixturevalue("server").log.parent
        store = RunStore(f"sqlite:///{folder}/runs.db", folder)
        for run in [*store.queue(), *store.runs(status="running")]:
            store.command(run.id, "stop")
        store.close()


class Visitor:
    """A browser context of its own (own cookies, own session), and its tab.

    A tab that has opened the app before opens it again with less work, so the next test takes it over.
    """

    def __init__(self, browser: Browser, options: dict[str, Any]):
        self._media = {"color_scheme": options["color_scheme"], "reduced_motion": "no-preference"}
        self._context = browser.new_context(**options, device_scale_factor=1)
        self._context.set_default_timeout(1000 * PATIENCE_SECONDS)
        self._context.add_init_script(KEEP_PRESSES)
        self.page = self._context.new_page()
        self.errors: list[str] = []
        self.page.on("console", self._record)
        self.page.on("pageerror", lambda error: self.errors.append(f"uncaught in the browser: {error}"))

    def describe_page(self) -> str:
        """Its address, its text and what was pressed last, as far as the tab still answers."""
        try:
            app = self.page.get_by_test_id("stApp")
            state = [app.get_attribute(f"data-test-{name}-state", timeout=1000) for name in ("connection", "script")]
            presses = self.page.evaluate("() => window.presses.join('\\n')")
            return f"{self.page.url} {state}\n{presses}\n{self.page.locator('body').inner_text(timeout=1000)}"
        except Error as error:
            return f"The page does not answer: {error.message}"

    def leave(self) -> bool:
        """Forget everything; returns whether the tab can be used again."""
        try:
            self._forget()
        except Error:  # the tab is closed, or has crashed
            self._context.close()
            return False
        return True

    def _forget(self) -> None:
        for page in self._context.pages:
            if page != self.page:
                page.close()
        self.page.evaluate("() => { try { sessionStorage.clear(); } catch { /* no page was opened */ } }")
        self.page.goto("about:blank")
        self.page.mouse.up()  # a test that failed may have left it pressed
        self.page.mouse.move(0, 0)
        self.page.emulate_media(**self._media)
        self._context.set_storage_state({"cookies": [], "origins": []})
        self.errors.clear()

    def _record(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not STREAMLITS_OWN.search(message.location["url"]):
            self.errors.append(f"console error: {message.text} ({message.location})")


@pytest.fixture(scope="session")
def idle_visitors() -> dict[str, list[Visitor]]:
    """Those that no test uses now, by the options of their context."""
    return defaultdict(list)


@pytest.fixture
def new_page(
    request: pytest.FixtureRequest, browser: Browser, server: Server, idle_visitors: dict[str, list[Visitor]]
) -> Iterator[Callable[..., Page]]:
    """`new_page(width=390, height=844, theme="dark", touch=True)`: a page of another visitor.

    When the test ends it fails if a page wrote an error to the browser's console, or a script of the app raised.
    `errors_fail=False` for a page that is meant to meet errors, such as a server that is killed under it.
    """
    visitors: list[tuple[str, Visitor, bool]] = []
    mine = request.node.stash.setdefault(VISITORS, [])
    log_before = server.log.stat().st_size

    def open_page(width: int = 1280, height: int = 800, theme: str = "light", touch: bool = False, errors_fail: bool = True) -> Page:
        options = {"viewport": {"width": width, "height": height}, "color_scheme": theme, "has_touch": touch, "is_mobile": touch}
        idle = idle_visitors[str(options)]
        visitor = idle.pop() if idle else Visitor(browser, options)
        visitors.append((str(options), visitor, errors_fail))
        mine.append(visitor)
        return visitor.page

    yield open_page
    errors = [error for _, visitor, errors_fail in visitors if errors_fail for error in visitor.errors]
    for options, visitor, _ in visitors:
        if visitor.leave():
            idle_visitors[options].append(visitor)
    with server.log.open("rb") as log:
        log.seek(log_before)
        written = log.read().decode(errors="replace")
    if "Uncaught app exec" in written:
        errors.append(f"a script of the app raised:\n{written[-4000:]}")
    if errors:
        pytest.fail("\n".join(errors), pytrace=False)
