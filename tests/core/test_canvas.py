"""A drawing becomes the picture that MNIST would have made of it, whatever it was drawn with."""

import base64
import io
import struct
import zlib

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core import canvas, mnist
from core.mlp import LECTURE_MODEL, load_model

SEVEN = [[(0.1, 0.05), (0.9, 0.0), (0.4, 1.0)], [(0.3, 0.5), (0.8, 0.45)]]
ALIKE = 0.03  # mean difference of a pixel; between this 7 and this 1 it is 0.12
ONE = [[(0.0, 0.0), (0.02, 1.0)]]


def drawn(
    strokes: list[list[tuple[float, float]]],
    side: int = 280,
    pen: float = 18,
    box: tuple[float, float, float] = (60, 50, 170),
    ink: tuple[int, ...] = (255, 255, 255, 255),
    ground: tuple[int, ...] = (0, 0, 0, 255),
) -> NDArray[np.uint8]:
    """Round pen strokes, drawn large and shrunk so that their edges are grey; box = left, top, longer side (px)."""
    fine = 3
    image = Image.new("RGBA", (side * fine, side * fine), ground)
    brush, radius = ImageDraw.Draw(image), pen * fine / 2
    for stroke in strokes:
        path = [((x * box[2] + box[0]) * fine, (y * box[2] + box[1]) * fine) for x, y in stroke]
        brush.line(path, fill=ink, width=round(2 * radius))
        for x, y in path:
            brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
    return np.asarray(image.resize((side, side), Image.Resampling.BOX))


def centre_of_mass(picture: NDArray[np.float32]) -> tuple[float, float]:
    index = np.arange(28)
    return float(picture.sum(1) @ index / picture.sum()), float(picture.sum(0) @ index / picture.sum())


def reading(rgba: NDArray[np.uint8]) -> NDArray[np.float32]:
    picture = canvas.to_mnist(rgba)
    assert picture is not None
    return picture


@pytest.fixture(scope="module")
def seven() -> NDArray[np.float32]:
    return reading(drawn(SEVEN))


def test_the_picture_is_float32_of_28_by_28_between_0_and_1(seven: NDArray[np.float32]) -> None:
    assert seven.shape == (28, 28)
    assert seven.dtype == np.float32
    assert seven.min() == 0
    assert 0.9 < seven.max() <= 1


def test_its_centre_of_mass_is_where_mnist_has_it(seven: NDArray[np.float32]) -> None:
    assert centre_of_mass(seven) == pytest.approx((14.0, 14.0), abs=0.02)


def test_its_longer_side_is_20_px(seven: NDArray[np.float32]) -> None:
    rows = np.flatnonzero((seven > 0.3).any(1))
    assert rows[-1] - rows[0] + 1 in (20, 21)  # a part of a pixel may be shared between two


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ((0, 0, 0, 255), (255, 255, 255, 255)),
        ((31, 35, 40, 255), (255, 255, 255, 255)),
        ((230, 233, 236, 255), (16, 20, 24, 255)),
        ((213, 94, 0, 255), (0, 114, 178, 255)),
        ((0, 0, 0, 255), (0, 0, 0, 0)),
        ((255, 255, 255, 255), (255, 255, 255, 0)),
        ((120, 120, 120, 255), (90, 90, 90, 255)),
    ],
)
def test_colours_do_not_matter(seven: NDArray[np.float32], ink: tuple[int, ...], ground: tuple[int, ...]) -> None:
    np.testing.assert_allclose(reading(drawn(SEVEN, ink=ink, ground=ground)), seven, atol=0.12)


@pytest.mark.parametrize("box", [(12, 12, 90), (150, 30, 110), (20, 15, 245), (100, 140, 120)])
def test_place_and_size_do_not_matter(seven: NDArray[np.float32], box: tuple[float, float, float]) -> None:
    assert np.abs(reading(drawn(SEVEN, box=box, pen=18 * box[2] / 170)) - seven).mean() < ALIKE


