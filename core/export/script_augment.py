"""The random changes of training pictures (core.augment.jitter) as plain PyTorch text, for one config.

It draws the same numbers in the same order as core.augment; tests/core/export/test_script.py holds the two together.
"""

from core.config import RunConfig


def definition(config: RunConfig) -> str:
    """The definition of `jitter(images)`, (B, 784) -> (B, 784). It reads `generator` and `device`."""
    return _UNIFORM + _BEGIN + (_STROKE.format(config) if config.stroke else "") + (_PLACE.format(config) if _moves(config) else "") + _END


def _moves(config: RunConfig) -> bool:
    return bool(config.rotation or config.scaling or config.shift)


_UNIFORM = """\
def uniform(reach, n):  # -> (n,) numbers in [-reach, reach]; drawn where the reach is 0 too, to keep the order of draws
    return (torch.rand(n, generator=generator, device=device) * 2 - 1) * reach


"""
_BEGIN = """\
def jitter(images):  # (B, 784) -> (B, 784), each picture changed a little
    n = len(images)
    pictures = images.view(n, 1, 28, 28)
"""
_STROKE = """\
    wider = uniform({0.stroke!r}, n).view(n, 1, 1, 1)  # px on each side of a stroke; below 0 it gets thinner
    wide = nn.functional.max_pool2d(pictures, 3, stride=1, padding=1)
    thin = -nn.functional.max_pool2d(-pictures, 3, stride=1, padding=1)
    pictures = pictures + wider.clamp_min(0) * (wide - pictures) + (-wider).clamp_min(0) * (thin - pictures)
"""
_PLACE = """\
    angle = uniform(math.radians({0.rotation!r}), n)
    size = 1 + uniform({0.scaling!r}, n)
    x = uniform({0.shift!r} * 2 / 28, n)  # for affine_grid the field of 28 px is 2 wide
    y = uniform({0.shift!r} * 2 / 28, n)
    cos, sin = angle.cos() / size, angle.sin() / size  # where each pixel comes from: the inverse map
    rows = torch.stack([cos, sin, -(cos * x + sin * y), -sin, cos, sin * x - cos * y], dim=1).view(n, 2, 3)
    places = nn.functional.affine_grid(rows, [n, 1, 28, 28], align_corners=False)  # (B, 28, 28, 2)
    pictures = nn.functional.grid_sample(pictures, places, align_corners=False)
"""
_END = """\
    return pictures.clamp(0, 1).view(n, 784)
"""
