"""core.mnist: the committed files, and what happens when one is broken."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torchvision.datasets import MNIST

from core import mnist


@pytest.fixture(scope="module")
def digits() -> mnist.Digits:
    return mnist.load()


def test_both_splits_are_there_as_floats_in_the_unit_interval(digits: mnist.Digits) -> None:
    assert digits.train.images.shape == (60_000, 784)
    assert digits.test.images.shape == (10_000, 784)
    for split in (digits.train, digits.test):
        assert split.images.dtype == torch.float32
        assert (split.images.min().item(), split.images.max().item()) == (0.0, 1.0)
        assert split.labels.dtype == torch.int64
        assert split.labels.unique().tolist() == list(range(10))


def test_pixels_and_labels_match_torchvision(digits: mnist.Digits, tmp_path: Path) -> None:
    shutil.copytree(mnist.RAW, tmp_path / "MNIST" / "raw")
    for name in mnist.MD5:
        (tmp_path / "MNIST" / "raw" / name.removesuffix(".gz")).write_bytes(gzip.decompress((mnist.RAW / name).read_bytes()))
    for train, split in ((True, digits.train), (False, digits.test)):
        theirs = MNIST(str(tmp_path), train=train)
        assert torch.equal(theirs.data.reshape(-1, 784), (split.images * 255).round().byte())
        assert torch.equal(theirs.targets, split.labels)


@pytest.mark.parametrize(
    ("broken", "state"),
    [
        (lambda path: path.unlink(), "missing"),
        (lambda path: path.write_bytes(b""), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:-100]), "damaged"),
        (lambda path: path.write_bytes(b"<html>Not found</html>"), "damaged"),
        (lambda path: path.write_bytes(gzip.compress(b"\0" * 7_840_016)), "damaged"),
    ],
)
def test_a_broken_file_is_named_with_the_way_to_get_it_again(tmp_path: Path, broken: Callable[[Path], object], state: str) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(mnist.RAW, raw)
    broken(raw / "t10k-images-idx3-ubyte.gz")
    with pytest.raises(mnist.DataError, match=rf"t10k-images-idx3-ubyte.gz is {state}.*git checkout"):
        mnist.load(raw=raw)


def test_synthetic_digits_have_the_same_shape_and_are_reproducible() -> None:
    one, two = mnist.synthetic(20, 10, seed=3), mnist.synthetic(20, 10, seed=3)
    assert one.train.images.shape == (20, 784)
    assert torch.equal(one.test.images, two.test.images)
    assert not torch.equal(one.test.images, mnist.synthetic(20, 10, seed=4).test.images)
