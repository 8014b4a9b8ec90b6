"""The regression page's experiments in a browser: what the slider says is what happens."""

import itertools

import numpy as np
import pytest
from playwright.sync_api import expect

from core.lessons.presets import PRESETS
from core.regression import mse_and_gradient, summarise
from pages.ui.components.figure import PLOTLY_JS
from tests.e2e.lesson import drag, opened, state


def test_the_first_experiment_is_on_the_first_screen(new_page, server_url):
    page = opened(new_page, server_url)
    for part in (".plot", ".play", ".eta", ".surface", ".curve", ".hand-w", ".verdict"):
        expect(page.locator(part)).to_be_in_viewport(ratio=0.99)


def test_play_descends_to_least_squares_and_says_so(new_page, server_url):
    page = opened(new_page, server_url)
    page.locator(".speed").select_option("60")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".now")).to_contain_text("Converged after")
    best = summarise(PRESETS["Noisy line"].x, PRESETS["Noisy line"].y).best
    assert state(page, "[lesson.path.at(-1).line.w, lesson.path.at(-1).line.b]") == pytest.approx(best, abs=1e-2)


@pytest.mark.parametrize(
    ("chip", "verdict", "outcome"),
    [("0.99 × limit", "Oscillates", "Converged"), ("1.01 × limit", "Diverges", "Diverged"), ("2 × limit", "Diverges", "Diverged")],
)
def test_what_the_slider_says_is_what_happens(new_page, server_url, chip, verdict, outcome):
    page = opened(new_page, server_url)
    page.get_by_role("button", name=chip).click()
    expect(page.locator(".verdict")).to_contain_text(verdict)
    page.locator(".count").fill("2000")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".now")).to_contain_text(outcome)
    expect(page.locator(".banner")).to_be_visible(visible=outcome == "Diverged")
    assert "NaN" not in page.locator(".lesson").inner_html()


def test_where_the_fastest_step_still_crawls_the_page_says_both_things_that_happen(new_page, server_url):
    page = opened(new_page, server_url, "?example=Anscombe+IV")
    page.get_by_role("button", name="the fastest").click()
    expect(page.locator(".verdict")).to_contain_text("Crawls")
    expect(page.locator(".verdict")).to_contain_text("the steep one changes sign at every step")
    page.locator(".many").click()
    expect(page.locator(".now")).to_contain_text("Step 100")
    moves = np.diff(state(page, "lesson.path.map((entry) => entry.line.w)"))
    assert (moves[1:] * moves[:-1] < 0).all()


def test_equal_x_show_a_family_of_lines(new_page, server_url):
    page = opened(new_page, server_url, "?example=Your+own+points&points=2_1~2_3~2_4")
    page.locator(".show-best").check()
    expect(page.locator(".plot .best line")).to_have_count(5)
    page.locator(".many").click()
    expect(page.locator(".now")).to_contain_text("Converged")
    expect(page.locator(".standardise")).to_be_disabled()


def test_standardising_keeps_the_line_and_rounds_the_bowl(new_page, server_url):
    page = opened(new_page, server_url, "?example=Far+from+the+origin")
    expect(page.locator(".verdict")).to_contain_text("Crawls")
    page.locator(".standardise").check()
    expect(page.locator(".verdict")).to_contain_text("Good")
    page.locator(".many").click()
    expect(page.locator(".now")).to_contain_text("Converged")
    ends = page.locator(".plot .line line")
    best = page.locator(".plot .best line")
    assert float(ends.get_attribute("y1")) == pytest.approx(float(best.get_attribute("y1")), abs=1)


def test_a_prediction_is_asked_for_and_checked(new_page, server_url):
    page = opened(new_page, server_url)
    page.locator(".ask").check()
    page.get_by_role("button", name="1.01 × limit").click()
    page.locator(".speed").select_option("60")
    page.locator(".play").click()
    page.get_by_role("button", name="It converges").click()
    expect(page.locator(".now")).to_contain_text("You said otherwise")


