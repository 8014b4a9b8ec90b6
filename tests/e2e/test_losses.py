"""Losses in a browser: what is dragged is followed by numbers that are core's, and the address shows another visitor the same."""

import re

import pytest
import torch
from playwright.sync_api import Page, expect

from core.losses import LOSSES
from tests.e2e.driving import settled


def opened(page: Page, url: str, query: str = "") -> Page:
    page.goto(f"{url}/losses{query}")
    for component in (".bench tbody tr", ".logits tbody tr", ".bell .numbers div", ".outlier tbody tr"):
        page.locator(component).first.wait_for()
    return settled(page)


def numbers(page: Page, component: str) -> str:
    return page.locator(component).inner_text()


def plot(page: Page, svg: str, x: float, y: float = 0.5) -> tuple[float, float]:
    """The place on the page of this x in the plot's units, and of this share of its height."""
    page.locator(svg).scroll_into_view_if_needed()
    box = page.locator(svg).bounding_box()
    px = page.locator(svg).evaluate("(svg, x) => svg.frame.px(x)", x)
    return box["x"] + px, box["y"] + y * box["height"]


def sees_the_same(page: Page, other: Page, url: str, component: str) -> None:
    """The other visitor, who opens the page's link, is shown the same numbers."""
    settled(page)
    opened(other, url, "?" + page.url.partition("?")[2])
    assert numbers(other, component) == numbers(page, component)


def drag(page: Page, svg: str, start: float, end: float, y: float = 0.5) -> None:
    page.mouse.move(*plot(page, svg, start, y))
    page.mouse.down()
    page.mouse.move(*plot(page, svg, (start + end) / 2, y))
    page.mouse.move(*plot(page, svg, end, y))
    page.mouse.up()


@pytest.mark.parametrize("window", [{"width": 1280, "height": 800}, {"width": 390, "height": 844, "theme": "dark"}])
def test_the_output_is_dragged_and_another_visitor_sees_the_same(server_url, new_page, window):
    page, other = new_page(**window), new_page(**window)
    opened(page, server_url)
    drag(page, "svg.losses", -2, 3)
    expect(page.locator(".bench .words")).to_contain_text("z = 3;")
    page.get_by_role("radio", name="no: y = 0").check(force=True)
    page.get_by_role("button", name="Mean squared error").click()
    page.get_by_label("Draw Cross-entropy").uncheck()
    expect(page.get_by_text("being twice as wrong costs four times as much")).to_be_visible()  # the words of the loss in front
    expect(page).to_have_url(re.compile("curves=softmax_mse"))
    settled(page)
    assert page.locator("svg.losses .curves polyline").count() == len(LOSSES) - 1
    sees_the_same(page, other, server_url, ".bench .side")
    assert other.locator("svg.losses .curves polyline").count() == len(LOSSES) - 1


def test_the_output_is_moved_by_keys_and_the_server_is_told_once_it_rests(server_url, new_page):
    page = opened(new_page(), server_url)
    page.locator("svg.losses").press("ArrowRight")
    page.locator("svg.losses").press("PageUp")
    expect(page.locator(".bench .words")).to_contain_text("z = −0.9;")
    expect(page).to_have_url(re.compile(r"output=-0\.9"))


def test_an_experiment_sets_the_browser_and_the_visitor_drags_on_from_there(server_url, new_page):
    page = opened(new_page(), server_url)
    page.get_by_role("button", name="confident and wrong").click()
    expect(page.locator(".bench .words")).to_contain_text("z = −8;")
    settled(page)
    drag(page, "svg.losses", -7.9, -4)
    expect(page).to_have_url(re.compile(r"output=-4"))
    settled(page)
    expect(page.locator(".bench .words")).to_contain_text("z = −4;")


def test_a_link_of_an_earlier_version_shows_the_loss_and_gradient_that_its_sender_saw(server_url, new_page):
    page = opened(new_page(), server_url, "?shown=Mean+squared+error&y=2.0&prediction=0.5")
    row = page.locator(".bench tbody tr.front")
    expect(row).to_contain_text("2.25 sq. units")  # (2 - 0.5)²
    expect(row).to_contain_text("−3")


def test_a_logit_is_dragged_and_the_likelihood_of_the_true_class_follows(server_url, new_page):
    page, other = new_page(), new_page()
    opened(page, server_url)
    slider = page.get_by_role("slider", name="Logit of 7")
    slider.press("End")
    expect(page).to_have_url(re.compile("z_logits="))
    settled(page)
    logits = torch.tensor([[0.5, -1.0, 2.0, 1.5, -2.0, 0.0, -1.5, 8.0, 2.5, -0.5]])
    loss = LOSSES["cross_entropy"].per_example(logits, torch.tensor([3])).item()
    expect(page.locator(".logits .sum b")).to_have_text(f"{loss:.3g}")
    page.get_by_role("radio", name="The true class is 7").check()
    expect(page.locator(".logits tr.true")).to_contain_text("7")
    page.get_by_role("button", name="One step of gradient descent").click()
    expect(page).to_have_url(re.compile("z_digit=7"))
    settled(page)  # an experiment sets what has been reported
    page.get_by_role("button", name="hotter: less sure").click()
    expect(page.locator(".heat output")).to_have_text("4.00")
    expect(page.get_by_role("columnheader", name="∂L/∂z = (ŷ − y) / temperature")).to_be_visible()
    sees_the_same(page, other, server_url, ".logits")


