"""The download holds what was drawn: torchvision's MNIST readers find the same pixels and labels."""

import csv
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from torchvision.datasets.mnist import read_image_file, read_label_file

from core.config import RunConfig
from core.drawings.gallery import KeptDrawing, to_idx_zip, to_png_zip
from pages.ui.draw.networks import title_of


@pytest.fixture(scope="module")
def kept() -> list[KeptDrawing]:
    pixels = np.random.default_rng(0).random((4, 28, 28)).astype(np.float32)
    labels = [3, None, 0, 9]
    return [
        KeptDrawing(number + 1, "data:", pixels[number], 5, 0.987654, title_of(2, RunConfig(hidden_sizes=(16,))), label)
        for number, label in enumerate(labels)
    ]


def test_torchvision_reads_the_labelled_drawings_back(kept: list[KeptDrawing], tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(to_idx_zip(kept))).extractall(tmp_path)
    images = read_image_file(str(tmp_path / "drawings-images-idx3-ubyte"))
    labels = read_label_file(str(tmp_path / "drawings-labels-idx1-ubyte"))
    assert labels.tolist() == [3, 0, 9]
    np.testing.assert_array_equal(images.numpy(), np.round(255 * np.array([kept[at].pixels for at in (0, 2, 3)])))


def test_without_labels_the_idx_files_are_empty_but_valid(kept: list[KeptDrawing], tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(to_idx_zip(kept[1:2]))).extractall(tmp_path)
    assert len((tmp_path / "drawings-images-idx3-ubyte").read_bytes()) == 16
    assert len((tmp_path / "drawings-labels-idx1-ubyte").read_bytes()) == 8


def test_each_drawing_is_a_picture_and_a_row(kept: list[KeptDrawing]) -> None:
    packed = zipfile.ZipFile(io.BytesIO(to_png_zip(kept)))
    rows = list(csv.DictReader(io.StringIO(packed.read("drawings.csv").decode())))
    assert [row["label"] for row in rows] == ["3", "", "0", "9"]
    assert rows[1] == {"file": "drawing-002.png", "label": "", "answer": "5", "probability": "0.9877", "network": kept[1].network}
    for row, one in zip(rows, kept, strict=True):
        np.testing.assert_array_equal(np.asarray(Image.open(packed.open(row["file"]))), np.round(255 * one.pixels))


def test_no_cell_of_the_table_is_a_formula(kept: list[KeptDrawing]) -> None:
    table = zipfile.ZipFile(io.BytesIO(to_png_zip(kept))).read("drawings.csv").decode()
    assert not any(cell[:1] in "=+-@\t" for row in csv.reader(io.StringIO(table)) for cell in row if cell)
