"""Drawing in a browser: mouse and finger, light and dark, undo and return; what was drawn is read, and no stroke is lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.driving import settled

SEVEN = [[(80, 60), (140, 58), (200, 56), (170, 130), (140, 200), (128, 235)]]
FOUR = [[(110, 50), (90, 100), (75, 150), (140, 150), (205, 150)], [(165, 90), (165, 160), (165, 240)]]
DOT = [[(140, 140)]]
DRAWN = re.compile(r"It reads an? \d")
Strokes = list[list[tuple[int, int]]]


def answer(page: Page) -> Locator:
    return page.locator("h3").first


def opened(page: Page, url: str) -> Page:
    page.goto(f"{url}/draw")
    page.locator("canvas.upper-canvas").wait_for()
    return settled(page)


def draw(page: Page, strokes: Strokes, *, touch: bool = False) -> None:
    corner = page.locator("canvas.upper-canvas").bounding_box()
    for stroke in strokes:
        path = [(corner["x"] + x, corner["y"] + y) for x, y in stroke]
        (with_finger if touch else with_mouse)(page, path)


def with_mouse(page: Page, path: list[tuple[float, float]]) -> None:
    page.mouse.move(*path[0])
    page.mouse.down()
    for point in path[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()


def with_finger(page: Page, path: list[tuple[float, float]]) -> None:
    finger = page.context.new_cdp_session(page)
    for number, (x, y) in enumerate(path):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove" if number else "touchStart", "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def press(page: Page, name: str) -> None:
    page.locator(f".st-key-draw_{name} button").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "touch"), [(1280, False), (390, True)])
def test_what_is_drawn_is_read(server_url, new_page, width, touch, theme):
    page = opened(new_page(width=width, height=844, theme=theme, touch=touch), server_url)
    expect(answer(page)).to_have_text("Draw here")
    draw(page, SEVEN, touch=touch)
    expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)
    press(page, "clear")
    expect(answer(page)).to_have_text("Draw here", timeout=20_000)
    draw(page, FOUR, touch=touch)
    expect(answer(page)).to_contain_text("It reads a 4", timeout=20_000)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width


def test_undo_and_redo_change_the_canvas_and_the_answer(server_url, new_page):
    page = opened(new_page(), server_url)
    draw(page, SEVEN)
    expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)
    seven = ink(page)
    press(page, "clear")
    expect(answer(page)).to_have_text("Draw here", timeout=20_000)
    wait_for_ink(page, 0)
    press(page, "undo")
    expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)
    wait_for_ink(page, seven)
    press(page, "redo")
    expect(answer(page)).to_have_text("Draw here", timeout=20_000)


def ink(page: Page) -> int:
    """How many pixels of the canvas differ from its first one."""
    return page.locator("canvas.dc-canvas.lower-canvas").evaluate(
        """canvas => {
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            let n = 0;
            for (let i = 0; i < data.length; i += 4) n += Math.abs(data[i] - data[0]) > 60;
            return n;
        }"""
    )


def wait_for_ink(page: Page, n: int) -> None:
    for _ in range(50):
        if abs(ink(page) - n) <= 20:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"The canvas has {ink(page)} pixels of ink, not {n}.")


def test_no_stroke_of_a_fast_drawing_is_lost(server_url, new_page):
    page = opened(new_page(), server_url)
    strokes = [[(20 + 24 * k, 60 + 12 * (k % 3)), (24 + 24 * k, 220)] for k in range(10)]
    draw(page, strokes)
    expect(answer(page)).to_have_text(DRAWN, timeout=20_000)
    settled(page)
    drawn = ink(page)
    page.get_by_role("link", name="Home", exact=True).first.click()
    page.get_by_role("heading", level=1).wait_for()
    page.get_by_role("link", name="Draw", exact=True).first.click()
    page.locator("canvas.upper-canvas").wait_for()
    wait_for_ink(page, drawn)
    expect(answer(page)).to_have_text(DRAWN, timeout=20_000)


def test_a_dot_is_no_trouble(server_url, new_page):
    page = opened(new_page(), server_url)
    draw(page, DOT)
    expect(answer(page)).to_have_text(DRAWN, timeout=20_000)


def test_a_test_digit_can_be_brought_with_the_keyboard_alone(server_url, new_page):
    page = opened(new_page(), server_url)
    page.get_by_role("button", name="A test digit").press("Enter")
    expect(answer(page)).to_have_text(DRAWN, timeout=20_000)
    expect(page.get_by_text(re.compile("its label is"))).to_be_visible()
