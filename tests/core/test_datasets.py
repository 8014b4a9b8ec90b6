"""core.datasets without a network: what torchvision's downloader meets is played here."""

import gzip
import hashlib
import http.client
import socket
import struct
import threading
import urllib.error
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import torch
import torchvision

from core import datasets, mnist
from core.config import FIELDS
from core.datasets import DATASETS, availability, folder, is_on_server, load
from core.mnist import DataError

TORCHVISIONS = {name: getattr(torchvision.datasets.utils, name) for name in ("_get_redirect_url", "_urlretrieve")}
OTHERS = [name for name in DATASETS if name != "mnist"]


def idx(*shape: int) -> bytes:
    """A packed IDX file of this shape."""
    values = np.arange(np.prod(shape), dtype=np.uint8) % 10
    return gzip.compress(bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + values.tobytes(), mtime=0)


FILES = {
    "train-images-idx3-ubyte.gz": idx(20, 28, 28),
    "train-labels-idx1-ubyte.gz": idx(20),
    "t10k-images-idx3-ubyte.gz": idx(10, 28, 28),
    "t10k-labels-idx1-ubyte.gz": idx(10),
}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    ask = datasets._reachable
    ask.cache_clear()
    yield
    ask.cache_clear()


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The small files, as torchvision would know them, and what the server sends (to be changed by the test)."""
    sent = dict(FILES)
    md5 = [(name, hashlib.md5(content, usedforsecurity=False).hexdigest()) for name, content in FILES.items()]
    for name in OTHERS:
        monkeypatch.setattr(getattr(torchvision.datasets, DATASETS[name].torchvision), "resources", md5)

    def urlretrieve(url: str, path: str, chunk_size: int = 0) -> None:
        assert socket.getdefaulttimeout() == datasets.READ_TIMEOUT_SECONDS
        Path(path).write_bytes(sent[url.rsplit("/", 1)[1]])

    monkeypatch.setattr("torchvision.datasets.utils._get_redirect_url", lambda url, max_hops: url)
    monkeypatch.setattr("torchvision.datasets.utils._urlretrieve", urlretrieve)
    return sent


def test_the_registry_has_a_row_for_every_choice_with_ten_classes() -> None:
    assert tuple(DATASETS) == FIELDS["dataset"].choices
    for row in DATASETS.values():
        assert len(set(row.classes)) == 10


@pytest.mark.parametrize("name", OTHERS)
def test_classes_and_addresses_are_torchvisions(name: str) -> None:
    theirs = getattr(torchvision.datasets, DATASETS[name].torchvision)
    assert list(DATASETS[name].classes) == theirs.classes
    assert DATASETS[name].url in theirs.mirrors
    assert set(datasets.md5_sums(name)) == set(mnist.MD5)


def test_mnist_is_the_one_in_the_repository_and_always_there() -> None:
    assert is_on_server("mnist")
    assert availability("mnist") == ""
    assert torch.equal(load("mnist").test.labels, mnist.load().test.labels)


@pytest.mark.parametrize("name", OTHERS)
def test_a_data_set_is_downloaded_once_and_then_read_from_the_folder(name: str, published: dict[str, bytes]) -> None:
    assert not is_on_server(name)
    digits = load(name)
    assert digits.train.images.shape == (20, 784)
    assert digits.test.labels.tolist() == list(range(10))
    assert is_on_server(name)
    assert sorted(path.name for path in folder(name).iterdir()) == sorted(FILES)
    published.clear()  # nothing more can be had
    assert torch.equal(load(name).train.images, digits.train.images)
    assert socket.getdefaulttimeout() is None


@pytest.mark.parametrize("error", [urllib.error.URLError("Connection refused"), TimeoutError("timed out"), http.client.IncompleteRead(b"")])
def test_a_refused_download_ends_in_a_sentence(error: Exception, published: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("torchvision.datasets.utils._urlretrieve", refuse)
    with pytest.raises(DataError, match=r"^Fashion-MNIST is not on this server.* could not be had .* or train on MNIST\.$"):
        load("fashion_mnist")
    assert list(folder("fashion_mnist").iterdir()) == []
    assert socket.getdefaulttimeout() is None


@pytest.mark.parametrize("content", [b"", b"<html>Please log in</html>", FILES["train-images-idx3-ubyte.gz"][:-9]])
def test_a_file_that_arrives_damaged_is_said_and_not_kept(content: bytes, published: dict[str, bytes]) -> None:
    published["train-images-idx3-ubyte.gz"] = content
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte.gz from codh.rois.ac.jp arrived damaged. Try again later"):
        load("kmnist")
    assert not is_on_server("kmnist")


def test_a_file_that_was_damaged_since_is_downloaded_again(published: dict[str, bytes]) -> None:
    load("kmnist")
    (folder("kmnist") / "t10k-labels-idx1-ubyte.gz").write_bytes(b"rot")
    assert load("kmnist").test.labels.tolist() == list(range(10))


class Files(BaseHTTPRequestHandler):
    """A server of the small files."""

    def do_GET(self) -> None:
        content = FILES[self.path.rsplit("/", 1)[1]]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_real_server_is_downloaded_from(published: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, function in TORCHVISIONS.items():
        monkeypatch.setattr(f"torchvision.datasets.utils.{name}", function)
    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/kmnist/"
        monkeypatch.setitem(DATASETS, "kmnist", replace(DATASETS["kmnist"], url=url))
        assert load("kmnist").test.labels.tolist() == list(range(10))
        server.shutdown()


def test_a_server_that_falls_silent_is_given_up(published: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, function in TORCHVISIONS.items():
        monkeypatch.setattr(f"torchvision.datasets.utils.{name}", function)
    monkeypatch.setattr(datasets, "READ_TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        monkeypatch.setitem(DATASETS, "kmnist", replace(DATASETS["kmnist"], url=url))
        with pytest.raises(DataError, match="timed out"):
            load("kmnist")


@pytest.mark.parametrize("name", OTHERS)
def test_without_a_network_a_data_set_is_unavailable_for_a_reason(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "_answers", lambda host: False)
    assert "cannot be reached from here" in availability(name)


def test_with_a_network_it_is_available(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "_answers", lambda host: True)
    assert availability("kmnist") == ""


def test_a_network_that_does_not_answer_keeps_nobody_waiting_and_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    given_up = threading.Event()

    def silent(host: str) -> bool:
        asked.append(host)
        assert given_up.wait(60)
        return False

    monkeypatch.setattr(datasets, "_answers", silent)
    monkeypatch.setattr(datasets, "CACHE_SECONDS", float("inf"))  # so that the test does not meet the end of a period of the cache
    assert [availability("kmnist", wait_seconds=0) for _ in range(5)] == [""] * 5  # while the network is still silent
    given_up.set()
    assert "cannot be reached" in availability("kmnist", wait_seconds=60)
    assert len(asked) == 1


def test_nobody_is_asked_for_what_is_on_server(monkeypatch: pytest.MonkeyPatch, published: dict[str, bytes]) -> None:
    load("kmnist")
    monkeypatch.setattr(datasets, "_reachable", lambda *_: pytest.fail("asked"))
    assert availability("kmnist") == ""
