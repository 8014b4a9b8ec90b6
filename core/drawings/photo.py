"""An uploaded picture of a digit -> ink: a file of any origin is opened, turned upright and reduced; find_digit finds the digit."""

import io
import math
import struct
import zlib
from contextlib import suppress
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from core.drawings.find_digit import NoDigitError, find_digit

MAX_BYTES: Final = 10_000_000
MAX_PIXELS: Final = 16_000_000  # of a PNG, which can claim far more than its bytes hold
MAX_JPEG_PIXELS: Final = 64_000_000  # a JPEG is reduced while it is unpacked
SIDE: Final = 560  # px, the longer side after the picture is reduced
ONE_COLOUR: Final = 0.06  # of the full range: pixels that vary less are of one colour
ORIENTATION: Final = 0x0112  # the EXIF tag
UPRIGHT: Final = {  # its value -> what turns the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
DAMAGED: Final = (  # what Pillow raises at damaged files and tags
    OSError, ValueError, SyntaxError, EOFError, LookupError, ArithmeticError, TypeError, AttributeError, RuntimeError, MemoryError,
    struct.error, zlib.error, Image.DecompressionBombError, Warning,  # the last where the process makes errors of warnings
)  # fmt: skip
HEIC: Final = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheim", b"ftyphevc")


class InvalidPictureError(ValueError):
    """The file cannot be used; the text is one sentence for the visitor."""


def read_photo(data: bytes) -> NDArray[np.float32]:
    """The ink in a PNG or JPEG, (H, W) in [0, 1] with a longer side of at most SIDE px, ink = 1 on 0.

    Raises:
        InvalidPictureError: too large, not a PNG or JPEG, damaged, or without one digit to see on it.
    """
    if len(data) > MAX_BYTES:
        raise InvalidPictureError(f"The file is larger than {MAX_BYTES // 1_000_000} MB. Make the picture smaller and try again.")
    if data[4:12] in HEIC:
        raise InvalidPictureError(
            "This is an HEIC photo, which cannot be read here. Save or send it as JPEG; an iPhone takes JPEGs with Settings, Camera, "
            "Formats, Most Compatible."
        )
    try:
        return find_digit(_on_paper(_open(data)))
    except NoDigitError as error:
        raise InvalidPictureError(str(error)) from error


def _open(data: bytes) -> Image.Image:
    """The picture upright and reduced, as RGBA."""
    # Not Image.open: at a huge picture it warns, and whether a warning raises is up to the whole process.
    is_png = data.startswith(b"\x89PNG")
    try:
        with (PngImageFile if is_png else JpegImageFile)(io.BytesIO(data)) as image:  # reads the header; nothing is unpacked yet
            if image.width * image.height > (MAX_PIXELS if is_png else MAX_JPEG_PIXELS):
                raise InvalidPictureError("The picture has too many pixels. Make it smaller and try again.")
            image.draft("RGB", (2 * SIDE, 2 * SIDE))
            if image.width * image.height > MAX_PIXELS:  # a long strip is not reduced
                raise InvalidPictureError("The picture has too many pixels. Make it smaller and try again.")
            whole = _in_eight_bits(image)
            whole = whole if whole.mode in ("L", "RGB", "RGBA", "LA", "CMYK") else whole.convert("RGBA")
            whole.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
            whole = whole.convert("RGBA")
            turn = UPRIGHT.get(_orientation(image))
            return whole if turn is None else whole.transpose(turn)
    except InvalidPictureError:
        raise
    except DAMAGED as error:
        raise InvalidPictureError("This file is not a PNG or JPEG picture, or it is damaged.") from error


def _orientation(image: Image.Image) -> int:
    """As the camera wrote it; 1, upright, where its tags are broken."""
    found = 1
    with suppress(*DAMAGED):
        found = image.getexif().get(ORIENTATION, 1)
    return found if isinstance(found, int) else 1


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """A picture with 16 bits a pixel is scaled by the bits that it uses: many cameras fill 10 or 12 of them."""
    if not image.mode.startswith("I"):
        return image
    pixels = np.asarray(image).clip(0, 65_535).astype(np.uint16)
    bits = max(8, math.ceil(math.log2(float(np.percentile(pixels[::4, ::4], 99.9)) + 1)))  # a few hot pixels do not count
    return Image.fromarray((pixels >> (bits - 8)).clip(0, 255).astype(np.uint8))


def _on_paper(image: Image.Image) -> NDArray[np.float32]:
    """RGBA -> red, green and blue, (H, W, 3) in [0, 1], on a ground that what is opaque stands out from.

    Where more is transparent, or all that is opaque has one colour, it is ink: bright ink lies on black, dark ink on white. Else it is a
    sheet of paper, and the ground is as bright as most of it.
    """
    pixels = np.asarray(image, np.float32) / 255
    colour, opacity = pixels[..., :3], pixels[..., 3:]
    opaque = opacity[..., 0] > 0.5 * opacity.max()
    if opacity.min() > 0.5 or opacity.max() == 0:
        return np.asarray(colour * opacity + (1 - opacity), np.float32)
    typical = np.median(colour[opaque], axis=0)
    is_ink = opaque.mean() < 0.5 or colour[opaque].std(axis=0).max() < ONE_COLOUR
    ground = np.full(3, 0.0 if typical.mean() > 0.5 else 1.0) if is_ink else typical
    return np.asarray(colour * opacity + ground.astype(np.float32) * (1 - opacity), np.float32)
