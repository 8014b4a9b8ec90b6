"""How much each pixel of a photo differs from the paper: light and shadow cancel, brightness and colour count."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]  # (H, W)

LIGHT_RADIUS: Final = 0.25  # of the longer side: over how far the paper's brightness is estimated
EVEN: Final = 0.04  # of the full range: where the picture's edge differs less, it is paper all around, in one light
FAINT: Final = 0.05  # of the full range: a colour that differs less says nothing


def strongest_difference(colour: NDArray[np.float32]) -> Plane:
    """How much each pixel differs from the paper around it: in brightness, or in colour where that says far more."""
    red, green, blue = colour[..., 0], colour[..., 1], colour[..., 2]
    grey = np.asarray(0.299 * red + 0.587 * green + 0.114 * blue, np.float32)
    brightness = _without_light(grey, is_brightness=True)
    colours = [_without_light(np.asarray(plane / 2, np.float32), is_brightness=False) for plane in (red - green, blue - (red + green) / 2)]
    strongest = [float(np.percentile(np.abs(difference), 99.7)) for difference in (brightness, *colours)]
    chosen = int(np.argmax(strongest[1:]))
    return colours[chosen] if strongest[1 + chosen] > max(FAINT, 2 * strongest[0]) else brightness


def _without_light(plane: Plane, *, is_brightness: bool) -> Plane:
    """The plane less the paper's own brightness; what is darker, as if the light were the same everywhere."""
    paper = _paper(plane)
    light = np.median(paper) / np.maximum(paper, 0.15) if is_brightness else np.float32(1)
    return np.asarray(np.where(plane < paper, (plane - paper) * light, plane - paper), np.float32)


def _paper(plane: Plane) -> Plane:
    """The paper's brightness: as along an even edge, else the mean around each pixel of what is no ink."""
    edge = np.concatenate([plane[0], plane[-1], plane[:, 0], plane[:, -1]])
    typical = np.median(edge)
    if np.percentile(np.abs(edge - typical), 85) < EVEN:
        return np.full_like(plane, typical)
    radius = max(1, round(LIGHT_RADIUS * max(plane.shape)))
    paper = _blur(plane, radius)
    for _ in range(3):
        apart = np.abs(plane - paper)
        is_paper = (apart <= max(0.03, 2 * float(np.median(apart)))).astype(np.float32)
        share = _blur(is_paper, radius)
        paper = np.where(share > 0.02, _blur(plane * is_paper, radius) / np.maximum(share, 1e-3), paper)
    return paper


def _blur(plane: Plane, radius: int) -> Plane:
    """Two running means over radius + 1 pixels along each axis; beyond the edge the plane goes on as it ends."""
    for axis in (0, 1, 0, 1):
        half = min(radius, plane.shape[axis] - 1) // 2
        if half == 0:
            continue
        width = [(half + 1, half) if i == axis else (0, 0) for i in range(2)]
        sums = np.cumsum(np.pad(plane, width, mode="edge"), axis=axis, dtype=np.float64)
        n = plane.shape[axis]
        upper, lower = (np.take(sums, range(start, start + n), axis=axis) for start in (2 * half + 1, 0))
        plane = ((upper - lower) / (2 * half + 1)).astype(np.float32)
    return plane
