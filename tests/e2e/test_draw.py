"""Drawing in a browser: mouse and finger, light and dark, undo and return; the reading follows, and no stroke is lost."""

import io
import re
import signal
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.e2e.driving import serve, settled

SEVEN = [[(80, 60), (140, 58), (200, 56), (170, 130), (140, 200), (128, 235)]]
FOUR = [[(110, 50), (90, 100), (75, 150), (140, 150), (205, 150)], [(165, 90), (165, 160), (165, 240)]]
DOT = [[(140, 140)]]
DRAWN = re.compile(r"It reads an? \d")
Strokes = list[list[tuple[int, int]]]


def answer(page: Page) -> Locator:
    return page.locator("h3").first


def opened(page: Page, url: str) -> Page:
    page.goto(f"{url}/draw")
    page.locator("canvas.pad").wait_for()
    return settled(page)


def draw(page: Page, strokes: Strokes, *, touch: bool = False) -> None:
    corner = page.locator("canvas.pad").bounding_box()
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
    page.get_by_role("button", name=name, exact=True).click()


def come_back(page: Page) -> None:
    """To another page, and back to the drawing."""
    page.get_by_role("link", name="Home", exact=True).first.click()
    page.get_by_role("heading", level=1, name="Neural networks").wait_for()
    page.get_by_role("link", name="Draw", exact=True).first.click()
    page.locator("canvas.pad").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "touch"), [(1280, False), (390, True)])
def test_what_is_drawn_is_read(server_url, new_page, width, touch, theme):
    page = opened(new_page(width=width, height=844, theme=theme, touch=touch), server_url)
    expect(answer(page)).to_have_text("Draw here")
    draw(page, SEVEN, touch=touch)
    expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)
    press(page, "Clear")
    expect(answer(page)).to_have_text("Draw here", timeout=20_000)
    draw(page, FOUR, touch=touch)
    expect(answer(page)).to_contain_text("It reads a 4", timeout=20_000)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width


def test_undo_and_redo_change_the_canvas_and_the_answer(server_url, new_page):
    page = opened(new_page(), server_url)
    draw(page, SEVEN)
    expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)
    seven = ink(page)
    press(page, "Clear")
    expect(answer(page)).to_have_text("Draw here", timeout=20_000)
    wait_for_ink(page, 0)
    press(page, "Undo")
    expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)
    wait_for_ink(page, seven)
    press(page, "Redo")
    expect(answer(page)).to_have_text("Draw here", timeout=20_000)


def ink(page: Page) -> int:
    """How many pixels of the canvas are dark with ink."""
    return page.locator("canvas.pad").evaluate(
        """canvas => {
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            let n = 0;
            for (let i = 3; i < data.length; i += 4) n += data[i] > 60;
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
    come_back(page)
    wait_for_ink(page, drawn)
    expect(answer(page)).to_have_text(DRAWN, timeout=20_000)


def test_the_reading_follows_the_pen_before_it_is_lifted(server_url, new_page):
    page = opened(new_page(), server_url)
    corner = page.locator("canvas.pad").bounding_box()
    page.mouse.move(corner["x"] + 80, corner["y"] + 60)
    page.mouse.down()
    for x, y in SEVEN[0]:
        page.mouse.move(corner["x"] + x, corner["y"] + y, steps=4)
    expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)
    expect(page.locator("li.most")).to_contain_text("7")
    page.mouse.up()
    expect(page.get_by_role("heading", name="Why this digit, and not another?")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("wait", [0, 250])
def test_a_stroke_is_kept_when_the_page_is_left_while_the_server_is_busy(server, new_page, wait):
    page = opened(new_page(), server.url)
    draw(page, FOUR[:1])
    expect(answer(page)).to_have_text(DRAWN, timeout=20_000)
    server.process.send_signal(signal.SIGSTOP)
    try:
        draw(page, FOUR[1:])
        page.wait_for_timeout(wait)
        drawn = ink(page)
        page.get_by_role("link", name="Home", exact=True).first.click()
        page.wait_for_timeout(700)
    finally:
        server.process.send_signal(signal.SIGCONT)
    page.get_by_role("heading", level=1, name="Neural networks").wait_for()
    come_back(page)
    wait_for_ink(page, drawn)
    expect(answer(page)).to_contain_text("It reads a 4", timeout=20_000)


def test_strokes_drawn_while_the_server_is_busy_are_read_when_it_is_back(server, new_page):
    page = opened(new_page(), server.url)
    server.process.send_signal(signal.SIGSTOP)
    try:
        draw(page, FOUR)
        page.wait_for_timeout(500)
    finally:
        server.process.send_signal(signal.SIGCONT)
    expect(answer(page)).to_contain_text("It reads a 4", timeout=20_000)


def test_the_eraser_takes_ink_away_and_undo_brings_it_back(server_url, new_page):
    page = opened(new_page(width=390, height=844, touch=True), server_url)
    draw(page, SEVEN, touch=True)
    drawn = ink(page)
    page.get_by_role("radio", name="Eraser").check(force=True)
    draw(page, [[(60, 60), (140, 60), (220, 60)]], touch=True)
    assert ink(page) < 0.8 * drawn
    press(page, "Undo")
    wait_for_ink(page, drawn)
    expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)


def test_another_theme_shows_the_same_drawing_in_its_colours(server_url, new_page):
    page = opened(new_page(), server_url)
    draw(page, SEVEN)
    expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)
    before, said = ink(page), answer(page).inner_text()
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => {DARKEST_INK} > 150")
    wait_for_ink(page, before)
    expect(answer(page)).to_have_text(said)


DARKEST_INK = """(() => {
    const hosts = [...document.querySelectorAll("*")].filter((element) => element.shadowRoot?.querySelector("canvas.pad"));
    const canvas = hosts[0].shadowRoot.querySelector("canvas.pad");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let least = 255;
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 250) least = Math.min(least, data[i]);
    return least;
})()"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "strokes",
    [
        DOT,
        [[(4, y), (276, y), (4, y + 8)] for y in range(4, 280, 16)],
        [[((37 * k) % 280, (53 * k) % 280), ((91 * k) % 280, (29 * k) % 280)] for k in range(1, 201)],
    ],
    ids=["a dot", "all ink", "200 strokes"],
)
def test_any_scribble_gets_an_answer_or_a_sentence(server_url, new_page, strokes, theme):
    page = opened(new_page(theme=theme), server_url)
    draw(page, strokes)
    expect(answer(page)).to_have_text(re.compile(r"It reads an? \d|Only ink"), timeout=30_000)
    press(page, "Clear")
    expect(answer(page)).to_have_text("Draw here", timeout=20_000)


