"""Drawing in a browser: what is drawn, uploaded or chosen is read, in both themes, by mouse, finger and keyboard."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from core.drawings.not_digits import HELD_OUT
from tests.e2e.driving import settled
from tests.e2e.pen import DRAWN, FOUR, SEVEN, answer, draw, draw_at_once, ink, opened, pad, press, wait_for_ink

DOT = [[(140, 140)]]


def photo_of_a_7() -> bytes:
    """A phone's photo: dark pen on grey paper, a shadow, turned by its EXIF."""
    image = Image.linear_gradient("L").resize((900, 1200)).point(lambda light: 120 + light // 3)
    ImageDraw.Draw(image).line([(270, 300), (630, 290), (400, 950)], fill=40, width=40, joint="curve")
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    image.rotate(90, expand=True).save(file, "JPEG", exif=exif)
    return file.getvalue()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "touch"), [(1280, False), (390, True)])
def test_what_is_drawn_is_read(server_url, new_page, width, touch, theme):
    page = opened(new_page(width=width, height=844, theme=theme, touch=touch), server_url)
    expect(answer(page)).to_have_text("Draw a digit")
    draw(page, SEVEN, touch=touch)
    expect(answer(page)).to_contain_text("It reads a 7")
    press(page, "Clear")
    expect(answer(page)).to_have_text("Draw a digit")
    draw(page, FOUR, touch=touch)
    expect(answer(page)).to_contain_text("It reads a 4")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width


def test_the_reading_follows_the_pen_before_it_is_lifted(server_url, new_page):
    page = opened(new_page(), server_url)
    corner = pad(page).bounding_box()
    page.mouse.move(corner["x"] + 80, corner["y"] + 60)
    page.mouse.down()
    for x, y in SEVEN[0]:
        page.mouse.move(corner["x"] + x, corner["y"] + y, steps=4)
    expect(answer(page)).to_contain_text("It reads a 7")
    expect(page.locator("li.most")).to_contain_text("7")
    page.mouse.up()
    expect(page.get_by_role("heading", name="Why this digit, and not another?")).to_be_visible()


def test_another_theme_shows_the_same_drawing_in_its_colours(server_url, new_page):
    page = opened(new_page(), server_url)
    draw(page, SEVEN)
    expect(answer(page)).to_contain_text("It reads a 7")
    before, said = ink(page), answer(page).inner_text()
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".dc-container")).to_have_css("filter", "invert(0.93)")  # white ink on black paper
    wait_for_ink(page, before)
    expect(answer(page)).to_have_text(said)


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
    draw_at_once(page, strokes)
    expect(answer(page)).to_have_text(re.compile(f"{DRAWN.pattern}|Only ink"))
    press(page, "Clear")
    expect(answer(page)).to_have_text("Draw a digit")


def test_a_test_digit_can_be_brought_with_the_keyboard_alone(server_url, new_page):
    page = opened(new_page(), server_url)
    page.get_by_role("button", name="A test digit").press("Enter")
    expect(answer(page)).to_have_text(DRAWN)
    expect(page.get_by_text(re.compile("its label is"))).to_be_visible()


def test_an_uploaded_photo_is_read_and_what_is_none_is_refused_with_a_sentence(server_url, new_page):
    page = opened(new_page(width=390, height=844, touch=True), server_url)
    page.get_by_role("button", name="A picture").press("Enter")
    settled(page)  # nobody chooses a file before the server knows that the popover is open
    box = page.locator(".st-key-draw_upload input[type=file]")
    box.set_input_files({"name": "seven.jpg", "mimeType": "image/jpeg", "buffer": photo_of_a_7()})
    expect(answer(page)).to_contain_text("It reads a 7")
    expect(box).to_have_count(0)  # it is closed: it would cover the canvas
    settled(page).get_by_role("button", name="A picture").press("Enter")
    settled(page)
    box.set_input_files({"name": "text.png", "mimeType": "image/png", "buffer": b"hello"})
    expect(page.get_by_text("This file is not a PNG or JPEG picture")).to_be_attached()
    box.set_input_files({"name": "large.png", "mimeType": "image/png", "buffer": bytes(10_200_000)})
    expect(page.get_by_text(re.compile("2.*MB or smaller"))).to_be_attached()
    expect(answer(page)).to_contain_text("It reads a 7")


def test_a_drawing_is_kept_labelled_and_taken_home(server_url, new_page, tmp_path: Path):
    page = opened(new_page(), server_url)
    draw(page, SEVEN)
    expect(answer(page)).to_contain_text("It reads a 7")
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
    expect(answer(page)).to_have_text("Draw a digit")
    press(page, "To canvas")
    expect(answer(page)).to_contain_text("It reads a 7")
    press(page, "Remove")
    expect(page.get_by_text("Press Keep below the canvas")).to_be_visible()


def test_a_spiral_gets_no_answer(server_url, new_page):
    page = opened(new_page(), server_url)
    draw_at_once(page, [[(75 + 1.2 * x, 56 + 1.2 * y) for x, y in stroke] for stroke in HELD_OUT["A spiral"]])
    expect(answer(page)).to_have_text("No digit that I know")
    expect(page.locator(".reading li")).to_have_count(10)
    expect(page.locator(".reading li.most")).to_have_count(0)
    expect(page.get_by_text("Which pixels made this difference?")).to_be_visible()
