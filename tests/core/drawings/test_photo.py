"""Uploaded pictures: a digit on paper is found, bright or dark; anything else is refused with a sentence."""

import io
import struct
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from core.canvas import fit_to_canvas, to_mnist
from core.drawings.photo import InvalidPictureError, read_photo
from core.mlp import load_model


def paper(ink: int = 40, ground: int = 200, size: tuple[int, int] = (900, 1200), shadow: float = 0.0, noise: float = 0.0) -> Image.Image:
    """A 7 on paper; shadow darkens the left side by that share."""
    image = Image.new("L", size, ground)
    w, h = size
    ImageDraw.Draw(image).line([(0.3 * w, 0.25 * h), (0.7 * w, 0.24 * h), (0.45 * w, 0.8 * h)], fill=ink, width=w // 25, joint="curve")
    light = np.linspace(1 - shadow, 1, w)[None, :]
    pixels = np.asarray(image) * light + np.random.default_rng(0).normal(0, noise, (h, w))
    return Image.fromarray(np.uint8(pixels.clip(0, 255)))


def as_file(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def answer(data: bytes) -> int:
    picture = to_mnist(np.uint8(255 * fit_to_canvas(read_photo(data)))[..., None].repeat(4, axis=2))
    assert picture is not None
    return int(load_model()(torch.from_numpy(picture).view(1, 784)).argmax())


@pytest.mark.parametrize(
    "data",
    [
        as_file(paper()),
        as_file(paper(ink=230, ground=20)),  # chalk
        as_file(paper(shadow=0.5, noise=6), "JPEG"),
        as_file(paper(ink=120)),  # a pencil
        as_file(paper().convert("RGB"), "JPEG"),
        as_file(paper().convert("CMYK"), "JPEG"),
        as_file(paper().convert("1")),
        as_file(paper().convert("P")),
        as_file(Image.fromarray(np.asarray(paper()).astype(np.uint16) * 257)),
        as_file(paper(size=(60, 80))),
    ],
    ids=["ink", "chalk", "shadow", "pencil", "jpeg", "cmyk", "bitmap", "palette", "16 bit", "tiny"],
)
def test_a_7_on_paper_is_read(data: bytes) -> None:
    assert answer(data) == 7


def test_a_drawing_on_a_transparent_ground_is_read() -> None:
    rgba = Image.new("RGBA", (300, 400), (0, 0, 0, 0))
    ImageDraw.Draw(rgba).line([(90, 100), (210, 96), (135, 320)], fill=(0, 0, 0, 255), width=16)
    assert answer(as_file(rgba)) == 7


def test_a_photo_taken_sideways_is_rotated_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° clockwise to see it upright
    assert answer(as_file(paper().rotate(90, expand=True), "JPEG", exif=exif)) == 7


def bomb(width: int, height: int) -> bytes:
    """A small PNG that claims to be huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        as_file(paper(), "GIF"),
        as_file(paper())[:400],
        as_file(paper(), "JPEG")[:300],
        bomb(60_000, 60_000),
        bomb(10_000, 10_000),  # so many that Pillow would warn
        bomb(1, 60_000),
        bomb(5_000, 5_000),
        bytes(2_000_001),
        as_file(Image.new("L", (300, 300), 255)),
        as_file(Image.new("L", (1, 1))),
    ],
    ids=["empty", "text", "svg", "gif", "cut png", "cut jpeg", "bomb", "100 MP", "thin bomb", "25 MP", "too large", "blank", "one pixel"],
)
def test_anything_else_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(InvalidPictureError, match=r"\.$"):
        read_photo(data)


def test_photos_read_in_parallel_leave_the_warnings_of_the_process_alone() -> None:
    photos = [as_file(paper(size=(300, 400)))] * 40
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = list(warnings.filters)
        with ThreadPoolExecutor(4) as visitors:
            inks = list(visitors.map(read_photo, photos))
        assert warnings.filters == before
    assert all(np.array_equal(ink, inks[0]) for ink in inks)
