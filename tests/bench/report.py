"""One line of the table for each figure that is claimed, and what it was measured on."""

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version


@dataclass(frozen=True)
class Row:
    """A figure, what is asked of it, and whether that is reached."""

    what: str
    measured: str
    wanted: str
    reached: bool


def median(seconds: Sequence[float]) -> float:
    return statistics.median(seconds)


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """Median of the ratios of what was measured right after one another: a machine that slows down for a while slows both."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def in_words(seconds: Sequence[float]) -> str:
    """Median, worst and number of repetitions."""
    return f"{median(seconds):.2f} s, worst {max(seconds):.2f} s, n = {len(seconds)}"


def heading() -> str:
    """The machine, the versions, and how busy it was before we began."""
    from core.devices import available

    versions = ", ".join(f"{name} {version(name)}" for name in ("torch", "torchvision", "streamlit"))
    busy = f"load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    return f"{'; '.join(available().values())}. Python {platform.python_version()}, {versions}. Before the start: {busy}."


def table(rows: Iterable[Row]) -> None:
    """Print rows as they come, as Markdown."""
    print("| figure | measured | wanted | reached |\n|---|---|---|---|", flush=True)
    for row in rows:
        print(f"| {row.what} | {row.measured} | {row.wanted} | {'yes' if row.reached else '**no**'} |", flush=True)
