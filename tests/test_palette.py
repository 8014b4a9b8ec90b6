"""The colours are the same everywhere, and can be seen on light and on dark paper."""

import tomllib
from pathlib import Path

import pytest

from core import palette
from core.palette import ON_DARK

THEME = tomllib.loads((Path(__file__).parents[1] / ".streamlit/config.toml").read_text())["theme"]
MARKS = ("DATA", "MODEL", "REFERENCE", "STEP", "ERROR", "SECOND", "THIRD")
TEXT = ("DATA", "MUTED")


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours "#rrggbb", 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_the_published_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("role", MARKS)
def test_marks_stand_out_from_the_paper(role):
    colour = getattr(palette, role)
    assert contrast(colour, palette.PAPER) >= 3
    assert contrast(ON_DARK[colour], ON_DARK[palette.PAPER]) >= 3


@pytest.mark.parametrize("role", TEXT)
def test_text_can_be_read_on_the_paper(role):
    colour = getattr(palette, role)
    assert contrast(colour, palette.PAPER) >= 4.5
    assert contrast(ON_DARK[colour], ON_DARK[palette.PAPER]) >= 4.5


def test_every_colour_has_one_meaning_and_one_counterpart_on_dark():
    assert len(set(ON_DARK)) == len(set(ON_DARK.values())) == len([*MARKS, "BAND", "MUTED", "GRID", "PAPER"])


def test_the_theme_is_the_palette():
    assert THEME["light"]["chartCategoricalColors"] == list(palette.RUNS)
    assert THEME["dark"]["chartCategoricalColors"] == [ON_DARK[colour] for colour in palette.RUNS]
    for section, colours in (("light", {c: c for c in ON_DARK}), ("dark", ON_DARK)):
        assert THEME[section]["primaryColor"] == colours[palette.MODEL]
        assert THEME[section]["backgroundColor"] == colours[palette.PAPER]
        assert THEME[section]["textColor"] == colours[palette.DATA]
