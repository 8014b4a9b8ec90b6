"""Photos of digits on paper, made from MNIST's test digits: light, shadow, ruled lines, specks, a desk, pens of all kinds.

Each kind is a function of a scene: the digit as ink on a page, before or after it is photographed. Equal seeds, equal photos.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from core.canvas import crop, distance_transform, scale

HEIGHT: Final = 1500  # px of a photo
WIDTH: Final = 1125
FINE: Final = 140  # px: the size at which a digit's middle line is found

Array = NDArray[np.float32]


@dataclass
class Scene:
    """What is photographed, and how."""

    digit: Array  # (28, 28)
    random: np.random.Generator
    paper: NDArray[np.float64] = field(default_factory=lambda: np.array([0.86, 0.85, 0.82]))  # its colour
    pen: NDArray[np.float64] = field(default_factory=lambda: np.array([0.12, 0.12, 0.16]))
    pen_width: float = 0.0  # px of HEIGHT; 0: as wide as MNIST's writers wrote
    height: float = 0.5  # of the photo's
    grain: float = 0.012
    tilt: float = 0.0  # degrees
    on_page: list[Callable[[Image.Image, "Scene"], None]] = field(default_factory=list)  # drawn under the ink
    light: Callable[[Array, "Scene"], Array] | None = None
    desk: tuple[float, float, float, float] = (0, 0, 0, 0)  # its share at the left, the top, the right and the bottom
    tight: bool = False
    quality: int = 85  # of the JPEG; 0: a PNG


def photo(digit: Array, kind: str, seed: int) -> bytes:
    """A file with this digit (28, 28) as a photo of this kind."""
    scene = Scene(digit, np.random.default_rng(seed))
    scene.height = scene.random.uniform(0.3, 0.7)
    KINDS[kind](scene)
    return render(scene)


def render(scene: Scene) -> bytes:
    """The scene as a file."""
    page = Image.new("RGB", (WIDTH, HEIGHT), tuple(int(255 * part) for part in scene.paper))
    for drawn in scene.on_page:
        drawn(page, scene)
    ink, (left, top) = ink_on_page(scene)
    pixels = np.asarray(page, np.float32) / 255
    rows, columns = slice(top, top + ink.shape[0]), slice(left, left + ink.shape[1])
    pixels[rows, columns] += ink[..., None] * (scene.pen.astype(np.float32) - pixels[rows, columns])
    if scene.tight:
        pixels = pixels[rows, columns]
    image = Image.fromarray(np.uint8(255 * pixels.clip(0, 1)))
    if scene.tilt or any(scene.desk):
        image = on_desk(image, scene)
    pixels = np.asarray(image, np.float32) / 255
    pixels = scene.light(pixels, scene) if scene.light else pixels
    pixels = pixels + scene.random.normal(0, scene.grain, pixels.shape[:2]).astype(np.float32)[..., None]
    file = io.BytesIO()
    kind = "JPEG" if scene.quality else "PNG"
    Image.fromarray(np.uint8(255 * pixels.clip(0, 1))).save(file, kind, quality=scene.quality)
    return file.getvalue()


def ink_on_page(scene: Scene) -> tuple[Array, tuple[int, int]]:
    """How much ink is on each pixel of the digit's box, and where the box lies (left, top)."""
    fine = scale(crop(scene.digit, 0.3), FINE - 24)
    padded = np.pad(fine, 12)
    size = max(fine.shape)
    k = scene.height * HEIGHT / size
    if scene.pen_width:
        away = distance_transform(~thinned(padded > 0.5))  # px of the fine picture to the middle line
        edge = Image.fromarray(away).resize(_times(padded.shape, k), Image.Resampling.BICUBIC)
        ink = np.clip(scene.pen_width / 2 - k * np.asarray(edge, np.float32) + 0.5, 0, 1)
    else:
        ink = np.asarray(Image.fromarray(padded).resize(_times(padded.shape, k), Image.Resampling.BICUBIC), np.float32)
        ink = np.clip((ink - 0.3) / 0.4, 0, 1)
    if scene.tight:
        ink = np.pad(crop(ink, 0.02), scene.random.integers(2, 30))
    ink = ink[: HEIGHT - 40, : WIDTH - 40]
    left, top = (int(scene.random.integers(20, most - size - 19)) for most, size in ((WIDTH, ink.shape[1]), (HEIGHT, ink.shape[0])))
    return ink, (left, top)


