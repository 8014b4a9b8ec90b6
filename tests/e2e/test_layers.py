"""Layers in a browser: figures follow their controls, and the address keeps what was set."""

import re

from playwright.sync_api import Page, expect

from core.lessons.approximator import rms_error, train
from tests.e2e.driving import settled


def traces(page: Page, figure: str) -> list[str]:
    """The names of a figure's traces, as plotly.js has them."""
    drawn = page.locator(f".st-key-{figure} .js-plotly-plot")
    drawn.wait_for()
    return drawn.evaluate("element => element.data.map(trace => trace.name)")


def test_more_units_are_drawn_and_named_in_the_address(server_url, new_page):
    page = new_page()
    page.goto(f"{server_url}/layers?units=4")
    settled(page)
    assert len(traces(page, "approximation")) == 4 + 3
    page.locator(".st-key-units input[type=range]").press("ArrowRight")
    settled(page)
    assert len(traces(page, "approximation")) == 6 + 3
    assert "units=6" in page.url


def test_a_link_shows_what_its_sender_saw(server_url, new_page):
    first, second = new_page(), new_page()
    first.goto(f"{server_url}/layers")
    settled(first).locator(".st-key-unit_rho").get_by_text("Tanh", exact=True).click()
    settled(first).locator(".st-key-start").get_by_text("5", exact=True).click()
    settled(first)
    second.goto(first.url)
    error = rms_error(train("sine", 8, "tanh"), "sine")[4].item()
    for page in (first, second):
        expect(page.locator(".st-key-starts .figure")).to_have_attribute("aria-label", re.compile(f"of start 5: {error:.3f}"))
    names = [page.locator(".st-key-starts .figure").get_attribute("aria-label") for page in (first, second)]
    assert names[0] == names[1]