def test_the_bell_is_dragged_by_its_middle_its_edge_and_its_points_and_climbs(server_url, new_page):
    page, other = new_page(), new_page()
    opened(page, server_url)
    drag(page, "svg.density", -1.0, 0.5)
    expect(page.locator(".bell .mean + output")).to_have_text("0.50")
    page.get_by_role("button", name="Five points").click()
    points = torch.tensor([-1.2, 0.3, 0.8, 1.4, 2.2], dtype=torch.float64)
    page.get_by_role("button", name="Maximise the likelihood").click()
    expect(page.locator(".bell .mean + output")).to_have_text(f"{points.mean():.2f}")
    expect(page.locator(".bell .sigma + output")).to_have_text(f"{points.std(correction=0):.2f}")
    normal = torch.distributions.Normal(round(points.mean().item(), 2), round(points.std(correction=0).item(), 2))
    expect(page.locator(".bell .numbers div").nth(2).locator("b")).to_have_text(f"{-normal.log_prob(points).mean():.3g}")
    settled(page)
    floor = page.locator("svg.density").evaluate("svg => svg.frame.box.bottom / svg.frame.box.height")
    drag(page, "svg.density", 2.2, 3.2, y=floor)
    expect(page).to_have_url(re.compile(r"bell_points=[^&]*3\.2"))
    sees_the_same(page, other, server_url, ".bell .numbers")


def test_a_point_is_dragged_added_and_removed_and_the_lines_follow(server_url, new_page):
    page, other = new_page(), new_page()
    opened(page, server_url)
    cells = page.locator(".outlier tbody tr").first.locator("td")
    first = cells.first.inner_text()
    page.locator(".outlier").scroll_into_view_if_needed()
    selected = page.locator("svg.points circle.selected")
    box = selected.bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 8, box["y"] - 120, steps=4)
    page.mouse.up()
    expect(cells.first).not_to_have_text(first)
    settled(page)
    frame = page.locator("svg.points").bounding_box()
    page.mouse.click(frame["x"] + 0.3 * frame["width"], frame["y"] + 0.15 * frame["height"])
    expect(page.locator("svg.points circle")).to_have_count(13)
    page.get_by_role("button", name="Remove the chosen point").click()
    expect(page.locator("svg.points circle")).to_have_count(12)
    expect(page).to_have_url(re.compile("points_y="))
    sees_the_same(page, other, server_url, ".outlier table")
    page.get_by_role("button", name="two of twelve").click()
    expect(cells.first).to_contain_text("−")


def test_the_race_is_guessed_played_and_its_outcome_said(server_url, new_page):
    page, other = new_page(), new_page()
    opened(page, server_url, "?race_start=8")
    page.locator(".race").scroll_into_view_if_needed()
    page.get_by_role("button", name="both", exact=True).click()
    page.locator(".race .play").click()
    expect(page.locator(".race .verdict")).to_have_text("After 600 steps only cross-entropy has recovered. You said otherwise.")
    page.get_by_role("button", name="knows nothing").click()
    expect(page.locator(".race .now")).to_contain_text("Step 0:")
    expect(page).to_have_url(re.compile("race_start=0"))
    for _ in range(3):
        page.locator(".race .step").click()
    expect(page.locator(".race .verdict")).to_have_text("Both read 90 % right, the slower one after 1 step. As you said.")
    settled(page)
    x, y = plot(page, "svg.plane", 1.2)
    box = page.locator("svg.plane .ones path").first.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(x, y - 100, steps=3)
    page.mouse.up()
    expect(page).to_have_url(re.compile("race_x="))
    sees_the_same(page, other, server_url, ".race table")


@pytest.mark.timeout(600)
def test_all_losses_train_side_by_side_and_are_there_again_after_a_reload(server_url, new_page):
    page = new_page()
    page.goto(f"{server_url}/losses?compared_epochs=1")
    settled(page).get_by_role("button", name="Train all five").click()
    for loss in LOSSES.values():
        expect(page.get_by_text(f"{loss.title}: Finished")).to_be_visible(timeout=180_000)
    expect(page.locator("[data-testid=stTable]").last.locator("tbody tr")).to_have_count(len(LOSSES))
    page.reload()
    settled(page)
    expect(page.get_by_text("Gaussian likelihood, σ = 1: Finished")).to_be_visible()
    drawn = page.locator(".st-key-comparison .js-plotly-plot")
    drawn.wait_for()
    assert drawn.evaluate("element => element.data.length") == len(LOSSES)


@pytest.mark.timeout(300)
def test_a_surely_wrong_start_is_guessed_trained_and_summed_up(server_url, new_page):
    page = new_page()
    page.goto(f"{server_url}/losses?wrong_start=15")
    settled(page).get_by_text("only the one with cross-entropy", exact=True).click()
    settled(page).get_by_role("button", name="Train both").click()
    for title in ("Cross-entropy", "Squared error of softmax outputs"):
        expect(page.get_by_text(f"{title}: Finished")).to_be_visible(timeout=180_000)
    expect(page.get_by_text("As you guessed.")).to_be_visible()
    expect(page.get_by_text("1 of 1 first guesses were right.")).to_be_visible()
    drawn = page.locator(".st-key-wrong_comparison .js-plotly-plot")
    drawn.wait_for()
    last = drawn.evaluate("element => element.calcdata.slice(0, 2).map((points) => points.at(-1).y)")
    assert last[0] > 0.9
    assert last[1] < 0.15
    assert drawn.evaluate("element => element.data.length") == 4, "two live curves and what was measured before"