@pytest.mark.parametrize("side", [140, 200, 400, 700, 1000])
def test_the_canvas_size_does_not_matter(seven: NDArray[np.float32], side: int) -> None:
    k = side / 280
    other = reading(drawn(SEVEN, side=side, pen=18 * k, box=(60 * k, 50 * k, 170 * k)))
    assert np.abs(other - seven).mean() < ALIKE


@pytest.mark.parametrize("pen", [2, 4, 9, 26, 32, 40])
def test_the_pen_width_does_not_matter(seven: NDArray[np.float32], pen: float) -> None:
    assert np.abs(reading(drawn(SEVEN, pen=pen)) - seven).mean() < ALIKE


def test_the_tolerance_for_alike_tells_a_7_from_a_1(seven: NDArray[np.float32]) -> None:
    assert np.abs(reading(drawn(ONE)) - seven).mean() > 3 * ALIKE


@pytest.mark.parametrize(("side", "pen"), [(140, 2), (140, 40), (1000, 2), (1000, 40)])
def test_a_hairline_and_a_broad_brush_give_a_stroke_like_mnists(side: int, pen: float) -> None:
    k = side / 280
    picture = reading(drawn(ONE, side=side, pen=pen, box=(120 * k, 50 * k, 170 * k)))
    width = picture.sum() / 20
    assert 1.7 < width < 4.2  # MNIST's middle nine tenths: 1.8 to 4.1


def test_stroke_width_is_measured_correctly() -> None:
    for pen in (8, 12, 20):
        assert canvas.stroke_width(canvas.crop(canvas.ink(drawn(ONE, pen=pen)))) == pytest.approx(pen, rel=0.05)  # type: ignore[arg-type]


def test_the_distance_transform_is_exact() -> None:
    mask = np.random.default_rng(0).random((23, 17)) > 0.2
    outside = np.argwhere(~mask)
    slow = [[np.sqrt(((outside - (i, j)) ** 2).sum(1).min()) for j in range(17)] for i in range(23)]
    np.testing.assert_allclose(canvas.distance_transform(mask), slow, rtol=1e-6)


@pytest.mark.parametrize("ground", [(0, 0, 0, 255), (255, 255, 255, 255), (0, 0, 0, 0), (10, 90, 30, 255)])
def test_a_blank_canvas_gives_none(ground: tuple[int, ...]) -> None:
    assert canvas.to_mnist(np.full((280, 280, 4), ground, np.uint8)) is None


@pytest.mark.parametrize(
    "rgba",
    [
        drawn([[(0.5, 0.5)]]),  # a dot
        drawn([[(0.5, 0.5)]], pen=2),
        drawn([[(-1, y / 20), (2, y / 20 + 0.02)] for y in range(-10, 30)], pen=40),  # all ink
        drawn(np.random.default_rng(0).random((200, 2, 2)).tolist(), pen=3),  # 200 strokes
        drawn([[(-1, 0.5), (2, 0.5)]]),  # from edge to edge
        np.random.default_rng(1).integers(0, 256, (140, 1000, 4), np.uint8),
        np.eye(64, dtype=np.uint8)[..., None].repeat(4, 2) * 255,
        np.zeros((1, 1, 4), np.uint8),
    ],
)
@pytest.mark.parametrize("leave_out", [(), ("crop",), ("stroke",), ("scale",), ("centre",), ("crop", "stroke", "scale", "centre")])
def test_any_drawing_gives_a_picture_or_none(rgba: NDArray[np.uint8], leave_out: tuple[str, ...]) -> None:
    picture = canvas.to_mnist(rgba, leave_out)
    assert picture is None or (picture.shape == (28, 28) and np.isfinite(picture).all() and picture.min() >= 0 and picture.max() <= 1)