def thinned(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The middle line of a shape, one pixel wide. Zhang and Suen, A fast parallel algorithm for thinning digital patterns (1984)."""
    mask = mask.copy()
    while True:
        before = mask.sum()
        for phase in (0, 1):
            around = np.pad(mask, 1)
            height, width = mask.shape
            p = [around[1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width] for dy, dx in _AROUND]  # from above, clockwise
            n = np.sum(p, axis=0)
            turns = np.sum([~p[i] & p[(i + 1) % 8] for i in range(8)], axis=0)
            north, east, south, west = p[0], p[2], p[4], p[6]
            gone = ~(north & east & south) & ~(east & south & west) if phase == 0 else ~(north & east & west) & ~(north & south & west)
            mask &= ~(mask & (n >= 2) & (n <= 6) & (turns == 1) & gone)
        if mask.sum() == before:
            return mask


_AROUND: Final = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def on_desk(image: Image.Image, scene: Scene) -> Image.Image:
    """The page on a dark desk, tilted; the photo is as large as the page was."""
    grey = scene.random.uniform(0.15, 0.35)
    desk = tuple(int(255 * part) for part in (grey, 0.85 * grey, 0.7 * grey)) if any(scene.desk) else image.getpixel((0, 0))
    left, top, right, bottom = scene.desk
    width, height = image.size
    around = Image.new("RGB", (round(width * (1 + left + right)), round(height * (1 + top + bottom))), desk)
    tilted = image.rotate(scene.tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=desk)
    around.paste(tilted, (round(left * width) - (tilted.width - width) // 2, round(top * height) - (tilted.height - height) // 2))
    return around.resize((width, height), Image.Resampling.BOX)


def _times(shape: tuple[int, ...], k: float) -> tuple[int, int]:
    return max(1, round(k * shape[1])), max(1, round(k * shape[0]))


def _plain(scene: Scene) -> None:
    scene.quality = 90


def _thin(scene: Scene) -> None:
    scene.pen_width = scene.random.uniform(2, 8)


def _broad(scene: Scene) -> None:
    scene.pen_width = scene.random.uniform(8, 30)


def _small(scene: Scene) -> None:
    scene.height, scene.pen_width = scene.random.uniform(0.1, 0.2), scene.random.uniform(4, 8)


def _pencil(scene: Scene) -> None:
    scene.pen, scene.pen_width = scene.paper - scene.random.uniform(0.25, 0.4), scene.random.uniform(5, 14)


def _chalk(scene: Scene) -> None:
    scene.paper, scene.pen = np.full(3, scene.random.uniform(0.08, 0.25)), np.full(3, 0.9)


def _coloured(scene: Scene) -> None:
    """Ink as bright as the paper, of another colour."""
    scene.paper, scene.pen = np.array([0.45, 0.75, 0.5]), np.array([0.95, 0.5, 0.55])


def _tilted(scene: Scene) -> None:
    scene.tilt = scene.random.uniform(-15, 15)


def _lamp(scene: Scene) -> None:
    scene.light = _slope


def _shadow(scene: Scene) -> None:
    scene.light = _hand


def _ruled(scene: Scene) -> None:
    scene.on_page.append(_lines)
    scene.tilt = scene.random.uniform(-4, 4)


def _squared(scene: Scene) -> None:
    scene.on_page += [_lines, _lines_down]


def _specks(scene: Scene) -> None:
    scene.on_page.append(_dots)


def _desk_at_an_edge(scene: Scene) -> None:
    at = scene.random.integers(4)
    scene.desk = tuple(scene.random.uniform(0.04, 0.25) if i == at else 0.0 for i in range(4))  # type: ignore[assignment]


def _desk_around(scene: Scene) -> None:
    scene.desk = tuple(scene.random.uniform(0.05, 0.25, 4))  # type: ignore[assignment]
    scene.tilt = scene.random.uniform(-12, 12)


def _tight(scene: Scene) -> None:
    scene.tight, scene.quality = True, 0


def _poor(scene: Scene) -> None:
    scene.quality, scene.grain = int(scene.random.integers(20, 45)), 0.04


KINDS: Final[dict[str, Callable[[Scene], None]]] = {
    "plain": _plain, "thin pen": _thin, "broad pen": _broad, "small": _small, "pencil": _pencil, "chalk": _chalk, "coloured": _coloured,
    "tilted": _tilted, "lamp": _lamp, "shadow": _shadow, "ruled": _ruled, "squared": _squared, "specks": _specks,
    "desk at an edge": _desk_at_an_edge, "desk around": _desk_around, "tight": _tight, "poor": _poor,
}  # fmt: skip


def _slope(pixels: Array, scene: Scene) -> Array:
    """Light that falls off to one side."""
    height, width = pixels.shape[:2]
    x, y = np.linspace(0, 1, width), np.linspace(0, 1, height)[:, None]
    a, b = scene.random.uniform(-0.45, 0.45, 2)
    return pixels * (1 + a * (x - 0.5) + b * (y - 0.5)).clip(0.3, 1.3)[..., None].astype(np.float32)


def _hand(pixels: Array, scene: Scene) -> Array:
    """The soft shadow of a hand or a telephone from one side."""
    height, width = pixels.shape[:2]
    mask = Image.new("L", (width, height), 255)
    edge = scene.random.uniform(0.2, 0.8, 2) * width
    ImageDraw.Draw(mask).polygon([(0, 0), (edge[0], 0), (edge[1], height), (0, height)], fill=int(255 * scene.random.uniform(0.45, 0.75)))
    soft = mask.filter(ImageFilter.GaussianBlur(scene.random.uniform(10, 60)))
    return pixels * (np.asarray(soft, np.float32) / 255)[..., None]


def _lines(page: Image.Image, scene: Scene) -> None:
    apart, pen = scene.random.uniform(60, 130), ImageDraw.Draw(page)
    for y in np.arange(scene.random.uniform(0, apart), page.height, apart):
        pen.line([(0, y), (page.width, y)], fill=(150, 170, 215), width=3)


def _lines_down(page: Image.Image, scene: Scene) -> None:
    apart, pen = scene.random.uniform(60, 130), ImageDraw.Draw(page)
    for x in np.arange(scene.random.uniform(0, apart), page.width, apart):
        pen.line([(x, 0), (x, page.height)], fill=(150, 170, 215), width=3)


def _dots(page: Image.Image, scene: Scene) -> None:
    pen = ImageDraw.Draw(page)
    for _ in range(scene.random.integers(2, 8)):
        x, y, r = scene.random.uniform(0, page.width), scene.random.uniform(0, page.height), scene.random.uniform(3, 10)
        pen.ellipse([x - r, y - r, x + r, y + r], fill=(40, 35, 30))
