"""Training in a browser: start a run from its settings, and stop it."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.driving import settled

LONG = "hidden_sizes=128&batch_size=1024&epochs=100"
SHORT = "hidden_sizes=16&batch_size=4096&epochs=2"
CURVE = ".st-key-loss_curve path.js-line"


def press_train(page: Page) -> None:
    page.get_by_role("button", name="Train", exact=True).click()


def start(page: Page, url: str, settings: str) -> str:
    """Train with these settings; returns the run's link once its curve is there."""
    page.goto(f"{url}/train?{settings}")
    settled(page)
    before = page.url  # the page shows this visitor's newest run until there is a newer one
    press_train(page)
    page.wait_for_function("before => location.href !== before && /run=[0-9a-f]{32}/.test(location.href)", arg=before)
    expect(page.locator(CURVE).first).to_be_visible()
    return page.url


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text(re.compile("Stopped in epoch"))).to_be_visible()


def tick_first_run(page: Page) -> None:
    """Tick the first row of the table of runs: a picture without cells to find, which moves as long as the page is not settled."""
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible()
    settled(page)
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 15, box["y"] + 52)
    expect(page.get_by_role("button", name="Delete", exact=True)).to_be_visible()