def test_of_more_strokes_than_are_kept_the_oldest_become_one_picture(server_url, new_page):
    page = opened(new_page(), server_url)
    draw(page, [[(20 + 12 * (k % 20), 20 + 15 * (k // 20))] for k in range(310)])
    expect(answer(page)).to_have_text(re.compile(r"It reads an? \d|Only ink"), timeout=30_000)
    settled(page)
    drawn = ink(page)
    come_back(page)
    wait_for_ink(page, drawn)
    press(page, "Undo")
    assert 0 < ink(page) < drawn


def test_a_test_digit_can_be_brought_with_the_keyboard_alone(server_url, new_page):
    page = opened(new_page(), server_url)
    page.get_by_role("button", name="A test digit").press("Enter")
    expect(answer(page)).to_have_text(DRAWN, timeout=20_000)
    expect(page.get_by_text(re.compile("its label is"))).to_be_visible()


def photo_of_a_7() -> bytes:
    """A phone's photo: dark pen on grey paper, a shadow, turned by its EXIF."""
    image = Image.linear_gradient("L").resize((900, 1200)).point(lambda light: 120 + light // 3)
    ImageDraw.Draw(image).line([(270, 300), (630, 290), (400, 950)], fill=40, width=40, joint="curve")
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    image.rotate(90, expand=True).save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_an_uploaded_photo_is_read_and_what_is_none_is_refused_with_a_sentence(server_url, new_page):
    page = opened(new_page(width=390, height=844, touch=True), server_url)
    page.get_by_role("button", name="A picture").press("Enter")
    box = page.locator(".st-key-draw_upload input[type=file]")
    box.set_input_files({"name": "seven.jpg", "mimeType": "image/jpeg", "buffer": photo_of_a_7()})
    expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)
    box.set_input_files({"name": "text.png", "mimeType": "image/png", "buffer": b"hello"})
    expect(page.get_by_text("This file is not a PNG or JPEG picture")).to_be_attached(timeout=20_000)
    box.set_input_files({"name": "large.png", "mimeType": "image/png", "buffer": bytes(2_200_000)})
    expect(page.get_by_text(re.compile("2.*MB or smaller"))).to_be_attached(timeout=20_000)
    expect(answer(page)).to_contain_text("It reads a 7")


def test_a_drawing_is_kept_labelled_and_taken_home(server_url, new_page, tmp_path: Path):
    page = opened(new_page(), server_url)
    draw(page, SEVEN)
    expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)
    settled(page)
    press(page, "Keep")
    label = page.get_by_label("Label of drawing 1")
    label.scroll_into_view_if_needed()
    settled(page)
    label.click()
    page.get_by_role("option", name="7", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="As MNIST's IDX files").click()
    assert download.value.suggested_filename == "drawings-idx.zip"
    download.value.save_as(tmp_path / "idx.zip")
    assert (tmp_path / "idx.zip").stat().st_size > 200
    press(page, "Clear")
    expect(answer(page)).to_have_text("Draw here", timeout=20_000)
    press(page, "To canvas")
    expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)
    press(page, "Remove")
    expect(page.get_by_text("Press Keep below the canvas")).to_be_visible(timeout=20_000)


def test_a_server_that_starts_again_hears_of_the_drawing_and_can_lay_digits_on_it(tmp_path, new_page):
    with serve(tmp_path) as server:
        page = opened(new_page(errors_fail=False), server.url)
        press(page, "A test digit")
        expect(answer(page)).to_have_text(DRAWN, timeout=20_000)
        press(page, "Clear")
        draw(page, SEVEN)
        expect(answer(page)).to_contain_text("It reads a 7", timeout=20_000)
    page.locator("[data-testid='stApp']:not([data-test-connection-state='CONNECTED'])").wait_for(timeout=60_000, state="attached")
    with serve(tmp_path, port=int(server.url.rsplit(":", 1)[1])):
        settled(page)
        expect(answer(page)).to_contain_text("It reads a 7", timeout=60_000)
        before = ink(page)
        press(page, "A test digit")
        expect(page.get_by_text("its label is")).to_be_visible(timeout=20_000)
        page.wait_for_timeout(500)
        assert ink(page) != before
