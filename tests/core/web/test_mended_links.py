"""A link with a messenger's marks at its end leads to the page that was meant."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from core.web.mended_links import MendedLinks, mend


async def query(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.url.query)


CLIENT = TestClient(Starlette(routes=[Route("/{path:path}", query)], middleware=[Middleware(MendedLinks)]), follow_redirects=False)
PAGE = {"accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("lr=0.01)", "lr=0.01"),
        ("epochs=3&lr=0.01).", "epochs=3&lr=0.01"),
        ("lr=0.01%3E", "lr=0.01"),
        ("lr=0.01%2c", "lr=0.01"),
        ("lr=0.01%E3%80%82", "lr=0.01"),
        ("epochs=3&amp;lr=0.01", "epochs=3&lr=0.01"),
        ("lr=0.01", "lr=0.01"),
        ("shown=Zeros%20(a%20lesson)", "shown=Zeros%20(a%20lesson)"),
        ("points=1_2~3_-4", "points=1_2~3_-4"),
        ("", ""),
    ],
)
def test_marks_at_the_end_are_taken_off(given: str, expected: str) -> None:
    assert mend(given) == expected


def test_a_browser_is_sent_on_to_the_same_page() -> None:
    answer = CLIENT.get("/lecture/losses?compared_epochs=5)", headers=PAGE)
    assert answer.status_code == 307
    assert answer.headers["location"] == "?compared_epochs=5"


def test_a_sound_link_and_what_is_no_page_are_served_as_they_are() -> None:
    assert CLIENT.get("/losses?compared_epochs=5", headers=PAGE).text == "compared_epochs=5"
    assert CLIENT.get("/file.js?v=1)", headers={"accept": "*/*"}).text == "v=1)"
    assert CLIENT.post("/upload?x=1)", headers=PAGE).status_code == 405
