"""Hand the messages of runs to all that follows runs on this page, where no stream brings them. Nothing to be seen."""

from collections.abc import Sequence
from pathlib import Path

from pages.ui.components import component

_mount = component(Path(__file__).parent)


def deliver(messages: Sequence[str], *, key: str) -> None:
    """Mount it under `key`; each message is a JSON object as `core.runs.live.Feed.message` makes it."""
    _mount(key=key, data={"messages": f"[{','.join(messages)}]"})
