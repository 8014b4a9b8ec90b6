"""A rerun trigger: the fragment in which it is mounted runs again when another component fires it in the browser.

`st.rerun(scope=...)` from a callback does the same, but cuts off whatever runs at that moment, and its page stays half old.
"""

from pathlib import Path

from pages.ui.components import component

_mount = component(Path(__file__).parent)


def mount(name: str) -> None:
    """Mount the trigger that `window.lectureReruns[name]()` fires."""
    _mount(key=f"rerun_trigger_{name}", data={"name": name}, on_rerun_change=lambda: None)
