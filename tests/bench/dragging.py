"""Frames per second while things are dragged: one of two hundred points on Regression, and the figures of Losses."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from core.lessons.points import Points, to_link
from tests.bench.report import Row, median
from tests.bench.visits import visit
from tests.e2e.driving import Server, launch, serve, settled

N_POINTS: Final = 200
N_IN_OUTLIER: Final = 60
FRAMES: Final = """async (root) => {
    const gaps = [];
    let last = performance.now();
    for (let i = 0; i < 300; i++) {
        root.lesson.actions.move(50, [1 + Math.sin(i / 10), 1 + Math.cos(i / 10)]);
        await new Promise(requestAnimationFrame);
        gaps.push(performance.now() - last);
        last = performance.now();
    }
    return gaps;
}"""
RECORD: Final = """() => {
    const gaps = (window.gaps = []);
    let last = performance.now();
    const next = () => {
        gaps.push(performance.now() - last);
        last = performance.now();
        window.recording = requestAnimationFrame(next);
    };
    window.recording = requestAnimationFrame(next);
}"""
HANDLES: Final = {  # what is dragged on Losses -> where it is taken
    "the output under five losses": ".bench svg.losses",
    "one of ten logits": ".logits tbody tr:nth-child(3) input[type=range]",
    "the bell": ".bell svg.density",
    f"one of {N_IN_OUTLIER} points under five losses": ".outlier svg.points circle.selected",
    "a point of the race": ".race svg.plane .ones path",
}


def rows() -> Iterator[Row]:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        browser = launch(playwright)
        yield _row(f"one of {N_POINTS} points on Regression", _on_regression(browser, server))
        random = np.random.default_rng(0)
        x, y = (",".join(map(str, random.uniform(0, 10, N_IN_OUTLIER).round(2))) for _ in "xy")
        with visit(browser, f"{server.url}/losses?points_x={x}&points_y={y}&points_selected=0") as page:
            page.locator(".race tbody tr").first.wait_for()
            for what, handle in HANDLES.items():
                yield _row(f"{what} on Losses", _while_dragged(settled(page), handle))
        browser.close()


def _on_regression(browser: Browser, server: Server) -> list[float]:
    rng = np.random.default_rng(0)
    points = Points(rng.uniform(-2, 4, N_POINTS).round(3), rng.normal(1, 1, N_POINTS).round(3), "")
    with visit(browser, f"{server.url}/regression?example=Your+own+points&points={to_link(points)}") as page:
        settled(page).locator(".plot .ticks text").first.wait_for()
        gaps: list[float] = page.locator(".lesson").evaluate(FRAMES)
    return gaps


def _while_dragged(page: Page, handle: str) -> list[float]:
    """Milliseconds between frames while the mouse holds the middle of the handle and moves for two seconds."""
    target = page.locator(handle).first
    target.scroll_into_view_if_needed()
    settled(page)
    box = target.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(RECORD)
    for i in range(120):
        page.mouse.move(x + 40 * np.sin(i / 8), y + 20 * np.cos(i / 5))
        page.wait_for_timeout(16)
    gaps: list[float] = page.evaluate("() => { cancelAnimationFrame(window.recording); return window.gaps; }")
    page.mouse.up()
    return gaps


def _row(what: str, gaps: list[float]) -> Row:
    rate = 1000 / median(gaps)
    measured = f"{rate:.0f}; the latest of {len(gaps)} after {max(gaps):.0f} ms"
    return Row(f"frames per second while {what} is dragged", measured, "30 or more", rate >= 30)
