"""Runs as their viewers follow them: what is new of a run becomes one message, made once for all who watch it."""

import itertools
import json
import math
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from core.runs.progress import Progress, in_words, n_steps, progress
from core.runs.run import Position, Run
from core.runs.smoothing import trailing_mean
from core.runs.store import RunStore

SMOOTHINGS: Final = (0, 10, 30, 100, 300)  # steps, over which a chart may show the mean loss; 0: as it is
KINDS: Final = ("Step", "Epoch", "Diagnostics")  # of the events whose points are sent
NOTHING: Final = Position("queued", -1, 0)  # what a viewer has seen who begins
DELETED: Final = '{"run":"%s","attempt":-1,"after":0,"number":0,"tokens":{"status":"deleted"},"rows":{}}'  # the message of such a run
MAX_FEEDS: Final = 500  # histories kept in memory, each of some 200 kB
MAX_MESSAGES: Final = 50  # of one state of a run, kept for those who have seen as much
SHARED_SECONDS: Final = 5.0  # how old the history may be that a page begins with
_versions = itertools.count(1)  # of all feeds: one that is made anew has no version of an earlier one
RECENT_ROWS: Final = 200  # enough for a run's speed


class RunState(NamedTuple):
    """A run as it is now."""

    run: Run
    position: Position
    tokens: Mapping[str, str]  # what a page's layout depends on: when one changes, what was made from it is made anew
    fraction: float  # of its steps that are done, in [0, 1]
    words: str  # what it is doing
    metrics: Mapping[str, str]


class Feed:
    """One run's history in memory, as columns; read anew only as far as it went on. Threads may share it."""

    def __init__(self, store: RunStore, run: Run):
        self.run = run
        self.position = NOTHING
        self.version = 0  # another one after each refresh that found something new
        self._store = store
        self._n_ahead = 0
        self._lock = threading.Lock()
        self._shared: tuple[float, int, RunState | None] = 0.0, 0, None  # when it was made, for which n_ahead, and what pages show
        self._columns: dict[str, dict[str, list[Any]]] = {}
        self._messages: dict[tuple[int, int], str] = {}  # of this version, by the (attempt, number) that its readers have seen

    def refresh(self, position: Position, n_ahead: int = 0) -> None:
        """Read what the store has since the last time. `position` is where the run is now; `n_ahead` how many come before it."""
        with self._lock:
            if (position, n_ahead) == (self.position, self._n_ahead):
                return
            run = self._store.run(self.run.id)
            if run is None:
                return
            if position.attempt != self.position.attempt:
                self._columns = defaultdict(lambda: defaultdict(list))
            seen = self._last_number()
            for number, seconds, kind, fields in self._store.events_after(run.id, seen):
                for name, value in ({"number": number, "seconds": seconds} | fields).items():
                    self._columns[kind][name].append(value)
            newest = max(position.number, self._last_number())
            self.run, self.position, self._n_ahead = run, position._replace(number=newest), n_ahead
            self._messages = {}
            self.version = next(_versions)

    def message(self, seen: Position = NOTHING) -> tuple[str, Position]:
        """What a viewer who has seen that much does not know yet, as a JSON object; and what the viewer has seen then."""
        with self._lock:
            key = seen[1:] if seen.attempt == self.position.attempt and seen.number <= self.position.number else NOTHING[1:]
            if key not in self._messages and len(self._messages) >= MAX_MESSAGES:
                self._messages.clear()
            if key not in self._messages:
                self._messages[key] = json.dumps(self._news(key[1]), separators=(",", ":"))
            return self._messages[key], self.position

    def state(self) -> RunState:
        """The run as a page shows it: as it was at the last refresh or up to SHARED_SECONDS before, but for its tokens.

        So all who open the page in that time are shown the same, made once; the newest points follow at once by the stream.
        """
        with self._lock:
            made, n_ahead, state = self._shared
            is_old = time.monotonic() - made > SHARED_SECONDS
            if state is None or is_old or n_ahead != self._n_ahead or state.tokens != self._tokens():
                state = self._state()
                self._shared = time.monotonic(), self._n_ahead, state
            return state

    def _state(self) -> RunState:
        now = self._progress()
        epoch = {name: values[-1] for name, values in self._columns.get("Epoch", {}).items()}
        words = in_words(self.run, now, self._n_ahead)
        return RunState(self.run, self.position, self._tokens(), round(now.fraction, 4), words, metrics(epoch, now))

    def _tokens(self) -> dict[str, str]:
        steps, epochs = self._columns.get("Step", {}), self._columns.get("Epoch", {})
        lowest = min([*epochs.get("train_acc", []), *epochs.get("test_acc", [])], default=1.0)
        floor = math.floor(20 * lowest) if math.isfinite(lowest) else -1  # an axis of accuracies begins at a multiple of 5 %
        is_positive = all(loss > 0 for loss in steps.get("loss", []))
        begun, n_changed = bool(steps), len(self._columns.get("Changed", {}).get("number", []))
        return {
            "status": f"{self.position.attempt} {self.run.status}",
            "shape": f"{begun} {is_positive} {floor} {n_changed} {'Diagnostics' in self._columns}",
            "epoch": f"{len(self._columns.get('Checkpoint', {}).get('number', []))}",
            "diagnostics": f"{len(self._columns.get('Diagnostics', {}).get('number', []))}",
        }

    def _news(self, after: int) -> dict[str, Any]:
        state = self._state()
        return {
            "run": state.run.id,
            "attempt": state.position.attempt,
            "after": after,
            "number": state.position.number,
            "tokens": state.tokens,
            "fraction": state.fraction,
            "words": state.words,
            "metrics": state.metrics,
            "rows": {kind: rows for kind in KINDS if (rows := self._rows(kind, after))["number"]},
        }

    def _rows(self, kind: str, after: int) -> dict[str, list[Any]]:
        columns = self._columns.get(kind, {})
        numbers = columns.get("number", [])
        first = next((i for i in range(len(numbers), 0, -1) if numbers[i - 1] <= after), 0)
        new = {name: values[first:] for name, values in columns.items()}
        if not new.get("number"):
            return {"number": []}
        if kind == "Step":
            steps = pd.DataFrame({"step": columns["step"], "loss": columns["loss"]})
            new |= {f"mean {n}": trailing_mean(steps, n)[first:].tolist() for n in SMOOTHINGS if n}
        if kind == "Diagnostics":
            new = {"number": new["number"], "step": new["step"]} | _by_layer("gradients", new["gradients"])
        new.pop("seconds", None)
        return {name: [_short(value) for value in values] for name, values in new.items()}

    def _progress(self) -> Progress:
        started, steps, epochs = (pd.DataFrame(self._last(kind)) for kind in ("Started", "Step", "Epoch"))
        return progress(self.run.config, n_steps(self.run.config, started, epochs), steps)

    def _last(self, kind: str) -> dict[str, list[Any]]:
        return {name: values[-RECENT_ROWS:] for name, values in self._columns.get(kind, {}).items()}

    def _last_number(self) -> int:
        return max((columns["number"][-1] for columns in self._columns.values()), default=0)


