"""The canvas of streamlit-drawable-canvas and its companion: what is relied on of the package, and what neither may lose."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from pages.ui.components.canvas import MODULE, PACKAGE_URL
from tests.e2e.driving import serve, settled
from tests.e2e.pen import FOUR, SEVEN, answer, come_back, draw, ink, opened, pad, press, wait_for_ink
from tests.waiting import wait_for

PARTS = {
    ".canvas-root": "the element in which the package mounts its canvas",
    "canvas.lower-canvas.dc-canvas": "the canvas on which finished strokes lie",
    "canvas.upper-canvas": "the canvas on which the stroke under the pen lies",
    "[aria-label='Update the app with this drawing']": "the button by which it says at once what is drawn",
    ".dc-root": "what holds canvas and toolbar, and is shown at a third of its size",
    ".dc-container": "what holds the canvases, and is inverted in the dark theme",
    ".dc-toolbar": "its toolbar, which we hide",
}
NOTE_RUNS = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    new MutationObserver(() => (window.hasRun = true)).observe(app, { attributeFilter: ["data-test-script-state"] });
}"""
SENT = """async () => {
    const image = new Image();
    image.src = window.lectureCanvas.message.picture;
    await image.decode();
    const context = new OffscreenCanvas(280, 280).getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, 280, 280).data.filter((value, i) => i % 4 === 3 && value > 60).length;
}"""


@pytest.mark.parametrize("part", PARTS)
def test_the_package_has_the_parts_that_the_companion_uses(server_url, new_page, part):
    page = opened(new_page(), server_url)
    n = page.locator(f".st-key-drawable_canvas {part}").count()
    assert n == 1, f"This version of streamlit-drawable-canvas has {n} of {part}: {PARTS[part]}. See drawable.js."


def test_the_package_is_one_module_whose_default_export_draws(server_url, new_page):
    page = opened(new_page(), server_url)
    kind = page.evaluate("address => import(address).then((module) => typeof module.default)", f"{server_url}/{PACKAGE_URL}/{MODULE}")
    assert kind == "function", "The module of streamlit-drawable-canvas no longer exports a function as its default."


def test_what_is_sent_is_what_is_seen(server_url, new_page):
    page = opened(new_page(), server_url)
    draw(page, [*FOUR, [(30, 250), (32, 250)], [(250, 30)]])
    expect(answer(page)).to_contain_text("It reads")
    settled(page)
    assert page.evaluate(SENT) == pytest.approx(ink(page), rel=0.03)
    page.get_by_role("radio", name="Eraser").check(force=True)
    draw(page, [[(60, 150), (220, 150)]])
    settled(page)
    assert page.evaluate(SENT) == pytest.approx(ink(page), rel=0.03)


def test_the_canvas_is_as_sharp_as_a_phones_screen(server_url, new_page):
    page = opened(new_page(width=390, height=844, touch=True), server_url)
    box = pad(page).bounding_box()
    assert (round(box["width"]), round(box["height"])) == (280, 280)
    assert pad(page).evaluate("canvas => canvas.width") == 3 * 280


@pytest.mark.parametrize("change", ["theme", "rerun"])
def test_a_stroke_goes_on_where_the_page_changes_under_the_pen(server_url, new_page, change):
    page = opened(new_page(), server_url)
    draw(page, FOUR[:1])
    settled(page)
    corner = pad(page).bounding_box()
    (x, top), _, (_, bottom) = FOUR[1]
    page.mouse.move(corner["x"] + x, corner["y"] + top)
    page.mouse.down()
    page.mouse.move(corner["x"] + x, corner["y"] + 160, steps=5)
    if change == "theme":
        page.emulate_media(color_scheme="dark")
        expect(page.locator(".dc-container")).to_have_css("filter", "invert(0.93)")
    else:
        page.evaluate(NOTE_RUNS)
        page.evaluate("window.lectureReruns.page()")
        page.wait_for_function("() => window.hasRun")
        settled(page)
    page.mouse.move(corner["x"] + x, corner["y"] + bottom, steps=5)
    page.mouse.up()
    changed = ink(page)
    expect(answer(page)).to_contain_text("It reads a 4")
    press(page, "Clear")
    draw(page, FOUR)
    assert changed == pytest.approx(ink(page), rel=0.03)


def test_the_eraser_erases_on_after_a_change_of_theme(server_url, new_page):
    page = opened(new_page(), server_url)
    draw(page, SEVEN)
    drawn = ink(page)
    page.get_by_role("radio", name="Eraser").check(force=True)
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".dc-container")).to_have_css("filter", "invert(0.93)")
    draw(page, [[(60, 60), (140, 60), (220, 60)]])
    assert ink(page) < 0.8 * drawn
    settled(page)
    assert page.evaluate(SENT) == pytest.approx(ink(page), rel=0.03)


def test_a_hand_that_rests_beside_the_canvas_does_not_keep_the_pen_down(server_url, new_page):
    page = opened(new_page(width=390, height=844, touch=True), server_url)
    fingers = Fingers(page)
    fingers.send("touchStart", (320, 150))  # right of the canvas
    fingers.send("touchStart", (320, 150), (80, 60))
    fingers.send("touchMove", (320, 150), (200, 60))
    fingers.send("touchEnd", (200, 60), first=1)
    wait_for(lambda: ink(page) > 1500, "the stroke, though the hand still rests")
    one = ink(page)
    fingers.send("touchStart", (320, 150), (60, 200))
    fingers.send("touchEnd", (60, 200), first=1)
    wait_for(lambda: one < ink(page) < one + 600, "a dot, and no line to it")
    fingers.send("touchEnd")


