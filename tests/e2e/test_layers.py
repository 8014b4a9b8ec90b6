"""Layers and Losses in a browser: figures follow their controls, and the address keeps what was set."""

import re

import pytest
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


def test_a_figure_keeps_its_place_while_its_slider_moves(server_url, new_page):
    page = new_page()
    page.goto(f"{server_url}/losses")
    settled(page)
    figure = page.locator(".st-key-one_loss .js-plotly-plot")
    figure.evaluate("element => { element.seen = true }")
    before = figure.bounding_box()
    for _ in range(3):
        page.locator(".st-key-logit input[type=range]").press("ArrowRight")
    settled(page)
    assert "logit=-1.7" in page.url
    assert figure.evaluate("element => element.seen")  # the same element: changed, not mounted again
    assert figure.bounding_box() == before


@pytest.mark.timeout(600)
def test_three_losses_train_side_by_side_and_are_there_again_after_a_reload(server_url, new_page):
    page = new_page()
    page.goto(f"{server_url}/losses?compared_epochs=1")
    settled(page).get_by_role("button", name="Train all three").click()
    for title in ("Cross-entropy", "Mean squared error", "Gaussian likelihood, σ = 1"):
        expect(page.get_by_text(f"{title}: Finished")).to_be_visible(timeout=180_000)
    page.reload()
    settled(page)
    expect(page.get_by_text("Gaussian likelihood, σ = 1: Finished")).to_be_visible()
    assert len(traces(page, "comparison")) == 3
