"""The Regression page: frames per second while one of two hundred points is dragged."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from core.lessons.points import Points, to_link
from tests.bench.report import Row, median
from tests.bench.visits import visit
from tests.e2e.driving import launch, serve, settled

N_POINTS = 200
FRAMES = """async (root) => {
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


def rows() -> Iterator[Row]:
    rng = np.random.default_rng(0)
    points = Points(rng.uniform(-2, 4, N_POINTS).round(3), rng.normal(1, 1, N_POINTS).round(3), "")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        browser = launch(playwright)
        with visit(browser, f"{server.url}/regression?example=Your+own+points&points={to_link(points)}") as page:
            settled(page).locator(".plot .ticks text").first.wait_for()
            gaps = page.locator(".lesson").evaluate(FRAMES)
        browser.close()
    rate = 1000 / median(gaps)
    words = f"{rate:.0f}; the latest of {len(gaps)} after {max(gaps):.0f} ms"
    yield Row(f"frames per second while one of {N_POINTS} points is dragged", words, "30 or more", rate >= 30)
