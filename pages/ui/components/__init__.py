"""Our own Streamlit v2 components, one folder each: HTML, CSS and JavaScript beside their Python door."""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer


def component(folder: Path, *, isolate_styles: bool = True) -> ComponentRenderer:
    """Register the component whose parts lie in `folder` (index.html, index.css, index.js) and return what mounts it."""
    html, css, js = ((folder / f"index.{part}").read_text(encoding="utf-8") for part in ("html", "css", "js"))
    return st.components.v2.component(f"lecture_{folder.name}", html=html, css=css, js=js, isolate_styles=isolate_styles)