def test_reduced_motion_shows_the_end_at_once(new_page, server_url):
    page = new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{server_url}/regression")
    page.locator(".plot .ticks text").first.wait_for()
    page.locator(".play").click()
    assert state(page, "[lesson.playing, lesson.outcome]") == [None, "converged"]
    expect(page.locator(".now")).to_contain_text("Converged after")


def test_mini_batches_keep_trembling(new_page, server_url):
    page = opened(new_page, server_url)
    page.locator(".batch").select_option("1")
    page.locator(".many").click()
    losses = state(page, "lesson.path.map((entry) => entry.loss)")
    assert len(losses) > 20
    assert any(after > before for before, after in itertools.pairwise(losses))


def test_a_batch_that_raises_the_loss_is_called_a_step_too_far_only_where_it_was(new_page, server_url):
    page = opened(new_page, server_url, "?batch=1")
    points = np.array(state(page, "lesson.points"))
    seen = set()
    for _ in range(40):
        page.locator(".step").click()
        before, after = state(page, "lesson.path.slice(-2)")
        _, *slope = mse_and_gradient(points[:, 0], points[:, 1], before["line"]["w"], before["line"]["b"])
        rises, downhill = after["loss"] > before["loss"], np.dot(slope, after["gradient"]) > 0
        reason = ("the step went too far" if downhill else "this way leads uphill") if rises else "falls"
        expect(page.locator(".arithmetic")).to_contain_text(reason)
        expect(page.locator(".arithmetic")).to_contain_text("looking at one point of 20")
        seen.add(reason)
    assert "this way leads uphill" in seen
    assert page.locator(".arithmetic").inner_text().count("at this point") >= 1


def test_batches_of_one_can_diverge_below_the_limit_and_get_advice_that_holds(new_page, server_url):
    page = opened(new_page, server_url, "?batch=1")
    expect(page.locator(".why-words")).to_contain_text("A mini-batch has a slope of its own")
    page.get_by_role("button", name="0.99 × limit").click()
    page.locator(".count").fill("2000")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".banner")).to_contain_text("with mini-batches even one below the limit")
    page.locator(".batch").select_option("0")
    expect(page.locator(".why-words")).to_contain_text("Each step multiplies each part by its own")


def test_an_unusable_step_size_is_refused_and_the_old_one_kept(new_page, server_url):
    page = opened(new_page, server_url)
    before = state(page, "lesson.stepSize")
    for typed in ("abc", "-1", "0", "1e9", ""):
        page.locator(".eta-number").fill(typed)
        page.keyboard.press("Enter")
        expect(page.locator(".now")).to_contain_text("must be a number")
        assert state(page, "lesson.stepSize") == before


def test_an_extreme_step_size_is_named_a_divergence(new_page, server_url):
    page = opened(new_page, server_url, "?eta=1000000")
    page.locator(".step").click()
    expect(page.locator(".banner")).to_contain_text("Diverged after 1 step")


def test_the_zones_are_hidden_until_the_prediction_is_made(new_page, server_url):
    page = opened(new_page, server_url)
    page.locator(".ask").check()
    expect(page.locator(".zone-names")).to_be_hidden()
    expect(page.locator(".verdict")).to_contain_text("hidden until you have predicted")
    page.locator(".step").click()
    expect(page.locator(".zone-names")).to_be_visible()


def test_the_run_before_stays_for_comparison_until_the_points_change(new_page, server_url):
    page = opened(new_page, server_url)
    page.locator(".many").click()
    page.locator(".reset").click()
    expect(page.locator(".curve .previous")).to_have_count(1)
    drag(page, 3, 0, -40)
    expect(page.locator(".curve .previous")).to_have_count(0)


def test_the_plane_has_three_axes_and_curves_have_two(server_url, new_page):
    page = opened(new_page, server_url, "?plane=true")
    plane = page.locator(".st-key-regression_plane .js-plotly-plot")
    plane.wait_for()
    assert plane.evaluate("element => element._fullLayout.scene.zaxis.title.text") == "y"
    loaded = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('plotly'))")
    assert [name.rpartition("/")[2] for name in loaded] == [PLOTLY_JS]
