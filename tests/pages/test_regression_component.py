import re

import pytest

from core import palette
from pages.ui.components.regression import COLOURS, FOLDER

SCRIPTS = sorted(path.stem for path in FOLDER.glob("*.js"))


def test_the_component_uses_no_network():
    for path in [*FOLDER.glob("*.js"), *FOLDER.glob("index.*")]:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|fetch\(|XMLHttpRequest|import\(|@import|<script", text), path.name


def test_every_colour_is_a_role_of_the_palette_in_light_and_dark():
    css = (FOLDER / "index.css").read_text(encoding="utf-8")
    roles = set(re.findall(r"var\(--(?!st-)([a-z-]+)\)", css))
    assert roles <= set(COLOURS)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", css)
    assert COLOURS["model"] == (palette.MODEL, palette.ON_DARK[palette.MODEL])


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_the_script_looks_for_is_in_the_page(name):
    html = (FOLDER / "index.html").read_text(encoding="utf-8")
    classes = {each for group in re.findall(r'class="([^"]+)"', html) for each in group.split()}
    wanted = re.findall(r'root\.querySelector\("\.([a-z-]+)"\)|on\("\.([a-z-]+)"', (FOLDER / f"{name}.js").read_text(encoding="utf-8"))
    assert {one or other for one, other in wanted} <= classes
