"""The regression page's points in a browser: moved, added, removed, pasted, uploaded, and carried by links."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from core.lessons.presets import PRESETS
from core.regression import summarise
from tests.e2e.driving import settled
from tests.e2e.lesson import centre, drag, opened, state
from tests.waiting import wait_for


def test_a_point_is_dragged_added_and_removed_with_the_mouse(new_page, server_url):
    page = opened(new_page, server_url)
    dots = page.locator(".plot .dots circle")
    before = state(page, "lesson.points")
    drag(page, 19, -40, 60)
    expect(page).to_have_url(re.compile("points="))
    moved = state(page, "lesson.points")
    assert moved[:19] == before[:19]
    assert moved[19][0] < before[19][0]
    assert moved[19][1] < before[19][1]
    box = page.locator(".plot").bounding_box()
    page.mouse.click(box["x"] + 110, box["y"] + 60)
    expect(dots).to_have_count(21)
    page.wait_for_timeout(600)  # or it would be a triple click
    page.mouse.dblclick(box["x"] + 110, box["y"] + 60)
    expect(dots).to_have_count(20)
    page.mouse.click(*centre(page, 5))
    page.get_by_role("button", name="Remove point").click()
    expect(dots).to_have_count(19)


def test_a_point_is_dragged_added_and_removed_by_touch(new_page, server_url):
    page = opened(new_page, server_url, width=390, height=844, touch=True)
    dots = page.locator(".plot .dots circle")
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in places]})

    x, y = centre(page, 10)
    touch("touchStart", (x, y))
    for k in range(1, 6):
        touch("touchMove", (x, y + 10 * k))
    touch("touchEnd")
    fingers.detach()
    before, after = PRESETS["Noisy line"].y[10], state(page, "lesson.points[10][1]")
    assert after < before - 0.5
    box = page.locator(".plot").bounding_box()
    page.touchscreen.tap(box["x"] + 90, box["y"] + 60)
    expect(dots).to_have_count(21)
    page.locator(".remove").tap()
    expect(dots).to_have_count(20)


def test_a_point_is_moved_added_and_removed_from_the_keyboard(new_page, server_url):
    page = opened(new_page, server_url)
    page.locator(".plot").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    first = state(page, "lesson.points[1]")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    moved = state(page, "lesson.points[1]")
    assert moved[0] > first[0]
    assert moved[1] > first[1]
    page.keyboard.press("Enter")
    expect(page.locator(".plot .dots circle")).to_have_count(21)
    page.keyboard.press("Delete")
    page.keyboard.press("Space")
    page.keyboard.press("Delete")
    expect(page.locator(".plot .dots circle")).to_have_count(19)


def test_points_added_faster_than_the_server_answers_are_all_kept(new_page, server_url):
    page = opened(new_page, server_url)
    add = """async (root) => {
      for (let i = 0; i < 10; i++) {
        root.lesson.actions.add([i / 4, i / 5]);
        await new Promise((done) => setTimeout(done, 40));
      }
    }"""
    page.locator(".lesson").evaluate(add)
    expect(page).to_have_url(re.compile(r"2\.25_1\.8$"))
    expect(settled(page).locator(".plot .dots circle")).to_have_count(30)


def test_a_point_dropped_at_the_edge_widens_the_view(new_page, server_url):
    page = opened(new_page, server_url)
    top = state(page, "lesson.view.y[1]")
    drag(page, 19, 0, -200)
    wait_for(lambda: state(page, "lesson.view.y[1]") > top, "a wider view")


def test_however_many_moves_come_in_a_frame_it_is_drawn_once(new_page, server_url):
    page = opened(new_page, server_url)
    n_frames = """(root) => {
      const original = window.requestAnimationFrame;
      let n = 0;
      window.requestAnimationFrame = (callback) => { n += 1; return original(callback); };
      for (let i = 0; i < 50; i++) root.lesson.actions.move(3, [1 + i / 50, 2]);
      window.requestAnimationFrame = original;
      return n;
    }"""
    assert page.locator(".lesson").evaluate(n_frames) == 1
    expect(page.locator(".plot .dots circle")).to_have_count(20)
    assert state(page, "lesson.points[3]") == [1.98, 2]


def test_deleting_every_point_leaves_a_page_that_says_what_to_do(new_page, server_url):
    page = opened(new_page, server_url, "?example=Your+own+points&points=1_2~3_4")
    page.locator(".plot").focus()
    for _ in range(2):
        page.keyboard.press("Space")
        page.keyboard.press("Delete")
    expect(page.locator(".now")).to_contain_text("No points yet")
    expect(page.locator(".play")).to_be_disabled()
    box = page.locator(".plot").bounding_box()
    page.mouse.click(box["x"] + 110, box["y"] + 60)
    expect(page.locator(".verdict")).to_contain_text("every line through it")


def test_the_link_carries_points_step_size_and_start(new_page, server_url):
    page = opened(new_page, server_url)
    drag(page, 0, 30, -50)
    page.get_by_role("button", name="the fastest").click()
    page.locator(".surface").click(position={"x": 100, "y": 100})
    expect(page).to_have_url(re.compile(r"(?=.*eta=)(?=.*[?&]w=)(?=.*points=)"))
    told = "[lesson.points, lesson.stepSize.toPrecision(5), lesson.path[0].line.w.toPrecision(5)]"
    wanted = state(page, told)
    other = opened(new_page, server_url, page.url.split("/regression")[1])
    assert state(other, told) == wanted
    expect(other.get_by_role("combobox").first).to_have_value("Your own points")


@pytest.mark.parametrize(
    "query", ["?example=Your+own+points&points=1_2~x_3", "?eta=nan&w=1e999&b=x&batch=-3", "?example=Nothing&line_n=-1&eta=-5"]
)
def test_a_spoilt_link_still_opens_the_page(new_page, server_url, query):
    page = opened(new_page, server_url, query)
    expect(page.locator(".play")).to_be_visible()


def test_points_and_settings_survive_a_visit_to_another_page(new_page, server_url):
    page = opened(new_page, server_url)
    drag(page, 3, 10, -40)
    page.get_by_role("button", name="the fastest").click()
    wait_for(lambda: f"eta={state(page, 'lesson.stepSize'):.6g}&" in page.url, "the step size in the link")
    told = "[lesson.points, lesson.stepSize]"
    before = state(page, told)
    page.get_by_role("link", name="Losses").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Losses")
    page.get_by_role("link", name="Regression").first.click()
    page.locator(".plot .ticks text").first.wait_for()
    assert state(settled(page), told) == before


def test_pasted_points_are_used_and_bad_ones_leave_the_old(new_page, server_url):
    page = opened(new_page, server_url)
    page.get_by_role("tab", name="Paste").click()
    box = page.get_by_role("textbox", name="Two columns, x and y")
    box.fill("x,y\n1,2\n2,oops\n")
    page.get_by_role("button", name="Use these points").click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("“oops” in column 2 of line 3 is not a number")
    assert len(state(page, "lesson.points")) == 20
    box.fill("x;y\n1,5;2\n2,5;4\n3;6")
    page.get_by_role("button", name="Use these points").click()
    expect(page.locator(".plot .dots circle")).to_have_count(3)
    assert state(page, "lesson.points") == [[1.5, 2], [2.5, 4], [3, 6]]


def test_a_hundred_thousand_uploaded_points_are_all_used_and_a_sample_is_shown(new_page, server_url, tmp_path):
    rng = np.random.default_rng(0)
    x = rng.normal(3, 2, 100_000).round(4)
    y = (2 * x - 1 + rng.normal(0, 1, 100_000)).round(4)
    file = tmp_path / "many.csv"
    file.write_text("x,y\n" + "\n".join(f"{a},{b}" for a, b in zip(x, y, strict=True)))
    page = opened(new_page, server_url)
    page.get_by_role("tab", name="Upload").click()
    page.get_by_test_id("stFileUploader").locator("input").set_input_files(file)
    expect(page.locator(".help")).to_contain_text("400 of 100,000 points")
    page.locator(".count").fill("2000")
    page.locator(".many").click()
    expect(page.locator(".now")).to_contain_text("Converged")
    assert state(page, "lesson.path.at(-1).line.w") == pytest.approx(summarise(x, y).best[0], abs=1e-2)


def test_a_file_that_is_too_large_is_refused_with_the_limit_named(new_page, server_url, tmp_path):
    file = tmp_path / "large.csv"
    file.write_text("1,2\n" * 2_600_000)
    page = opened(new_page, server_url)
    page.get_by_role("tab", name="Upload").click()
    page.get_by_test_id("stFileUploader").locator("input").set_input_files(file)
    expect(page.get_by_test_id("stFileUploader")).to_contain_text("5")
    expect(page.get_by_test_id("stFileUploader")).to_contain_text("MB or smaller")
    assert len(state(page, "lesson.points")) == 20


def test_the_mouse_reads_exact_values(new_page, server_url):
    page = opened(new_page, server_url)
    page.mouse.move(*centre(page, 4))
    expect(page.locator(".plot .hover")).to_have_text("x −0.74, y 0.95")
    page.locator(".surface").hover(position={"x": 150, "y": 100})
    expect(page.locator(".surface .hover")).to_contain_text("loss")
    expect(page.locator(".plot .hover")).to_have_text("")
    page.locator(".many").click()
    page.locator(".curve").hover(position={"x": 60, "y": 100})
    expect(page.locator(".curve .hover")).to_contain_text("step")
