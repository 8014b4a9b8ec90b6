"""Why the network says what it says, in a browser: units that are tapped or clicked, and another answer."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.figures.forward_trace import X_RANGE, Y_RANGE
from tests.e2e.driving import settled


def with_a_digit(page: Page, url: str, section: str) -> Page:
    page.goto(f"{url}/draw")
    page.get_by_role("button", name="A test digit").click()
    page.get_by_role("radio", name=section).click()
    return settled(page)


def tap(page: Page, x: float, y: float, *, touch: bool) -> None:
    """Tap the drawing of the network at this place, in its axes' units."""
    figure = page.locator(".st-key-draw_forward_trace .figure")
    figure.locator(".scatterlayer").first.wait_for(state="attached")
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    place = {
        "x": box["width"] * (x - X_RANGE[0]) / (X_RANGE[1] - X_RANGE[0]),
        "y": box["height"] * (y - Y_RANGE[1]) / (Y_RANGE[0] - Y_RANGE[1]),
    }
    figure.tap(position=place) if touch else figure.click(position=place)


@pytest.mark.parametrize(("width", "touch", "theme"), [(1280, False, "light"), (390, True, "dark")])
def test_a_unit_that_is_tapped_tells_its_numbers(server_url, new_page, width, touch, theme):
    page = with_a_digit(new_page(width=width, height=844, theme=theme, touch=touch), server_url, "Through the network")
    box = page.locator(".st-key-draw_unit input")
    expect(box).to_have_value("The output of the answer")
    tap(page, 1 / 3, 2.5 / 24, touch=touch)  # the default network has three layers, and 24 units of the first are drawn
    expect(box).to_have_value("Hidden layer 1, number 3 from the top")
    expect(page.get_by_text("of 1400").last).to_be_visible()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width


def test_another_answer_is_shown_with_what_had_to_change(server_url, new_page):
    page = with_a_digit(new_page(), server_url, "Another answer")
    page.locator(".st-key-draw_adversarial input").scroll_into_view_if_needed()
    settled(page)  # the list of digits closes when the page scrolls
    for digit in "34":  # one of the two is not its answer
        page.locator(".st-key-draw_adversarial input").click()
        page.get_by_role("option", name=digit, exact=True).click()
        outcome = page.get_by_text(re.compile("already its most probable|Compare before and after|did not lead to"))
        expect(outcome).to_be_visible()
        if "already its most probable" not in outcome.inner_text():
            break
    expect(page.get_by_text("Compare before and after")).to_be_visible()
    expect(page.locator(".st-key-draw_adversarial_2 .figure .heatmaplayer").first).to_be_attached()
