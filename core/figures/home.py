"""The idea of a network in three small pictures: affine maps, ρ of each, their weighted sum.

SVG text, made without plotly or torch, so that the first page loads at once. The colours are those of the light theme: an
image does not know the page's theme, and both can be seen on the dark one too (tests/pages/test_home.py).
"""

from collections.abc import Callable
from typing import Final

from core.palette import MODEL, MUTED

Unit = tuple[float, float, float]  # w, b and v of v ρ(w x + b)

# Hinges at -1, -0.4, 0.2 and 0.7, where the slope of the sum changes by w v: 1.6, -3, 3.4 and -4.4.
UNITS: Final[tuple[Unit, ...]] = ((1.0, 1.0, 1.6), (1.5, 0.6, -2.0), (0.8, -0.16, 4.25), (2.0, -1.4, -2.2))
DASHES: Final = ("none", "7 3", "2 3", "9 3 2 3")
WIDTH: Final = 240  # px
HEIGHT: Final = 140  # px
X_MAX: Final = 1.25  # x goes from -X_MAX to X_MAX
SAMPLES: Final = 121


def affine(unit: Unit, x: float) -> float:
    """w x + b."""
    w, b, _ = unit
    return w * x + b


def activated(unit: Unit, x: float) -> float:
    """ρ(w x + b), with ρ the ReLU."""
    return max(0.0, affine(unit, x))


def network(x: float) -> float:
    """Σ_j v_j ρ(w_j x + b_j)."""
    return sum(unit[2] * activated(unit, x) for unit in UNITS)


def pictures() -> tuple[str, str, str]:
    """SVG of the affine maps, of each after ρ, and of their weighted sum, which is the network's output."""
    return (
        _picture(_curves(affine)),
        _picture(_curves(activated)),
        _picture(_curve([network(x) for x in _xs()], "none", width=4)),
    )


def _curves(function: Callable[[Unit, float], float]) -> str:
    return "".join(_curve([function(unit, x) for x in _xs()], dash) for unit, dash in zip(UNITS, DASHES, strict=True))


def _curve(ys: list[float], dash: str, width: float = 2) -> str:
    points = " ".join(f"{_px(x):.1f},{_py(y):.1f}" for x, y in zip(_xs(), ys, strict=True))
    stroke = f'stroke="{MODEL}" stroke-width="{width}" stroke-dasharray="{dash}" stroke-linejoin="round"'
    return f'<polyline points="{points}" fill="none" {stroke}/>'


def _picture(curves: str) -> str:
    axes = f'<path d="M0 {_py(0):.1f}H{WIDTH}M{_px(0)} 0V{HEIGHT}" stroke="{MUTED}" stroke-opacity="0.5"/>'
    name = (
        f'<text x="{WIDTH - 12}" y="{_py(0) + 14:.1f}" fill="{MUTED}" font-size="12" font-family="sans-serif" font-style="italic">x</text>'
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{axes}{name}{curves}</svg>'


def _xs() -> list[float]:
    return [X_MAX * (2 * i / (SAMPLES - 1) - 1) for i in range(SAMPLES)]


def _px(x: float) -> float:
    return WIDTH * (x / X_MAX + 1) / 2


def _py(y: float) -> float:
    return HEIGHT * (0.62 - 0.38 * y / X_MAX)
