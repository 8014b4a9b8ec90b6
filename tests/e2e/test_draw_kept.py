"""No stroke is lost: undo and redo, a page that is left, a server that is busy or starts again."""

import re
import signal

import pytest
from playwright.sync_api import expect

from tests.e2e.driving import serve, settled
from tests.e2e.pen import DRAWN, FOUR, SEVEN, answer, come_back, draw, draw_at_once, ink, opened, press, wait_for_ink
from tests.waiting import wait_for


def test_undo_and_redo_change_the_canvas_and_the_answer(server_url, new_page):
    page = opened(new_page(), server_url)
    draw(page, SEVEN)
    expect(answer(page)).to_contain_text("It reads a 7")
    seven = ink(page)
    press(page, "Clear")
    expect(answer(page)).to_have_text("Draw a digit")
    wait_for_ink(page, 0)
    press(page, "Undo")
    expect(answer(page)).to_contain_text("It reads a 7")
    wait_for_ink(page, seven)
    press(page, "Redo")
    expect(answer(page)).to_have_text("Draw a digit")


def test_the_eraser_takes_ink_away_and_undo_brings_it_back(server_url, new_page):
    page = opened(new_page(width=390, height=844, touch=True), server_url)
    draw(page, SEVEN, touch=True)
    drawn = ink(page)
    page.get_by_role("radio", name="Eraser").check(force=True)
    draw(page, [[(60, 60), (140, 60), (220, 60)]], touch=True)
    assert ink(page) < 0.8 * drawn
    press(page, "Undo")
    wait_for_ink(page, drawn)
    expect(answer(page)).to_contain_text("It reads a 7")


def test_no_stroke_of_a_fast_drawing_is_lost(server_url, new_page):
    page = opened(new_page(), server_url)
    strokes = [[(20 + 24 * k, 60 + 12 * (k % 3)), (24 + 24 * k, 220)] for k in range(10)]
    draw(page, strokes)
    expect(answer(page)).to_have_text(DRAWN)
    settled(page)
    drawn = ink(page)
    come_back(page)
    wait_for_ink(page, drawn)
    expect(answer(page)).to_have_text(DRAWN)


def test_of_more_strokes_than_are_kept_the_oldest_become_one_picture(server_url, new_page):
    page = opened(new_page(), server_url)
    draw_at_once(page, [[(20 + 12 * (k % 20), 20 + 15 * (k // 20))] for k in range(310)])
    expect(answer(page)).to_have_text(re.compile(f"{DRAWN.pattern}|Only ink"))
    settled(page)
    drawn = ink(page)
    come_back(page)
    wait_for_ink(page, drawn)
    press(page, "Undo")
    assert 0 < ink(page) < drawn


@pytest.mark.parametrize("wait", [0, 250])
def test_a_stroke_is_kept_when_the_page_is_left_while_the_server_is_busy(server, new_page, wait):
    page = opened(new_page(), server.url)
    draw(page, FOUR[:1])
    expect(answer(page)).to_have_text(DRAWN)
    server.process.send_signal(signal.SIGSTOP)
    try:
        draw(page, FOUR[1:])
        page.wait_for_timeout(wait)  # before or after the pause with which the canvas sends a stroke
        drawn = ink(page)
        page.get_by_role("link", name="Home", exact=True).first.click()
        page.wait_for_timeout(700)  # the server is away for a while
    finally:
        server.process.send_signal(signal.SIGCONT)
    page.get_by_role("heading", level=1, name="Neural networks").wait_for()
    come_back(page)
    wait_for_ink(page, drawn)
    expect(answer(page)).to_contain_text("It reads a 4")


def test_strokes_drawn_while_the_server_is_busy_are_read_when_it_is_back(server, new_page):
    page = opened(new_page(), server.url)
    server.process.send_signal(signal.SIGSTOP)
    try:
        draw(page, FOUR)
        page.wait_for_timeout(500)  # the server is away for a while
    finally:
        server.process.send_signal(signal.SIGCONT)
    expect(answer(page)).to_contain_text("It reads a 4")


def test_a_server_that_starts_again_hears_of_the_drawing_and_can_lay_digits_on_it(tmp_path, new_page):
    with serve(tmp_path) as server:
        page = opened(new_page(errors_fail=False), server.url)
        press(page, "A test digit")
        expect(answer(page)).to_have_text(DRAWN)
        press(page, "Clear")
        draw(page, SEVEN)
        expect(answer(page)).to_contain_text("It reads a 7")
    page.locator("[data-testid='stApp']:not([data-test-connection-state='CONNECTED'])").wait_for(state="attached")
    with serve(tmp_path, port=int(server.url.rsplit(":", 1)[1])):
        settled(page)
        expect(answer(page)).to_contain_text("It reads a 7")
        before = ink(page)
        press(page, "A test digit")
        expect(page.get_by_text("its label is")).to_be_visible()
        wait_for(lambda: ink(page) != before, "the test digit on the canvas")
