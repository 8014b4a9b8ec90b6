"""Links as they arrive: with a messenger's marks at their end, with values that cannot be used."""

import re

from playwright.sync_api import expect

from tests.e2e.driving import settled


def test_a_messengers_bracket_is_taken_off_before_any_widget_sees_it(new_page, server_url):
    page = new_page()
    page.goto(f"{server_url}/losses?compared_epochs=5)")
    settled(page)
    expect(page).to_have_url(re.compile(r"compared_epochs=5$"))
    expect(page.locator(".st-key-compared_epochs")).to_contain_text("5")
    expect(page.get_by_text("Of the link:")).to_have_count(0)


def test_what_cannot_be_used_is_named_and_no_more_once_the_page_is_left(new_page, server_url):
    page = new_page()
    page.goto(f"{server_url}/losses?compared_epochs=1000&sigma=0")
    settled(page)
    expect(page.get_by_text("compared_epochs=1000 could not be used; 3 was used.")).to_be_visible()
    expect(page.get_by_text("sigma=0 could not be used; 0.2 was used.")).to_be_visible()
    page.get_by_role("link", name="Layers").first.click()
    expect(page.get_by_role("heading", level=1, name="Layers")).to_be_visible()
    expect(settled(page).get_by_text("Of the link:")).to_have_count(0)
