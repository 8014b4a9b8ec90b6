"""The live chart: all of a run's points, once, whatever happens to the connection on the way."""

import re
import socket
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from core.config import RunConfig
from core.events import Epoch, Step
from core.runs.store import RunStore
from tests.e2e.driving import serve, settled
from tests.e2e.training import CURVE, LONG, start, stop
from tests.waiting import PATIENCE_SECONDS

WHOLE = "hidden_sizes=64&batch_size=256&epochs=4"
POINTS = """() => {
  const drawn = ["loss_curve", "accuracy_curve"].map((key) => document.querySelector(`.st-key-${key} .js-plotly-plot`)?.calcdata);
  return drawn.every(Boolean) && drawn.map((traces) => traces.map((trace) => trace.map(({ x, y }) => [x, y])));
}"""
ENDED = re.compile("Finished after|Stopped in epoch")


def points_of(page: Page) -> list:
    """What the curves show, once both are drawn: for each figure and trace the (x, y) of each point."""
    return page.wait_for_function(POINTS).json_value()


def kept(server, link: str) -> tuple[list, list]:
    """The same from the store: (step, loss), and (epoch, train accuracy) with (epoch, test accuracy)."""
    folder = server.log.parent
    store = RunStore(f"sqlite:///{folder}/runs.db", folder)
    run_id = re.search("run=([0-9a-f]{32})", link).group(1)
    steps, epochs = store.events(run_id, Step), store.events(run_id, Epoch)
    store.close()
    return steps[["step", "loss"]].values.tolist(), [epochs[["epoch", name]].values.tolist() for name in ("train_acc", "test_acc")]


def assert_shows_all(page: Page, server, link: str) -> None:
    """The curves have the store's points from the first on, each once: all of them, or while it trains all up to the newest shown."""
    (loss, *_), accuracies = points_of(page)
    steps, epochs = kept(server, link)  # after the page: it has at least what is shown
    assert loss == [pytest.approx(point, rel=1e-5) for point in steps[: len(loss)]]
    for shown, points in zip(accuracies, epochs, strict=True):
        assert shown == [pytest.approx(point, rel=1e-5) for point in points[: len(shown)]]
    if page.get_by_text(ENDED).count():
        assert [len(loss), *map(len, accuracies)] == [len(steps), *map(len, epochs)]


@contextmanager
def cable(server_url: str):
    """A TCP proxy: yields its URL and a function that cuts every connection that goes through it."""
    target, lines = urlsplit(server_url), []
    listener = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        finally:
            for end in (source, sink):
                end.close()

    def accept() -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection((target.hostname, target.port))
            lines.append((near, far))
            for pair in ((near, far), (far, near)):
                threading.Thread(target=pump, args=pair, daemon=True).start()

    def cut() -> None:
        while lines:
            for end in lines.pop():
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", cut
    finally:
        listener.close()
        cut()


def test_a_run_watched_to_its_end_shows_exactly_its_points(server, new_page):
    page = new_page()
    link = start(page, server.url, WHOLE + "&seed=31")
    expect(page.get_by_text("Finished after")).to_be_visible()
    settled(page)
    assert_shows_all(page, server, link)


def test_points_come_while_the_script_rests(server, new_page):
    page = new_page()
    link = start(page, server.url, LONG + "&seed=32")
    spectator = new_page()
    spectator.goto(link)
    expect(spectator.locator(CURVE).first).to_be_visible()
    before = len(points_of(spectator)[0][0])
    spectator.wait_for_function("n => document.querySelector('.st-key-loss_curve .js-plotly-plot').calcdata[0].length > n", arg=before + 20)
    assert_shows_all(spectator, server, link)
    stop(page)
    expect(spectator.get_by_text(ENDED)).to_be_visible()
    settled(spectator)
    assert_shows_all(spectator, server, link)


def test_a_cut_connection_in_mid_run_loses_and_doubles_nothing(server, new_page):
    page = new_page(errors_fail=False)
    with cable(server.url) as (url, cut):
        link = start(page, url, LONG + "&seed=33")
        for _ in range(2):
            before = len(points_of(page)[0][0])
            cut()
            page.wait_for_function(
                "n => document.querySelector('.st-key-loss_curve .js-plotly-plot')?.calcdata?.[0].length > n + 10", arg=before
            )
            assert_shows_all(page, server, link)
        stop(page)
        settled(page)
        assert_shows_all(page, server, link)


def test_two_tabs_and_a_page_that_was_left_show_the_same(server, new_page):
    page = new_page()
    link = start(page, server.url, LONG + "&seed=34")
    tab = page.context.new_page()
    tab.goto(link)
    expect(tab.locator(CURVE).first).to_be_visible()
    page.get_by_test_id("stTopNavLink").filter(has_text="Losses").click()
    settled(page)
    page.get_by_test_id("stTopNavLink").filter(has_text="Train").click()
    expect(page.locator(CURVE).first).to_be_visible()
    stop(page)
    expect(tab.get_by_text(ENDED)).to_be_visible()
    for each in (page, tab):
        settled(each)
        assert_shows_all(each, server, link)


def test_behind_a_proxy_that_holds_streams_back_the_page_asks_instead(server, new_page):
    page = new_page(errors_fail=False)
    page.route("**/stream?*", lambda route: None)  # never answered: what a proxy does that waits for the end
    link = start(page, server.url, LONG + "&seed=35")
    before = len(points_of(page)[0][0])
    page.wait_for_function("n => document.querySelector('.st-key-loss_curve .js-plotly-plot').calcdata[0].length > n + 20", arg=before)
    assert_shows_all(page, server, link)
    stop(page)
    settled(page)
    assert_shows_all(page, server, link)


@pytest.mark.parametrize(
    ("run", "headers", "status"),
    [
        ("0" * 32, {}, 404),
        ("nonsense", {}, 404),
        ("", {"Origin": "http://elsewhere.test"}, 403),
        ("", {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_the_stream_refuses_unknown_runs_and_foreign_pages(server, new_page, run, headers, status):
    page = new_page()
    link = start(page, server.url, "hidden_sizes=16&batch_size=4096&epochs=1&seed=36")
    known = re.search("run=([0-9a-f]{32})", link).group(1)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(f"{server.url}/runs/{run or known}/stream", headers=headers), timeout=30)
    with refused.value as answer:
        assert answer.code == status


def test_a_server_that_is_told_to_stop_does_not_wait_for_who_follows_a_run(tmp_path):
    with serve(tmp_path) as server:
        store = RunStore(f"sqlite:///{tmp_path}/runs.db", tmp_path)
        run_id = store.submit(RunConfig(epochs=100), "somebody")
        with urllib.request.urlopen(f"{server.url}/runs/{run_id}/stream", timeout=PATIENCE_SECONDS) as stream:
            assert stream.readline().startswith(b"id: ")
            server.process.terminate()
            assert server.process.wait(PATIENCE_SECONDS) is not None
            assert stream.read().endswith(b"\n\n")  # it came to its end
        assert store.run(run_id).status == "interrupted"
        store.close()
