"""The data sets of ten classes of 28 x 28 pictures: MNIST is in the repository, the others are downloaded when first trained on.

They come from where torchvision gets them, are checked by its MD5 sums, and lie in DATA_DIR/datasets.
"""

import functools
import http.client
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import torch

from core import mnist
from core.environment import data_folder
from core.mnist import DataError, Digits

READ_TIMEOUT_SECONDS: Final = 10.0  # how long a download waits for the next bytes
CONNECT_TIMEOUT_SECONDS: Final = 3.0  # how long a server may take to answer before it counts as out of reach
CACHE_SECONDS: Final = 600  # how long an answer is believed


@dataclass(frozen=True)
class Dataset:
    """One row of the registry."""

    title: str
    classes: tuple[str, ...]  # what the labels 0 to 9 stand for
    words: str
    url: str = ""  # of the folder it is downloaded from, where torchvision gets it; "" for what is in the repository
    torchvision: str = "MNIST"  # its class there, which knows the MD5 sums

    @property
    def is_bundled(self) -> bool:
        """Whether it is in the repository."""
        return not self.url


DATASETS: Final = {
    "mnist": Dataset(
        title="MNIST",
        classes=tuple("0123456789"),
        words="Digits, written by high-school students and clerks in the 1990s.",
    ),
    "fashion_mnist": Dataset(
        title="Fashion-MNIST",
        classes=("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
        words="Clothes from a shop's catalogue: as many, as large, and harder to tell apart.",
        url="http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        torchvision="FashionMNIST",
    ),
    "kmnist": Dataset(
        title="KMNIST",
        classes=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
        words="Ten Japanese syllables in the cursive script of old books; each has several forms.",
        url="http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
        torchvision="KMNIST",
    ),
}


def load(name: str, device: torch.device | str = "cpu") -> Digits:
    """The data set's 60,000 training and 10,000 test pictures on `device`; what is not there is downloaded first (30 MB).

    Raises:
        DataError: a file is missing or damaged, and could not be downloaded; the text is for the visitor.
    """
    if DATASETS[name].is_bundled:
        return mnist.load(device)
    md5 = md5_sums(name)
    for file, expected in md5.items():
        if not mnist.is_intact(folder(name) / file, expected):
            _download(name, file, expected)
    return mnist.load(device, folder(name), md5)


def is_on_server(name: str) -> bool:
    """Whether all its files are on this server. Whether they are whole is seen when they are loaded."""
    return DATASETS[name].is_bundled or all((folder(name) / file).is_file() for file in mnist.MD5)


def availability(name: str, wait_seconds: float = 1.5) -> str:
    """Why this data set cannot be had here; empty if it can, or if that is not known after `wait_seconds`."""
    if is_on_server(name):
        return ""
    row, host = DATASETS[name], _host(name)
    try:
        reachable = _reachable(host, int(time.monotonic() // CACHE_SECONDS)).result(timeout=wait_seconds)
    except TimeoutError:
        return ""
    return "" if reachable else f"{row.title} is not on this server, and {host}, where it would come from, cannot be reached from here."


def folder(name: str) -> Path:
    """Where a downloaded data set lies."""
    return data_folder() / "datasets" / DATASETS[name].torchvision / "raw"


def md5_sums(name: str) -> dict[str, str]:
    """The MD5 sum of each file, as torchvision has it."""
    from torchvision import datasets  # takes a second, and a page that only asks for titles does without

    return dict(getattr(datasets, DATASETS[name].torchvision).resources)


def _download(name: str, file: str, md5: str) -> None:
    from torchvision.datasets.utils import download_url

    row, raw = DATASETS[name], folder(name)
    raw.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=raw) as fresh, _socket_timeout(READ_TIMEOUT_SECONDS):
            download_url(row.url + file, fresh, file, md5)
            (Path(fresh) / file).replace(raw / file)  # two runs that download at once do not meet
    except (OSError, http.client.HTTPException, RuntimeError) as error:  # torchvision raises a RuntimeError for a wrong MD5 sum
        state = "arrived damaged" if isinstance(error, RuntimeError) else f"could not be had ({error})"
        raise DataError(
            f"{row.title} is not on this server, and its file {file} from {_host(name)} {state}. Try again later, or train on MNIST."
        ) from error


@contextmanager
def _socket_timeout(seconds: float) -> Iterator[None]:
    """The process's default for new connections: torchvision's downloader has no timeout of its own."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _host(name: str) -> str:
    return str(urlsplit(DATASETS[name].url).hostname)


@functools.lru_cache(maxsize=8)
def _reachable(host: str, now: int) -> Future[bool]:  # now is there for the cache
    """Asked in a thread of its own: a name server may take longer than a page should wait."""
    answer: Future[bool] = Future()
    threading.Thread(target=lambda: answer.set_result(_answers(host)), daemon=True).start()
    return answer


def _answers(host: str) -> bool:
    try:
        socket.create_connection((host, 80), timeout=CONNECT_TIMEOUT_SECONDS).close()
    except OSError:
        return False
    return True
