"""Make docs/app.png, the picture in the README: four pages in use, as a real browser shows them. `make picture`."""

import base64
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.driving import launch, serve, settled
from tests.e2e.pen import pad

PICTURE = Path(__file__).parent / "app.png"
WINDOW = {"width": 1280, "height": 800}  # px of each page, and of all four together
SEVEN = ((-55, -75), (55, -75), (-10, 85))  # px from the canvas's centre
SHEET = """<body style="margin:0;width:1280px;display:grid;grid-template-columns:1fr 1fr;gap:8px;background:#8d949c">
{}</body>"""


def regression(page: Page) -> None:
    """A line that has learnt for a hundred steps."""
    page.get_by_role("button", name="Run", exact=True).click()


def train(page: Page) -> None:
    """A finished run with the lecture's settings."""
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("Finished after")).to_be_visible(timeout=300_000)


def losses(page: Page) -> None:
    """The page as it opens."""


def draw(page: Page) -> None:
    """A 7, and what the network says of it."""
    box = pad(page).bounding_box()
    assert box is not None
    first, *others = [(box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2 + down) for right, down in SEVEN]
    page.mouse.move(*first)
    page.mouse.down()
    for corner in others:
        page.mouse.move(*corner, steps=15)
    page.mouse.up()
    expect(page.get_by_role("heading", name="It reads a 7")).to_be_visible(timeout=30_000)


def screenshots(browser: Browser, url: str) -> list[bytes]:
    """One of each page, without the pointer in it."""
    pages = []
    for use in (regression, train, losses, draw):
        page = browser.new_context(viewport=WINDOW).new_page()
        page.goto(f"{url}/{use.__name__}")
        use(settled(page))
        page.mouse.move(WINDOW["width"] - 1, WINDOW["height"] - 1)
        page.wait_for_timeout(1500)
        pages.append(page.screenshot())
        page.context.close()
    return pages


def main() -> None:
    """Start the app on an empty data folder, use it, and put the pictures side by side."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = launch(playwright)
        with serve(Path(folder)) as server:
            taken = screenshots(browser, server.url)
        images = "".join(f'<img width="100%" src="data:image/png;base64,{base64.b64encode(png).decode()}">' for png in taken)
        page = browser.new_page(viewport=WINDOW, device_scale_factor=2)
        page.set_content(SHEET.format(images))
        page.screenshot(path=PICTURE, full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