def test_what_is_drawn_before_the_companion_came_is_read(server_url, new_page):
    page = new_page()
    companion: list[Route] = []

    def hold(route: Route) -> None:
        companion.append(route)

    page.route(re.compile("modules-.*/canvas/index.js"), hold)
    page.goto(f"{server_url}/draw")
    canvas = page.locator("canvas.upper-canvas")
    canvas.wait_for()
    wait_for(lambda: companion, "the request for the companion")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 150, box["y"] + 40)  # without the companion the canvas is three times as large, and scrolls
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 240, steps=8)
    page.mouse.up()
    companion[0].continue_()
    page.unroute_all()  # another test takes this tab over
    expect(answer(page)).to_contain_text("It reads")
    press(page, "Undo")
    expect(answer(page)).to_have_text("Draw a digit")


def test_on_blank_paper_the_eraser_draws_nothing_and_clear_brings_the_pen_back(server_url, new_page):
    page = opened(new_page(), server_url)
    page.get_by_role("radio", name="Eraser").check(force=True)
    draw(page, SEVEN)
    settled(page)
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()
    expect(answer(page)).to_have_text("Draw a digit")
    page.get_by_role("radio", name="Pen").check(force=True)
    draw(page, SEVEN)
    expect(answer(page)).to_contain_text("It reads a 7")
    page.get_by_role("radio", name="Eraser").check(force=True)
    press(page, "Clear")
    draw(page, FOUR)
    expect(answer(page)).to_contain_text("It reads a 4")


class Fingers:
    """One or more fingers on the canvas of a page."""

    def __init__(self, page: Page):
        self._session = page.context.new_cdp_session(page)
        self._corner = pad(page).bounding_box()

    def send(self, kind: str, *points: tuple[float, float], first: int = 0) -> None:
        """All fingers that are on the screen; of "touchEnd" those that are lifted, from the finger with this number on."""
        at = [{"x": self._corner["x"] + x, "y": self._corner["y"] + y, "id": i} for i, (x, y) in enumerate(points, first)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})


def test_an_interrupted_touch_ends_its_stroke_and_the_next_one_draws(server_url, new_page):
    page = opened(new_page(width=390, height=844, touch=True), server_url)
    fingers = Fingers(page)
    fingers.send("touchStart", (80, 60))
    fingers.send("touchMove", (200, 60))
    fingers.send("touchCancel")
    wait_for(lambda: ink(page) > 1500, "the stroke that was interrupted")
    one = ink(page)
    fingers.send("touchStart", (60, 200))
    fingers.send("touchEnd")
    wait_for(lambda: one < ink(page) < one + 600, "a dot, and no line to it")
    press(page, "Undo")
    wait_for_ink(page, one)


def test_a_second_finger_draws_nothing(server_url, new_page):
    page = opened(new_page(width=390, height=844, touch=True), server_url)
    fingers = Fingers(page)
    fingers.send("touchStart", (80, 60))
    fingers.send("touchMove", (140, 60))
    fingers.send("touchStart", (140, 60), (200, 220))
    fingers.send("touchMove", (200, 60), (60, 220))
    fingers.send("touchEnd")
    wait_for(lambda: ink(page) > 1500, "the first finger's stroke")
    lower_half = "canvas => canvas.getContext('2d').getImageData(0, 420, 840, 420).data.some((value, i) => i % 4 === 3 && value)"
    assert not page.locator("canvas.lower-canvas.dc-canvas").evaluate(lower_half)
    fingers.send("touchStart", (60, 200))
    fingers.send("touchEnd")
    wait_for(lambda: page.locator("canvas.lower-canvas.dc-canvas").evaluate(lower_half), "a dot of the next touch")


def test_what_came_back_to_a_page_is_read_on_by_a_server_that_starts_again(tmp_path, new_page):
    with serve(tmp_path) as server:
        page = opened(new_page(errors_fail=False), server.url)
        draw(page, FOUR[:1])
        settled(page)
        drawn = ink(page)
        come_back(page)
        wait_for_ink(page, drawn)
    page.locator("[data-testid='stApp']:not([data-test-connection-state='CONNECTED'])").wait_for(state="attached")
    with serve(tmp_path, port=int(server.url.rsplit(":", 1)[1])):
        settled(page)
        draw(page, FOUR[1:])
        expect(answer(page)).to_contain_text("It reads a 4")
        press(page, "Clear")
        draw(page, SEVEN)
        expect(answer(page)).to_contain_text("It reads a 7")


def test_twenty_five_flicks_are_all_there_after_the_page_was_left_at_once(server_url, new_page):
    page = opened(new_page(), server_url)
    flicks = [[(20 + 48 * (k % 5), 20 + 48 * (k // 5)), (50 + 48 * (k % 5), 30 + 48 * (k // 5))] for k in range(25)]
    draw(page, flicks)
    come_back(page)
    drawn = ink(page)
    for _ in flicks:
        press(page, "Undo")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()
    wait_for_ink(page, 0)
    for _ in flicks:
        press(page, "Redo")
    wait_for_ink(page, drawn)
