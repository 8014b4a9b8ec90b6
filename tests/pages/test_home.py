"""Home: it leads to every page, its picture is true, and it imports nothing that would keep a first visitor waiting."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from core.figures import home
from core.palette import MODEL, MUTED, ON_DARK, PAPER
from tests.house.contrast import contrast

ROOT = Path(__file__).parents[2]


def test_every_other_page_is_linked(open_page):
    page = open_page("home.py")
    links = [link.proto.page for link in page.get("page_link")]
    assert sorted(links) == sorted(["regression", "layers", "losses", "train", "draw", "runs"])


def test_the_first_page_needs_no_torch_and_no_database():
    script = """
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("pages/router.py", default_timeout=30).run()
assert not app.exception
print(*({"torch", "sqlalchemy"} & set(sys.modules)))
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


def test_the_last_picture_is_the_sum_of_the_hinges_in_the_second():
    for x in (-1.2, -0.7, 0.0, 0.5, 1.0):
        hinges = [max(0.0, w * x + b) for w, b, _ in home.UNITS]
        assert home.network(x) == pytest.approx(sum(v * h for (_, _, v), h in zip(home.UNITS, hinges, strict=True)))


def test_the_curve_turns_three_times_and_stays_in_its_picture():
    xs = [i / 100 for i in range(-125, 126)]
    ys = [home.network(x) for x in xs]
    slopes = [b - a for a, b in pairwise(ys) if abs(b - a) > 1e-9]
    assert sum(a * b < 0 for a, b in pairwise(slopes)) == 3
    (curve,) = ElementTree.fromstring(home.pictures()[-1]).iter("{http://www.w3.org/2000/svg}polyline")
    drawn = [tuple(map(float, point.split(","))) for point in curve.attrib["points"].split()]
    half = float(curve.attrib["stroke-width"]) / 2
    assert (drawn[0][0], drawn[-1][0]) == (0, home.WIDTH)
    assert all(half <= y <= home.HEIGHT - half for _, y in drawn)


@pytest.mark.parametrize("colour", [MODEL, MUTED])
def test_the_pictures_have_enough_contrast_in_both_themes(colour):
    assert contrast(colour, PAPER) >= 3
    assert contrast(colour, ON_DARK[PAPER]) >= 3
