"""Training as a visitor meets it: live, shared by link, kept over reloads, kills and restarts."""

import os
import re
import signal
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.driving import Server, serve, settled
from tests.e2e.training import CURVE, LONG, SHORT, press_train, start, stop, tick_first_run
from tests.waiting import wait_for


def workers(server: Server) -> list[int]:
    """The training processes of a server, oldest first."""
    tasks = Path(f"/proc/{server.process.pid}/task").iterdir()
    children = sorted(int(child) for task in tasks for child in (task / "children").read_text().split())
    return [child for child in children if b"core.runner.worker" in Path(f"/proc/{child}/cmdline").read_bytes()]


@pytest.mark.parametrize("window", [{"width": 1280, "height": 800}, {"width": 390, "height": 844, "touch": True, "theme": "dark"}])
def test_a_visitor_trains_a_network_and_sees_it_learn(server_url, new_page, window):
    page = new_page(**window)
    start(page, server_url, SHORT)
    expect(page.get_by_text("Finished after")).to_be_visible()
    expect(page.locator(".st-key-metrics dd").first).to_have_text(re.compile(r"\d\d\.\d%"))
    expect(page.locator(".st-key-accuracy_curve path.point")).to_have_count(4)  # two epochs, train and test
    expect(page.locator(CURVE).first).to_be_in_viewport()  # the page has come to the curve, on a phone too
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


PHONE = {"width": 390, "height": 844, "touch": True}


def test_a_question_is_chosen_and_trained_on_the_first_screen_of_a_phone(server_url, new_page):
    page = new_page(**PHONE)
    page.goto(f"{server_url}/train")
    settled(page)
    page.get_by_label("A question to try", exact=True).click()
    page.get_by_role("option", name="What does the network do without ReLU?").click()
    page.get_by_role("radio", name="No hidden layer").click()
    expect(page.get_by_text("Now press Train")).to_be_in_viewport()
    expect(page.get_by_label("Hidden layers", exact=True)).to_have_value("")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_in_viewport()
    press_train(page)
    expect(page.get_by_text("784-10, relu")).to_be_visible()
    expect(page.get_by_text("Finished after")).to_be_visible()


def test_a_link_to_a_run_opens_at_its_curve_and_its_sections_are_one_press_away_on_a_phone(server_url, new_page):
    page = new_page(**PHONE)
    link = start(page, server_url, SHORT)
    expect(page.get_by_text("Finished after")).to_be_visible()
    spectator = new_page(**PHONE)
    spectator.goto(link)
    expect(spectator.locator(CURVE).first).to_be_in_viewport()
    spectator.get_by_role("radio", name="Code").click()
    expect(spectator.get_by_role("heading", name="The code that ran")).to_be_visible()
    expect(spectator.locator(".st-key-confusion")).to_have_count(0)


def test_the_run_goes_on_and_is_there_again_after_reload_page_change_and_in_a_second_tab(server_url, new_page):
    page = new_page()
    link = start(page, server_url, LONG)
    page.reload()
    expect(page.locator(CURVE).first).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()  # the cookie says that it is still this visitor's

    page.get_by_test_id("stTopNavLink").filter(has_text="Home").click()
    settled(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Train").click()
    expect(page).to_have_url(re.compile(re.search("run=[0-9a-f]+", link).group()))
    expect(page.locator(CURVE).first).to_be_visible()

    spectator = new_page()
    spectator.goto(link)
    expect(spectator.locator(CURVE).first).to_be_visible()
    expect(spectator.get_by_text(re.compile(r"Epoch \d+ of 100"))).to_be_visible()
    expect(spectator.get_by_role("button", name="Stop")).to_have_count(0)
    stop(page)
    expect(spectator.get_by_text(re.compile("Stopped in epoch"))).to_be_visible()


def test_a_visitor_who_closed_the_tab_finds_the_newest_run_on_the_bare_page(server_url, new_page):
    page = new_page()
    link = start(page, server_url, SHORT)
    tab = page.context.new_page()
    page.close()
    tab.goto(f"{server_url}/train")
    expect(tab).to_have_url(re.compile(re.search("run=[0-9a-f]+", link).group()))


def test_the_view_that_a_visitor_zoomed_into_stays_while_the_run_goes_on(server_url, new_page):
    page = new_page()
    start(page, server_url, LONG)
    chart = page.locator(".st-key-loss_curve .figure")
    read_range = "figure => figure._fullLayout.xaxis.range.map(Math.round)"
    plot = page.locator(".st-key-loss_curve .nsewdrag").bounding_box()
    page.mouse.move(plot["x"] + 20, plot["y"] + 20)
    page.mouse.down()
    page.mouse.move(plot["x"] + 120, plot["y"] + plot["height"] - 20, steps=5)
    page.mouse.up()
    page.wait_for_function("() => document.querySelector('.st-key-loss_curve .figure')._fullLayout.xaxis.range[0] > 1")
    zoomed = chart.evaluate(read_range)
    n_points = chart.evaluate("figure => figure._fullData[0].x.length")
    page.wait_for_function("n => document.querySelector('.st-key-loss_curve .figure')._fullData[0].x.length > n", arg=n_points)
    assert chart.evaluate(read_range) == zoomed
    stop(page)


def test_a_diverging_run_says_so_and_what_to_try(server_url, new_page):
    page = new_page()
    page.goto(f"{server_url}/train?lr=1000&epochs=1")
    press_train(page)
    expect(page.get_by_text("diverged at step 2")).to_be_visible()
    expect(
        page.get_by_text("Try a learning rate of 0.001 or less").or_(page.get_by_text("try a learning rate of 0.001 or less"))
    ).to_be_visible()


def test_runs_are_listed_and_opened_again_with_their_settings(server_url, new_page):
    page = new_page()
    link = start(page, server_url, f"{SHORT}&lr=0.02")
    expect(page.get_by_text("Finished after")).to_be_visible()
    page.goto(f"{server_url}/runs")
    tick_first_run(page)
    page.locator(".st-key-open button").first.click()  # the box of a choice has an Open of its own
    expect(page).to_have_url(re.compile(re.search("run=[0-9a-f]+", link).group()))
    expect(page.locator(".st-key-lr input")).to_have_value("0.02")


def test_kills_leave_every_page_working_and_a_restart_finds_finished_runs_whole(tmp_path, new_page):
    page = new_page(errors_fail=False)  # the server is killed under it
    with serve(tmp_path) as server:
        finished = start(page, server.url, SHORT)
        expect(page.get_by_text("Finished after")).to_be_visible()
        start(page, server.url, LONG)
        wait_for(lambda: len(workers(server)) == 1, "one training process")
        os.kill(workers(server)[0], signal.SIGKILL)
        expect(page.get_by_text("ended unexpectedly (signal 9)")).to_be_visible()
        for path in ("", "runs", "train"):
            page.goto(f"{server.url}/{path}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()

        running = start(page, server.url, LONG + "&seed=1")
        left_behind = workers(server)
        server.process.kill()
        server.process.wait()
        wait_for(lambda: not any(map(_is_alive, left_behind)), "the end of the processes whose server was killed")

    with serve(tmp_path, port=int(server.url.rsplit(":", 1)[1])):
        page.goto(running)
        expect(page.get_by_text("The server was restarted while this run was training")).to_be_visible()
        page.goto(finished)
        expect(page.get_by_text("Finished after")).to_be_visible()
        expect(page.locator(".st-key-accuracy_curve path.point")).to_have_count(4)
    with sqlite3.connect(tmp_path / "runs.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def _is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
