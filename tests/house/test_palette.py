"""The colours are the same everywhere, and can be seen on light and on dark paper."""

import tomllib
from pathlib import Path

import pytest

from core import palette
from core.palette import ON_DARK
from tests.house.contrast import contrast

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text())["theme"]
MARKS = ("DATA", "MODEL", "REFERENCE", "STEP", "ERROR", "SECOND", "THIRD")
TEXT = ("DATA", "MUTED")


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
