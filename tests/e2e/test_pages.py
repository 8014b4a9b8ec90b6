"""Every page, in every window it is read in: it loads, fits, and raises nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.driving import serve, settled

PAGES = {
    "": None,
    "regression": "Regression",
    "layers": "Layers",
    "losses": "Losses",
    "train": "Train",
    "runs": "Runs",
    "draw": "Draw",
}
WINDOWS = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844, "touch": True}}

# Elements that reach beyond the window's right edge, unless they lie in a box that scrolls or clips on its own.
TOO_WIDE = """() => [...document.querySelectorAll("[data-testid='stMain'] *")].filter(element => {
  if (element.getBoundingClientRect().right <= window.innerWidth + 1 || !element.getClientRects().length) return false;
  for (let box = element.parentElement; box && box.dataset.testid !== "stMain"; box = box.parentElement)
    if (getComputedStyle(box).overflowX !== "visible") return false;
  return true;
}).map(element => `${element.tagName} ${element.className} ${element.textContent.slice(0, 60)}`)"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_loads_and_fits(server_url, new_page, path, window, theme):
    page = new_page(**WINDOWS[window], theme=theme)
    page.goto(f"{server_url}/{path}")
    assert page.evaluate("theme => matchMedia(`(prefers-color-scheme: ${theme})`).matches", theme)
    _loads_and_fits(settled(page), path)


def test_a_deep_link_is_the_first_thing_a_fresh_server_is_asked_for(tmp_path, new_page):
    with serve(tmp_path) as fresh:
        page = new_page()
        page.goto(f"{fresh.url}/losses")
        _loads_and_fits(settled(page), "losses")
        expect(page.get_by_test_id("stTopNavLink")).to_have_count(len(PAGES))
        page.close()  # before its server ends, which it would report


def _loads_and_fits(page: Page, path: str) -> None:
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_count(1)
    if PAGES[path]:
        expect(heading).to_contain_text(PAGES[path])
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stMain")).not_to_contain_text(re.compile(r"Traceback|\w+Error:"))
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
