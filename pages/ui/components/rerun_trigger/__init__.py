"""A rerun trigger: what it is mounted in, a fragment or the page, runs again when another component fires it in the browser.

`st.rerun(scope=...)` from a callback does the same, but cuts off whatever runs at that moment, and its page stays half old.
"""

from pathlib import Path

from pages.ui.components import component

_mount = component(Path(__file__).parent)


def mount(name: str, *, fires_on_reconnect: bool = False) -> None:
    """Mount the trigger that `window.lectureReruns[name]()` fires.

    `fires_on_reconnect`: also when the browser has found its server again. Streamlit reruns a page then only if its last run was a
    fragment's. But a server that was started anew knows of no fragment until a page has run, and whatever a visitor did in one would
    lead nowhere ("The fragment with id ... does not exist anymore").
    """
    _mount(key=f"rerun_trigger_{name}", data={"name": name, "on_reconnect": fires_on_reconnect}, on_rerun_change=lambda: None)
