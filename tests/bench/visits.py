"""What a visitor waits for, in a real Chromium on this machine: the first page, other pages, the first point."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.bench.report import Row, in_words, median
from tests.e2e.driving import launch, serve, settled

STARTS, ROUNDS, RUNS = 5, 4, 5
WARM_MS = 8000  # after that the server has imported torch, and a spare training process is ready

RAN = "document.querySelector('[data-test-script-state=notRunning]') && document.querySelector('h1')?.offsetParent"
ANOTHER_PAGE = f"before => {RAN} && document.querySelector('h1').innerText !== before"
LOSS_DRAWN = "() => /L/.test(document.querySelector('.st-key-loss_curve path.js-line')?.getAttribute('d') ?? '')"


@contextmanager
def visit(browser: Browser, url: str) -> Iterator[Page]:
    """A new visitor who opens `url`."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(url)
    yield page
    context.close()


def seconds_until(page: Page, act: Callable[[], object], condition: str, value: object = None) -> float:
    """Seconds from doing something to the page as it should be then."""
    start = time.perf_counter()
    act()
    page.wait_for_function(condition, arg=value, polling="raf")
    return time.perf_counter() - start


def presser(page: Page, button: Locator) -> Callable[[], None]:
    """Presses the mouse on a button; where it is was found out beforehand."""
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    return lambda: page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def cold_start(browser: Browser) -> float:
    """From `streamlit run app.py` with an empty data folder to the first page, all of it, in a browser that knows nothing."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        with serve(Path(folder)) as server, visit(browser, server.url) as page:
            page.wait_for_function(f"() => {RAN}", polling="raf")
            return time.perf_counter() - start


def page_changes(page: Page) -> Iterator[list[float]]:
    """Round by round, the seconds that each link of the navigation takes."""
    links = settled(page).get_by_test_id("stTopNavLink").all()
    for _ in range(1 + ROUNDS):
        taken = []
        for link in [*links[1:], links[0]]:
            before = page.locator("h1").inner_text()
            taken.append(seconds_until(page, presser(page, link), ANOTHER_PAGE, before))
            page.wait_for_timeout(300)  # a visitor looks at it
        yield taken


def first_point(page: Page) -> float:
    """From Train to a loss curve; then the run is stopped."""
    train = settled(page).get_by_role("button", name="Train", exact=True)
    seconds = seconds_until(page, presser(page, train), LOSS_DRAWN)
    page.get_by_role("button", name="Stop", exact=True).click()
    page.wait_for_timeout(WARM_MS)
    return seconds


def row(what: str, seconds: list[float], limit: float) -> Row:
    return Row(what, in_words(seconds), f"{limit:g} s", median(seconds) <= limit)


def rows() -> Iterator[Row]:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = launch(playwright)
        yield row("`streamlit run app.py` to the first page", [cold_start(browser) for _ in range(STARTS)], 2.5)
        with serve(Path(folder)) as server:
            with visit(browser, server.url) as page:
                page.wait_for_timeout(WARM_MS)
                first, *later = page_changes(page)
            yield row("page change, each page's first time", first, 0.5)
            yield row("page change", [seconds for taken in later for seconds in taken], 0.5)
            taken = []
            for _ in range(RUNS):
                with visit(browser, f"{server.url}/train") as page:
                    taken.append(first_point(page))
            yield row("Train pressed to the first point in the chart", taken, 1.5)
        browser.close()
