"""What a run's owner can do, in a browser: a run is paused, changed and trained on; a sweep fills its heat map; a run is taken home."""

import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.driving import settled
from tests.e2e.training import CURVE, LONG, SHORT, start, stop, tick_first_run


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("window", [{"width": 1280, "height": 800}, {"width": 390, "height": 844, "touch": True, "theme": "dark"}])
def test_a_run_is_paused_changed_and_goes_on(server_url, new_page, window):
    page = new_page(**window)
    start(page, server_url, LONG + "&seed=11")
    button(page, "Pause").click()
    expect(page.get_by_text(re.compile("Paused in epoch"))).to_be_visible()
    button(page, "Resume").click()
    button(page, "Change").click()  # the moment in which the run resumes
    lr = page.get_by_role("spinbutton", name="Learning rate").last
    lr.fill("0.02")
    button(page, "Change from the next step on").click()
    expect(page.locator(".st-key-loss_curve").get_by_text("lr 0.02")).to_be_visible()
    expect(page.get_by_text(re.compile(r"lr 0.001 → 0.02 at step [\d,]+"))).to_be_visible()
    expect(button(page, "Change from the next step on")).to_have_count(0)  # the form is closed
    stop(page)


def test_a_spectator_sees_everything_and_can_stop_nothing(server_url, new_page):
    owner = new_page()
    link = start(owner, server_url, LONG + "&seed=12")
    spectator = new_page()
    spectator.goto(link)
    expect(spectator.locator(CURVE).first).to_be_visible()
    expect(spectator.get_by_text("What happens inside?")).to_be_visible()
    for name in ("Pause", "Stop", "Change"):
        expect(button(spectator, name)).to_have_count(0)
    stop(owner)


def test_training_of_a_finished_run_continues_for_more_epochs(server_url, new_page):
    page = new_page()
    start(page, server_url, SHORT + "&seed=13")
    expect(page.get_by_text("Finished after")).to_be_visible()
    button(page, "Continue training").click()
    page.get_by_role("button", name=re.compile(r"Continue for \d+ more")).click()
    expect(page.get_by_text(re.compile(r"784-16-10.*, [4-9] epochs|784-16-10.*, 1\d epochs"))).to_be_visible()
    expect(page.get_by_text("Finished after")).to_be_visible()


def test_a_run_is_taken_home_as_one_archive(server_url, new_page):
    page = new_page()
    start(page, server_url, SHORT + "&seed=14")
    expect(page.get_by_text("Finished after")).to_be_visible()
    page.get_by_role("radio", name="Take home").click()
    with page.expect_download() as download:
        page.locator("[data-testid=stDownloadButton] button").first.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        names = {name.rsplit("/", 1)[-1] for name in archive.namelist()}
    assert {"config.json", "reproduce.py", "steps.csv", "epochs.csv"} <= names


def test_a_sweep_starts_as_one_action_and_fills_its_heat_map(server_url, new_page):
    page = new_page()
    page.goto(f"{server_url}/train?{SHORT}&epochs=1")
    settled(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Runs").click()
    button(page, "Start the sweep").click()
    expect(page).to_have_url(re.compile("sweep=[0-9a-f]{32}"))
    expect(page.get_by_text(re.compile(r"4 of 4"))).to_be_visible()


def test_a_run_deleted_while_somebody_watches_ends_in_a_sentence(server_url, new_page):
    owner, spectator = new_page(), new_page()
    link = start(owner, server_url, SHORT + "&seed=15")
    expect(owner.get_by_text("Finished after")).to_be_visible()
    spectator.goto(link)
    expect(spectator.get_by_text("Finished after")).to_be_visible()
    owner.get_by_test_id("stTopNavLink").filter(has_text="Runs").click()
    tick_first_run(owner)
    button(owner, "Delete").click()
    button(owner, "Delete for good").click()
    expect(owner.get_by_text("Delete for good")).to_have_count(0)
    spectator.reload()
    expect(spectator.get_by_text(re.compile("deleted by its owner|knows no run with that link"))).to_be_visible()
