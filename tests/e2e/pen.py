"""Drawing on the canvas with mouse and finger, and what is then on it."""

import re

from playwright.sync_api import Locator, Page

from tests.e2e.driving import settled
from tests.waiting import wait_for

SEVEN = [[(80, 60), (140, 58), (200, 56), (170, 130), (140, 200), (128, 235)]]
FOUR = [[(110, 50), (90, 100), (75, 150), (140, 150), (205, 150)], [(165, 90), (165, 160), (165, 240)]]
DRAWN = re.compile(r"It reads an? \d|No digit that I know")
Strokes = list[list[tuple[int, int]]]


def answer(page: Page) -> Locator:
    return page.locator("h3").first


def pad(page: Page) -> Locator:
    """The canvas, named once its companion has come to it."""
    return page.get_by_role("img", name="Canvas: draw a digit here")


def opened(page: Page, url: str) -> Page:
    page.goto(f"{url}/draw")
    pad(page).wait_for()
    return settled(page)


def draw(page: Page, strokes: Strokes, *, touch: bool = False) -> None:
    corner = pad(page).bounding_box()
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
    finger.detach()


def draw_at_once(page: Page, strokes: Strokes) -> None:
    """Hundreds of strokes, as events of a mouse that needs no time to move."""
    pad(page).evaluate(
        """(canvas, strokes) => {
            const { left, top } = canvas.getBoundingClientRect();
            const send = (kind, [x, y]) => canvas.dispatchEvent(
                new MouseEvent(kind, { clientX: left + x, clientY: top + y, bubbles: true, composed: true }));
            for (const stroke of strokes) {
                send("mousedown", stroke[0]);
                stroke.slice(1).forEach((point) => send("mousemove", point));
                send("mouseup", stroke.at(-1));
            }
        }""",
        strokes,
    )


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def come_back(page: Page) -> None:
    """To another page, and back to the drawing."""
    page.get_by_role("link", name="Home", exact=True).first.click()
    page.get_by_role("heading", level=1, name="Neural networks").wait_for()
    page.get_by_role("link", name="Draw", exact=True).first.click()
    pad(page).wait_for()


def ink(page: Page) -> int:
    """How many pixels of the page are dark with ink, once all that was drawn is painted."""
    return page.locator("canvas.lower-canvas.dc-canvas").evaluate(
        """async (canvas) => {
            for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            let n = 0;
            for (let i = 0; i < data.length; i += 4) n += data[i] < 128 && data[i + 3] > 60;
            return Math.round(n * (280 / canvas.width) ** 2);
        }"""
    )


def wait_for_ink(page: Page, n: int) -> None:
    """Wait until the canvas has `n` pixels of ink, or a few more or less: at edges between pixels a picture is not quite its strokes."""
    wait_for(lambda: abs(ink(page) - n) <= max(20, n // 1000), f"{n} pixels of ink")
