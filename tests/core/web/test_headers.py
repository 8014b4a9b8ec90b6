"""core.web.headers and app.py: what the server adds to its answers."""

import base64
import hashlib
import re
from pathlib import Path

import plotly
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from core.web import Headers, content_security_policy, owner_of

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
PAGES = [Route("/", lambda _: HTMLResponse("<p>page")), Route("/data", lambda _: PlainTextResponse("data"))]


def client() -> TestClient:
    return TestClient(Starlette(routes=PAGES, middleware=[Middleware(Headers, policy=content_security_policy(INDEX))]))


def test_every_response_carries_the_security_headers_even_a_404() -> None:
    for path in ("/", "/data", "/nothing"):
        headers = client().get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_new_visitor_gets_a_secret_cookie_once_and_only_with_a_page() -> None:
    browser = client()
    assert "set-cookie" not in browser.get("/data").headers
    cookie = browser.get("/").headers["set-cookie"]
    assert re.fullmatch(r"visitor=[0-9a-f]{32}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax", cookie)
    assert "set-cookie" not in browser.get("/").headers
    assert client().get("/").headers["set-cookie"] != cookie


def test_the_store_never_sees_the_secret_itself() -> None:
    assert owner_of("secret") == hashlib.sha256(b"secret").hexdigest()


def test_streamlits_inline_script_is_allowed_and_no_other() -> None:
    policy = content_security_policy(INDEX)
    (script,) = re.findall(r"<script>(.*?)</script>", INDEX.read_text(), re.DOTALL)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self' blob: 'sha256" in policy


def test_all_of_plotly_js_is_the_packages_own_file() -> None:
    import gzip

    from app import packed_plotly_js

    assert gzip.decompress(packed_plotly_js()) == (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
