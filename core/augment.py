"""Data augmentation: every image of a batch is rotated, sheared, stretched, distorted and drawn with another stroke width.

Afterwards each digit is scaled and centred again the way MNIST was, as a drawing is (core.canvas). All work is batched
tensor code on the images' own device, from a generator that is passed in, so equal seeds give equal digits.
"""

import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample, interpolate, max_pool2d

from core.config import RunConfig

SIDE: Final = 28  # px
BOX: Final = 20  # px, a digit's longer side
CONTROL_POINTS: Final = 6  # of the elastic distortion, in each direction; between them it is interpolated


@dataclass(frozen=True)
class Augmentation:
    """How far each change goes; uniform within ± the figure, 0 leaves it out."""

    rotation: float = 14.0  # degrees
    shear: float = 0.3  # px sideways per px of height
    stretch: float = 0.16  # log of width over height, half of it each
    elastic: float = 1.6  # px, largest displacement of a control point
    stroke: float = 0.7  # px wider or thinner on each side
    crispness: float = 1.0  # log of the contrast about the middle grey, only upwards
    size: float = 0.05  # log of the scale that is left after scaling again
    shift: float = 0.6  # px that are left after centring again


def uniform(shape: tuple[int, ...], reach: float, generator: torch.Generator) -> Tensor:
    """Uniform numbers in [-reach, reach]."""
    return (torch.rand(shape, generator=generator, device=generator.device) * 2 - 1) * reach


def augment(images: Tensor, generator: torch.Generator, by: Augmentation) -> Tensor:
    """Change every image of a batch at random. (N, 784) in [0, 1] -> (N, 784) in [0, 1]."""
    n = len(images)
    pictures = change_stroke_width(images.view(-1, 1, SIDE, SIDE), uniform((n, 1, 1, 1), by.stroke, generator))
    grid = random_affine(n, generator, by) + elastic_displacement(n, generator, by.elastic)
    grid = scale_and_centre(grid, sample(pictures, grid), generator, by)
    pictures = sample(pictures, grid)
    pictures = pictures / pictures.amax((2, 3), keepdim=True).clamp_min(0.1)
    contrast = uniform((n, 1, 1, 1), by.crispness, generator).clamp_min(0).exp()
    return ((pictures - 0.5) * contrast + 0.5).clamp(0, 1).view(-1, SIDE * SIDE)


def jitter(images: Tensor, generator: torch.Generator, config: RunConfig) -> Tensor:
    """What a run's config asks for: each image turned, scaled, shifted and its strokes changed at random, about the field's middle and
    without centring again. (N, 784) in [0, 1] -> (N, 784) in [0, 1].
    """
    n = len(images)
    pictures = images.view(-1, 1, SIDE, SIDE)
    if config.stroke:
        pictures = change_stroke_width(pictures, uniform((n, 1, 1, 1), config.stroke, generator))
    if config.rotation or config.scaling or config.shift:
        angle = uniform((n,), math.radians(config.rotation), generator)
        size = 1 + uniform((n,), config.scaling, generator)
        x, y = (uniform((n,), config.shift * 2 / SIDE, generator) for _ in range(2))  # a field is 2 wide for affine_grid
        cos, sin = angle.cos() / size, angle.sin() / size  # where each pixel comes from: the inverse map
        rows = torch.stack([cos, sin, -(cos * x + sin * y), -sin, cos, sin * x - cos * y], dim=1).view(n, 2, 3)
        pictures = sample(pictures, affine_grid(rows, [n, 1, SIDE, SIDE], align_corners=False))
    return pictures.clamp(0, 1).view(-1, SIDE * SIDE)


def sample(pictures: Tensor, grid: Tensor) -> Tensor:
    """Each output pixel read at its place in the picture. (N, C, 28, 28), (N, 28, 28, 2) -> (N, C, 28, 28)."""
    return grid_sample(pictures, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def change_stroke_width(pictures: Tensor, wider: Tensor) -> Tensor:
    """Strokes wider (1: one px on each side) or thinner (-1). (N, 1, 28, 28), (N, 1, 1, 1) -> (N, 1, 28, 28)."""
    wide = max_pool2d(pictures, 3, stride=1, padding=1)
    thin = -max_pool2d(-pictures, 3, stride=1, padding=1)
    return pictures + wider.clamp_min(0) * (wide - pictures) + (-wider).clamp_min(0) * (thin - pictures)


def random_affine(n: int, generator: torch.Generator, by: Augmentation) -> Tensor:
    """Where each pixel comes from under rotation, shear and stretch; (N, 28, 28, 2) in [-1, 1], as grid_sample reads it."""
    angle = uniform((n,), math.radians(by.rotation), generator)
    shear = uniform((n,), by.shear, generator)
    stretch = uniform((n,), by.stretch, generator)
    wide, high, zero = (-stretch / 2).exp(), (stretch / 2).exp(), torch.zeros_like(angle)
    cos, sin = angle.cos(), angle.sin()
    rows = torch.stack([cos * wide, (shear * cos - sin) * high, zero, sin * wide, (shear * sin + cos) * high, zero], dim=1)
    return affine_grid(rows.view(n, 2, 3), [n, 1, SIDE, SIDE], align_corners=False)


def elastic_displacement(n: int, generator: torch.Generator, reach: float) -> Tensor:
    """A smooth random displacement of every pixel, (N, 28, 28, 2) in grid_sample's units."""
    displacements = uniform((n, 2, CONTROL_POINTS, CONTROL_POINTS), reach * 2 / SIDE, generator)
    return interpolate(displacements, size=(SIDE, SIDE), mode="bicubic", align_corners=True).permute(0, 2, 3, 1)


def scale_and_centre(grid: Tensor, pictures: Tensor, generator: torch.Generator, by: Augmentation) -> Tensor:
    """The grid that draws the same digits with a longer side of 20 px and their centre of mass at index 14.0, 14.0."""
    n, place = len(pictures), torch.arange(SIDE, device=pictures.device) - (SIDE - 1) / 2  # px from the field's middle
    profiles = pictures.sum(2).squeeze(1), pictures.sum(3).squeeze(1)  # ink in each column, each row: (N, 28)
    mass = [(profile * place).sum(1) / profile.sum(1).clamp_min(1e-6) for profile in profiles]  # x, y
    edge = 0.4 * pictures.amax((1, 2, 3)).unsqueeze(1)
    spans = torch.stack([(pictures.amax(2 + axis).squeeze(1) > edge).sum(1) for axis in (0, 1)])  # (2, N), px
    zoom = spans.amax(0).clamp_min(6) / BOX * uniform((n,), by.size, generator).exp()
    middle = [0.5 + uniform((n,), by.shift, generator) for _ in mass]  # index 14.0 lies 0.5 px beyond the field's middle
    zero = torch.zeros_like(zoom)
    x, y = ((m - zoom * to) * 2 / SIDE for m, to in zip(mass, middle, strict=True))
    rows = torch.stack([zoom, zero, x, zero, zoom, y], dim=1).view(n, 2, 3)
    again = affine_grid(rows, [n, 1, SIDE, SIDE], align_corners=False)
    return grid_sample(grid.permute(0, 3, 1, 2), again, padding_mode="border", align_corners=False).permute(0, 2, 3, 1)
