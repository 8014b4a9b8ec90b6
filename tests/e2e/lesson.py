"""The regression component in a browser: open it, read its state, drag its points."""

from playwright.sync_api import Page

from tests.e2e.driving import settled


def state(page: Page, expression: str):
    """What `expression` says of the component's state `lesson`."""
    return page.locator(".lesson").evaluate(f"(root) => {{ const lesson = root.lesson; return {expression}; }}")


def opened(new_page, server_url, query: str = "", **window) -> Page:
    page = new_page(**window)
    page.goto(f"{server_url}/regression{query}")
    page.locator(".plot .ticks text").first.wait_for()
    return settled(page)


def centre(page: Page, index: int) -> tuple[float, float]:
    box = page.locator(".plot .dots circle").nth(index).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, index: int, dx: float, dy: float) -> None:
    x, y = centre(page, index)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=5)
    page.mouse.up()
