"""One run's events in memory as columns: to compute with, and as rows of JSON for charts that grow."""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd

from core.runs.smoothing import trailing_mean

SMOOTHINGS: Final = (0, 10, 30, 100, 300)  # steps, over which a chart may show the mean loss; 0: as it is
CHARTED: Final = ("Step", "Epoch", "Diagnostics")  # the kinds of events whose points charts show
DIGITS: Final = 6  # of the numbers that are sent: more than a chart shows, a third of the bytes


class EventColumns:
    """Events of one attempt, in order. Not for threads without a lock."""

    def __init__(self) -> None:
        self._columns: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))  # kind of event -> name -> values
        self._rows: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))  # the same, as they are sent

    def append(self, events: Iterable[tuple[int, float, str, Mapping[str, Any]]]) -> None:
        """Add newer ones: their numbers, seconds since the run's begin, kinds and fields."""
        for number, seconds, kind, fields in events:
            for name, value in {"number": number, "seconds": seconds, **fields}.items():
                self._columns[kind][name].append(value)
        for kind in CHARTED:
            if kind in self._columns:
                self._append_rows(kind)

    def column(self, kind: str, name: str) -> list[Any]:
        """This field of all events of a kind, or `number` or `seconds`; do not change it."""
        return self._columns.get(kind, {}).get(name, [])

    def count(self, kind: str) -> int:
        """How many events of this kind there are."""
        return len(self.column(kind, "number"))

    def last_number(self) -> int:
        """Of all events the newest one's number; 0 where there is none."""
        return max((columns["number"][-1] for columns in self._columns.values()), default=0)

    def newest(self, kind: str, n: int) -> pd.DataFrame:
        """The last `n` events of this kind."""
        return pd.DataFrame({name: values[-n:] for name, values in self._columns.get(kind, {}).items()})

    def rows_after(self, number: int) -> dict[str, dict[str, list[Any]]]:
        """What charts show of the events after the one with this number: kind -> name -> values, ready for JSON."""
        rows = {}
        for kind, columns in self._rows.items():
            first = bisect_right(columns["number"], number)
            if first < len(columns["number"]):
                rows[kind] = {name: values[first:] for name, values in columns.items()}
        return rows

    def _append_rows(self, kind: str) -> None:
        columns, rows = self._columns[kind], self._rows[kind]
        first = len(rows["number"])
        new = {name: values[first:] for name, values in columns.items() if name != "seconds"}
        if not new["number"]:
            return
        if kind == "Step":
            new |= _means(columns["step"], columns["loss"], first)
        if kind == "Diagnostics":
            new = {"number": new["number"], "step": new["step"]} | _by_layer("gradients", new["gradients"])
        for name, values in new.items():
            rows[name] += map(_rounded, values)


def _means(step: list[int], loss: list[float], first: int) -> dict[str, list[float]]:
    """The mean losses over each of SMOOTHINGS at the points from `first` on."""
    begin = max(0, bisect_left(step, step[first] - max(SMOOTHINGS)) - 1)  # what comes before is in no window
    points = pd.DataFrame({"step": step[begin:], "loss": loss[begin:]})
    return {f"mean {n}": trailing_mean(points, n)[first - begin :].tolist() for n in SMOOTHINGS if n}


def _by_layer(name: str, rows: list[list[float]]) -> dict[str, list[float]]:
    return {f"{name} {i}": list(column) for i, column in enumerate(zip(*rows, strict=True))}


def _rounded(value: Any) -> Any:
    """A number with DIGITS significant digits; None for what is not finite, which JSON has no word for."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
