"""Our own Streamlit v2 components, one folder each: HTML, CSS and JavaScript beside the Python that mounts them.

Their JavaScript is ES modules with explicit imports. Streamlit takes a component's script as text, from which a relative import
leads nowhere; so that text only imports `index.js` by URL, and `app.py` serves all modules below a folder named by their content.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from core.palette import ON_DARK

INVISIBLE: Final = '<span aria-hidden="true"></span>', ":host, span { display: block; height: 0; }"  # HTML and CSS
FOLDER: Final = Path(__file__).parent
MODULES: Final = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in sorted(FOLDER.rglob("*.js"))}
MODULES_URL: Final = f"modules-{hashlib.sha256(repr(MODULES).encode()).hexdigest()[:16]}"  # new content, new address: cached for good


def loader(name: str) -> str:
    """The script by which the component `name` is loaded; the address is relative to the page, so a base path works too."""
    return (
        f'const address = new URL("{MODULES_URL}/{name}/index.js", document.baseURI).href;\n'
        "const { default: render } = await import(address);\n"
        "export default render;\n"
    )


def component(folder: Path, *, isolate_styles: bool = True) -> ComponentRenderer:
    """Register the component whose parts lie in `folder` (index.html, index.css, index.js) and return what mounts it.

    One that is only a script has no index.html; it takes no room on the page.
    """
    if (folder / "index.html").exists():
        html, css = ((folder / f"index.{part}").read_text(encoding="utf-8") for part in ("html", "css"))
    else:
        html, css = INVISIBLE
    return st.components.v2.component(f"lecture_{folder.name}", html=html, css=css, js=loader(folder.name), isolate_styles=isolate_styles)


def on_both_themes(**roles: str) -> dict[str, tuple[str, str]]:
    """Colours of core.palette by what they are for, each on a light and on a dark page, as shared/theme.js takes them."""
    return {role: (light, ON_DARK[light]) for role, light in roles.items()}


def with_lines(rows: Sequence[Mapping[str, str]], lines: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Each row with the look of its line: `colour`, on a light and on a dark page, and `dash` in SVG's notation."""
    return [{**row, "colour": (light, ON_DARK[light]), "dash": dash} for row, (light, dash) in zip(rows, lines, strict=True)]


class SettingsComponent:
    """A component that runs in the browser alone, and reports what its visitor has set as one state, `settings`, once it rests."""

    def __init__(self, folder: Path, **colours: str):
        """`colours`: as `on_both_themes` takes them."""
        self._mount, self._colours = component(folder), on_both_themes(**colours)

    def show(self, settings: Mapping[str, Any], revision: int, *, key: str, on_change: Callable[[], None], **data: Any) -> None:
        """Mount it under `key`.

        Args:
            settings: what is set; the component's module says what that is.
            revision: another one than before makes the browser take the settings over; otherwise what is there is newer.
            key: of the component.
            on_change: called when `st.session_state[key]["settings"]` is new.
            data: what else the component is given.
        """
        given = data | {"settings": settings, "revision": revision, "colours": self._colours}
        self._mount(key=key, data=given, on_settings_change=on_change)


def reported(key: str, name: str) -> Any:
    """What the component under this key last reported under this name, if anything.

    A report that comes in as its page is left is announced, but no longer kept: such a one is nothing, not an error.
    """
    return st.session_state.get(key, {}).get(name)