class Feeds:
    """The feeds of the runs that are watched, made when asked for; the least recently asked for are forgotten."""

    def __init__(self, store: RunStore):
        self._store = store
        self._lock = threading.Lock()
        self._feeds: dict[str, Feed] = {}

    def states(self, run_ids: Iterable[str]) -> list[RunState]:
        """These runs as they are now, of those that there are."""
        feeds = self.refresh(run_ids)
        runs = {run.id: run for run in self._store.runs(ids=list(feeds))}  # a name or a note is no event
        return [feed.state()._replace(run=runs[run_id]) for run_id, feed in feeds.items() if run_id in runs]

    def refresh(self, run_ids: Iterable[str]) -> dict[str, Feed]:
        """The feeds of these runs as they are now, of those that there are."""
        ids = list(run_ids)
        found = self._store.positions(ids)
        positions = {run_id: found[run_id] for run_id in ids if run_id in found}
        waiting = [run_id for run_id, position in positions.items() if position.status == "queued"]
        n_ahead = self._n_ahead() if waiting else {}
        feeds = {run_id: feed for run_id in positions if (feed := self._feed(run_id))}
        for run_id, feed in feeds.items():
            feed.refresh(positions[run_id], n_ahead.get(run_id, 0))
        return feeds

    def _n_ahead(self) -> dict[str, int]:
        n_running = len(self._store.runs(status="running"))
        return {run.id: n_running + i for i, run in enumerate(self._store.queue())}

    def _feed(self, run_id: str) -> Feed | None:
        with self._lock:
            if feed := self._feeds.pop(run_id, None):
                self._feeds[run_id] = feed  # the newest is the last
                return feed
        run = self._store.run(run_id)
        if run is None:
            return None
        with self._lock:
            while len(self._feeds) >= MAX_FEEDS:
                del self._feeds[next(iter(self._feeds))]
            return self._feeds.setdefault(run_id, Feed(self._store, run))


def metrics(epoch: Mapping[str, Any], now: Progress) -> dict[str, str]:
    """The numbers above a run's curves, from the fields of its newest Epoch event, if any, and its speed."""
    return {
        "test_acc": f"{epoch['test_acc']:.1%}" if epoch else "–",
        "train_acc": f"{epoch['train_acc']:.1%}" if epoch else "–",
        "train_loss": f"{epoch['train_loss']:.3f}" if epoch else "–",
        "samples_per_second": f"{now.samples_per_second:,.0f}" if now.samples_per_second else "–",
    }


def _by_layer(name: str, rows: list[list[float]]) -> dict[str, list[float]]:
    return {f"{name} {i}": list(column) for i, column in enumerate(zip(*rows, strict=True))}


def _short(value: Any) -> Any:
    """Six digits of a number: more than a chart shows, a third of the bytes. JSON has no word for what is not finite."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.6g}") if math.isfinite(value) else None
