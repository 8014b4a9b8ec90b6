"""core.web.packed_files: what may be compressed is, once, and all else goes on as it was."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from core.web import PackedFiles, packed_files

SCRIPT = "export const answer = 42;\n" * 100


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    folder = tmp_path / "static"
    (folder / "js").mkdir(parents=True)
    (folder / "js" / "index.abc.js").write_text(SCRIPT)
    (folder / "font.woff2").write_bytes(b"font")
    (tmp_path / "secret.js").write_text("secret")
    routes = [Mount("/base/static", StaticFiles(directory=folder)), Mount("/", PlainTextResponse("elsewhere"))]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(PackedFiles, folder=folder, path="/base/static")]))


def test_a_script_comes_packed_and_is_kept_for_a_year(client: TestClient) -> None:
    answer = client.get("/base/static/js/index.abc.js")
    assert answer.text == SCRIPT
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(SCRIPT) / 10
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")


def test_it_is_packed_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def count(content: bytes) -> bytes:
        packed.append(content)
        return gzip.compress(content)

    packed: list[bytes] = []
    monkeypatch.setattr(packed_files, "pack", count)
    with client:
        assert {client.get("/base/static/js/index.abc.js").text for _ in range(3)} == {SCRIPT}
    assert len(packed) == 1


def test_who_cannot_unpack_gets_it_as_it_is(client: TestClient) -> None:
    answer = client.get("/base/static/js/index.abc.js", headers={"Accept-Encoding": "identity"})
    assert answer.text == SCRIPT
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/base/static/font.woff2", "/base/static/nothing.js", "/base/static/../secret.js", "/js/index.abc.js"])
def test_all_else_is_left_to_the_app(client: TestClient, path: str) -> None:
    assert client.get(path).headers.get("content-encoding") is None
