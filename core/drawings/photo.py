"""An uploaded picture of a digit -> ink: bright or dark paper, even light or a shadow across it."""

import io
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

MAX_BYTES: Final = 2_000_000
MAX_PIXELS: Final = 16_000_000  # a phone's photo; a PNG of 2 MB can claim far more
SIDE: Final = 280  # px, the longer side after the picture is reduced
MIN_CONTRAST: Final = 0.12  # of the full range: less contrast than this is no drawing


class InvalidPictureError(ValueError):
    """The file cannot be used; the text is one sentence for the visitor."""


def read_photo(data: bytes) -> NDArray[np.float32]:
    """The ink in a PNG or JPEG, (H, W) in [0, 1] with a longer side of 280 px, ink = 1 on 0.

    Raises:
        InvalidPictureError: too large, not a PNG or JPEG, damaged, or without anything to see on it.
    """
    if len(data) > MAX_BYTES:
        raise InvalidPictureError(f"The file is larger than {MAX_BYTES // 1_000_000} MB. Make the picture smaller and try again.")
    return extract_ink(_grey(data))


def _grey(data: bytes) -> Image.Image:
    # Not Image.open: at a huge picture it warns, and whether a warning raises is up to the whole process.
    kind = PngImageFile if data.startswith(b"\x89PNG") else JpegImageFile
    try:
        with kind(io.BytesIO(data)) as image:  # reads the header; nothing is unpacked yet
            if image.width * image.height > MAX_PIXELS:
                raise InvalidPictureError("The picture has more than 16 million pixels. Make it smaller and try again.")
            image.draft("L", (2 * SIDE, 2 * SIDE))
            upright = ImageOps.exif_transpose(image)
            if upright.mode.startswith("I"):  # 16 bits a pixel
                upright = Image.fromarray(np.uint8(np.asarray(upright) // 257))
            flat = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright.convert("RGBA"))
    except InvalidPictureError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise InvalidPictureError("This file is not a PNG or JPEG picture, or it is damaged.") from error
    small = flat.convert("L")
    small.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return small


def extract_ink(grey: Image.Image) -> NDArray[np.float32]:
    """Ink is what differs from its surroundings; whether it is dark or bright is decided by there being less ink than paper.

    A Gaussian blur estimates the paper's brightness, so that shadows cancel. Returns (H, W) float32 in [0, 1].

    Raises:
        InvalidPictureError: the contrast is below MIN_CONTRAST.
    """
    around = grey.filter(ImageFilter.GaussianBlur(SIDE / 4))
    difference = (np.asarray(grey, np.float32) - np.asarray(around, np.float32)) / 255
    difference -= np.median(difference)
    darker, lighter = np.clip(-difference, 0, None), np.clip(difference, 0, None)
    contrast = darker if np.percentile(darker, 98) > np.percentile(lighter, 98) else lighter
    strongest = float(np.percentile(contrast, 99.5))
    if strongest < MIN_CONTRAST:
        raise InvalidPictureError("There is nothing to see on this picture: write the digit with a broad, dark pen.")
    low, high = 0.4 * strongest, 0.7 * strongest
    return np.asarray(np.clip((contrast - low) / (high - low), 0, 1), np.float32)
