"""Uploaded pictures: a digit on paper is found, bright or dark; anything else is refused with a sentence."""

import contextlib
import io
import struct
import time
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw, ImageOps

from core import mnist
from core.canvas import fit_to_canvas, to_mnist
from core.drawings.photo import MAX_BYTES, InvalidPictureError, read_photo
from core.mlp import load_model
from tests.photos import KINDS, photo


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


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (200, 40, 40), (229, 233, 236)])
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_ink_of_any_colour_on_a_transparent_ground_is_read(colour: tuple[int, int, int], mode: str) -> None:
    rgba = Image.new("RGBA", (280, 280), (*colour, 0))
    ImageDraw.Draw(rgba).line([(90, 70), (190, 68), (120, 220)], fill=(*colour, 255), width=18, joint="curve")
    assert answer(as_file(rgba.convert(mode))) == 7


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
def test_a_picture_with_sixteen_bits_a_pixel_is_read_however_many_of_them_are_used(bits: int) -> None:
    pixels = np.asarray(paper()).astype(np.uint16)
    assert answer(as_file(Image.fromarray(pixels << (bits - 8)))) == 7


@pytest.mark.parametrize("kind", KINDS)
def test_photos_of_every_kind_are_read(kind: str) -> None:
    digits = mnist.load().test
    seeds = range(3)
    answers = [answer(photo(digits.images[seed].view(28, 28).numpy(), kind, seed)) for seed in seeds]
    right = sum(found == int(digits.labels[seed]) for found, seed in zip(answers, seeds, strict=True))
    assert right >= 2, answers


SEVEN = np.array([(0, 0), (180, -4), (60, 300)])


def page_with(*places: tuple[int, int], ink: int = 30, size: tuple[int, int] = (900, 1200)) -> Image.Image:
    page = Image.new("L", size, 220)
    for place in places:
        ImageDraw.Draw(page).line([tuple(point) for point in (SEVEN + place).tolist()], fill=ink, width=30, joint="curve")
    return page


@pytest.mark.parametrize("other", [(500, 150), (385, 150), (150, 560)], ids=["apart", "near", "below"])
def test_two_digits_are_named_as_such(other: tuple[int, int]) -> None:
    with pytest.raises(InvalidPictureError, match="more than one digit"):
        read_photo(as_file(page_with((150, 150), other)))


def test_a_faint_digit_is_read_beside_a_small_dark_mark() -> None:
    page = page_with((350, 400), ink=150)
    ImageDraw.Draw(page).rectangle([60, 60, 110, 110], fill=0)
    assert answer(as_file(page)) == 7


def test_an_empty_sheet_on_a_desk_is_no_digit() -> None:
    desk = Image.new("L", (900, 1200), 60)
    desk.paste(Image.new("L", (500, 700), 225).rotate(5, expand=True, fillcolor=60), (150, 200))
    with pytest.raises(InvalidPictureError, match="nothing to see"):
        read_photo(as_file(desk))


def test_a_small_note_on_a_desk_is_read() -> None:
    desk = Image.new("L", (900, 1200), 60)
    desk.paste(page_with((40, 40), size=(270, 380)), (300, 400))
    assert answer(as_file(desk)) == 7


def test_thousands_of_dots_take_no_longer_than_a_photo() -> None:
    def seconds(image: Image.Image) -> float:
        data, start = as_file(image), time.process_time()
        with contextlib.suppress(InvalidPictureError):
            read_photo(data)
        return time.process_time() - start

    dots = np.full((560, 560), 255, np.uint8)
    dots[2:-2:5, 2:-2:4] = dots[2:-2:5, 3:-2:4] = 0
    dots[280, 200:234] = 0
    assert seconds(Image.fromarray(dots)) < 30 * seconds(paper(size=(560, 560)))


def test_specks_do_not_stretch_the_digit() -> None:
    page = paper()
    for x, y in ((60, 60), (840, 1130), (450, 1150)):
        ImageDraw.Draw(page).ellipse([x - 8, y - 8, x + 8, y + 8], fill=20)
    ink = read_photo(as_file(page))
    rows = np.flatnonzero(ink.any(axis=1))
    assert rows[0] > 0.2 * ink.shape[0]
    assert rows[-1] < 0.85 * ink.shape[0]


def test_an_heic_photo_is_told_what_can_be_done() -> None:
    with pytest.raises(InvalidPictureError, match="JPEG"):
        read_photo(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + bytes(100))


def tagged(**tags: object) -> bytes:
    exif = Image.Exif()
    for tag, value in tags.items():
        exif[int(tag[1:])] = value
    return as_file(paper(size=(300, 400)), "JPEG", exif=exif)


def test_damaged_files_are_read_or_refused_with_a_sentence() -> None:
    """Bytes changed, cut out and put in at random, in headers and tags above all."""
    random = np.random.default_rng(0)
    sound = [
        tagged(_274=6, _270="words", _271="Maker", _282=72.0, _306="2024:01:01 10:00:00"),
        as_file(paper(size=(90, 120)).convert("RGBA")),
    ]
    n_read = 0
    for i in range(400):
        data = bytearray(sound[i % 2])
        for _ in range(random.integers(1, 6)):
            at = int(random.integers(0, min(len(data), 400) if random.random() < 0.7 else len(data)))
            change = random.integers(3)
            if change == 0:
                data[at] = random.integers(256)
            elif change == 1:
                del data[at : at + int(random.integers(1, 9))]
            else:
                data[at:at] = random.bytes(int(random.integers(1, 9)))
        with contextlib.suppress(InvalidPictureError):
            ink = read_photo(bytes(data))
            assert 0 <= ink.min() <= ink.max() <= 1
            n_read += bool(ink.any())
    assert 20 < n_read < 380


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_taken_sideways_is_turned_upright(orientation: int) -> None:
    """As Pillow does it, which writes the tags back and fails where they are broken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = as_file(paper(size=(300, 400)), "JPEG", exif=exif)
    with Image.open(io.BytesIO(data)) as image:
        upright = as_file(ImageOps.exif_transpose(image), "PNG")
    assert np.abs(read_photo(data) - read_photo(upright)).mean() < 0.01


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
        bytes(MAX_BYTES + 1),
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
