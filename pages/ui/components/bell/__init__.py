"""A bell: the fragment in which it hangs runs again when another component rings it in the browser.

`st.rerun(scope=...)` from a callback does the same, but cuts off whatever runs at that moment, and its page stays half old.
"""

from pathlib import Path

from pages.ui.components import component

_mount = component(Path(__file__).parent)


def hang(name: str) -> None:
    """Hang up a bell that `window.lectureBells[name]()` rings."""
    _mount(key=f"bell_{name}", data={"name": name}, on_ring_change=lambda: None)
