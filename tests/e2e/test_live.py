"""A run that is watched: figures stay where they are while they change, and the visitor's click with them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.training import LONG, start, stop
from tests.waiting import wait_for

ALWAYS = ("loss_curve", "accuracy_curve", "gradients")
SECTIONS = {"Mistakes": ("confusion", "digits"), "Certainty": ("by_class", "calibration"), "First layer": ("weights",)}
MARK = "keys => keys.forEach(key => { document.querySelector(`.st-key-${key} .js-plotly-plot`).marked = true; })"
REMOUNTED = "keys => keys.filter(key => !document.querySelector(`.st-key-${key} .js-plotly-plot`)?.marked)"


def epoch(page: Page) -> int:
    return int(re.search(r"Epoch (\d+) of", page.get_by_text(re.compile(r"Epoch \d+ of 100")).inner_text()).group(1))


@pytest.mark.parametrize("section", SECTIONS)
def test_no_figure_is_mounted_anew_while_a_run_trains_and_when_it_ends(server_url, new_page, section):
    page = new_page()
    start(page, server_url, LONG + "&seed=21")
    page.get_by_role("radio", name=section).click()
    figures = [*ALWAYS, *SECTIONS[section]]
    for key in figures:
        expect(page.locator(f".st-key-{key} .js-plotly-plot")).to_be_attached()
    page.evaluate(MARK, figures)
    before = epoch(page)
    wait_for(lambda: epoch(page) > before + 3, "three more epochs")
    page.wait_for_timeout(2500)  # a section looks for a new epoch every two seconds
    assert page.evaluate(REMOUNTED, figures) == []
    stop(page)
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    page.wait_for_timeout(1000)
    assert page.evaluate(REMOUNTED, figures) == []


def test_the_clicked_cell_is_framed_and_stays_while_new_epochs_come(server_url, new_page):
    page = new_page()
    start(page, server_url, LONG + "&seed=22")
    plot = page.locator(".st-key-confusion .nsewdrag")
    page.get_by_role("heading", name="What does it confuse").scroll_into_view_if_needed()  # what is out of sight does not follow the run
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    page.mouse.click(box["x"] + 0.95 * box["width"], box["y"] + 0.45 * box["height"])
    said = page.get_by_text(re.compile("Pictures of 4 that were read as 9"))
    expect(said).to_be_visible()
    expect(page.locator(".st-key-confusion .shapelayer path")).to_have_count(1)
    shown = said.inner_text()
    page.wait_for_function("shown => !document.body.innerText.includes(shown)", arg=shown)  # a new epoch's count
    expect(said).to_be_visible()
    stop(page)
    expect(said).to_be_visible()