def test_the_last_stage_gives_what_the_network_receives() -> None:
    rgba = drawn(SEVEN)
    pictures = canvas.preprocess(rgba, ["stroke"])
    assert pictures is not None
    assert [name for name, _ in pictures] == ["ink", *(stage.name for stage in canvas.STAGES)]
    np.testing.assert_array_equal(pictures[-1][1], canvas.to_mnist(rgba, ["stroke"]))


def test_a_stage_that_is_left_out_changes_the_picture(seven: NDArray[np.float32]) -> None:
    for stage in canvas.STAGES:
        changed = canvas.to_mnist(drawn(SEVEN, pen=8), [stage.name])
        assert changed is not None
        assert np.abs(changed - seven).mean() > 0.02, stage.name


def test_a_data_url_is_read_and_anything_else_is_refused() -> None:
    def url(image: Image.Image, kind: str = "PNG") -> str:
        file = io.BytesIO()
        image.save(file, kind)
        return as_url(file.getvalue())

    def as_url(data: bytes) -> str:
        return "data:image/png;base64," + base64.b64encode(data).decode()

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    good = Image.fromarray(drawn(ONE))
    np.testing.assert_array_equal(canvas.read_data_url(url(good)), drawn(ONE))
    whole = url(good)
    for bad in (
        "",
        "data:",
        whole[: len(whole) // 2],
        whole[:-30] + "%%%",
        url(good.convert("RGB"), "JPEG"),
        url(Image.new("L", (1001, 2))),
        as_url(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)) + chunk(b"IEND", b"")),
    ):
        assert canvas.read_data_url(bad) is None


def test_accuracy_on_mnist_digits_enlarged_onto_a_canvas_is_that_on_the_originals() -> None:
    n = 400  # tests/bench takes all 10,000
    test, rng = mnist.load().test, np.random.default_rng(0)
    images, labels = test.images[:n], test.labels[:n].numpy()
    back = []
    for image in images.view(-1, 28, 28).numpy():
        rows, columns = (np.flatnonzero(image.any(axis)) for axis in (1, 0))
        digit = Image.fromarray(np.uint8(255 * image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]))
        k = rng.uniform(60, 260) / max(digit.size)
        digit = digit.resize((round(digit.width * k), round(digit.height * k)), Image.Resampling.BICUBIC)
        field = Image.new("L", (280, 280))
        field.paste(digit, (rng.integers(0, 281 - digit.width), rng.integers(0, 281 - digit.height)))
        back.append(reading(np.asarray(field.convert("RGBA"))))
    for path in (None, LECTURE_MODEL):
        model = load_model(path)
        accuracy = (model(images).argmax(1).numpy() == labels).mean()
        enlarged = (model(images.new_tensor(np.stack(back)).view(n, 784)).argmax(1).numpy() == labels).mean()
        assert enlarged >= 0.985 * accuracy


def colour() -> st.SearchStrategy[tuple[int, ...]]:
    return st.tuples(*[st.integers(0, 255)] * 3, st.just(255))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    side=st.integers(140, 1000),
    share=st.floats(0.3, 0.85),
    place=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    pen=st.floats(2, 40),
    colours=st.tuples(colour(), colour()),
)
def test_the_same_7_drawn_in_any_way_gives_the_same_input(
    seven: NDArray[np.float32],
    side: int,
    share: float,
    place: tuple[float, float],
    pen: float,
    colours: tuple[tuple[int, ...], tuple[int, ...]],
) -> None:
    ink, ground = colours
    assume(max(abs(a - b) for a, b in zip(ink, ground, strict=True)) > 60)
    size = share * side
    assume(pen < size / 4)  # a broader one fills the digit's corners
    left, top = (pen / 2 + at * (side - size - pen) for at in place)
    assume(min(left, top) >= 0)
    picture = reading(drawn(SEVEN, side=side, pen=pen, box=(left, top, size), ink=ink, ground=ground))
    assert np.abs(picture - seven).mean() < 1.5 * ALIKE  # a hairline of 4 px in 600 is shrunk coarsely: 0.038
    assert int(load_model()(torch.from_numpy(picture).view(1, 784)).argmax()) == 7
