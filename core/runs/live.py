"""Runs as their viewers follow them: what is new of a run becomes one message, made once for all who watch it."""

import itertools
import json
import math
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from core.runs.event_columns import EventColumns
from core.runs.progress import Progress, in_words, n_steps, progress
from core.runs.run import Position, Run
from core.runs.store import RunStore

NOTHING_SEEN: Final = Position("queued", -1, 0)  # what a viewer has seen who begins
DELETED: Final = '{"run":"%s","attempt":-1,"after":0,"number":0,"tokens":{"status":"deleted"},"rows":{}}'  # the message of such a run
MAX_FEEDS: Final = 500  # histories kept in memory, 0.5 kB a point: of a long run 1 MB
MAX_MESSAGES: Final = 50  # of one state of a run, kept for those who have seen as much
SHARED_SECONDS: Final = 5.0  # how old the history may be that a page begins with
_versions = itertools.count(1)  # of all feeds: one that is made anew has no version of an earlier one
RECENT_ROWS: Final = 200  # enough for a run's speed


class Metrics(NamedTuple):
    """The numbers above a run's curves, in words; a list in its messages."""

    test_acc: str = "–"
    train_acc: str = "–"
    train_loss: str = "–"
    samples_per_second: str = "–"


class RunState(NamedTuple):
    """A run as it is now."""

    run: Run
    position: Position
    n_ahead: int  # of a queued run: how many come before it
    tokens: Mapping[str, str]  # what a page's layout depends on: when one changes, what was made from it is made anew
    fraction: float  # of its steps that are done, in [0, 1]
    words: str  # what it is doing
    metrics: Metrics


class Feed:
    """One run's history in memory, as columns; read anew only as far as it went on. Threads may share it."""

    def __init__(self, store: RunStore, run: Run):
        self.run = run
        self.position = NOTHING_SEEN
        self.version = 0  # another one after each refresh that found something new
        self._store = store
        self._n_ahead = 0
        self._reading = threading.Lock()  # held by the one thread that asks the store: who only wants a message does not wait for it
        self._lock = threading.Lock()
        self._state: RunState | None = None  # of this version, once made
        self._shared: tuple[float, RunState | None] = 0.0, None  # what pages show, and when it was made
        self._events = EventColumns()
        self._messages: dict[tuple[int, int], str] = {}  # of this version, by the (attempt, number) that its readers have seen

    def refresh(self, position: Position, n_ahead: int = 0) -> None:
        """Read what the store has since the last time. `position` is where the run is now; `n_ahead` how many come before it."""
        with self._reading:
            if (position, n_ahead) == (self.position, self._n_ahead):
                return
            run = self._store.run(self.run.id)
            if run is None:
                return
            is_same = position.attempt == self.position.attempt
            events = self._events if is_same else EventColumns()
            new = self._store.events_after(run.id, events.last_number())
            if not is_same:  # much of it, and nobody reads these yet
                events.append(new)
                new = []
            with self._lock:
                events.append(new)
                self._events = events
                newest = max(position.number, events.last_number())
                self.run, self.position, self._n_ahead = run, position._replace(number=newest), n_ahead
                self._messages, self._state = {}, None
                self.version = next(_versions)

    def message(self, seen: Position = NOTHING_SEEN) -> tuple[str, Position]:
        """What a viewer who has seen that much does not know yet, as a JSON object; and what the viewer has seen then."""
        with self._lock:
            known = seen.attempt == self.position.attempt and seen.number <= self.position.number
            key = (seen if known else NOTHING_SEEN)[1:]
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
            made, shared = self._shared
            now = self._now()
            is_old = time.monotonic() - made > SHARED_SECONDS
            if shared is None or is_old or shared.n_ahead != now.n_ahead or shared.tokens != now.tokens:
                shared = now
                self._shared = time.monotonic(), shared
            return shared

    def _now(self) -> RunState:
        if self._state is None:
            now = self._progress()
            words, numbers = in_words(self.run, now, self._n_ahead), metrics(self._events.newest("Epoch", 1), now)
            fraction = round(now.fraction, 4)
            self._state = RunState(self.run, self.position, self._n_ahead, self._tokens(), fraction, words, numbers)
        return self._state

    def _tokens(self) -> dict[str, str]:
        events = self._events
        lowest = min([*events.column("Epoch", "train_acc"), *events.column("Epoch", "test_acc")], default=1.0)
        floor = math.floor(20 * lowest) if math.isfinite(lowest) else -1  # an axis of accuracies begins at a multiple of 5 %
        is_positive = all(loss > 0 for loss in events.column("Step", "loss"))
        has_steps, has_diagnostics = events.count("Step") > 0, events.count("Diagnostics") > 0
        return {
            "status": f"{self.position.attempt} {self.run.status}",
            "shape": f"{has_steps:d}{is_positive:d}{has_diagnostics:d} {floor} {events.count('Changed')}",
            "epoch": f"{events.count('Checkpoint')}",
            "diagnostics": f"{events.count('Diagnostics')}",
        }

    def _news(self, after: int) -> dict[str, Any]:
        state = self._now()
        return {
            "run": state.run.id,
            "attempt": state.position.attempt,
            "after": after,
            "number": state.position.number,
            "tokens": state.tokens,
            "fraction": state.fraction,
            "words": state.words,
            "metrics": state.metrics,
            "rows": self._events.rows_after(after),
        }

    def _progress(self) -> Progress:
        started, steps, epochs = (self._events.newest(kind, RECENT_ROWS) for kind in ("Started", "Step", "Epoch"))
        return progress(self.run.config, n_steps(self.run.config, started, epochs), steps)


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


def metrics(epochs: pd.DataFrame, now: Progress) -> Metrics:
    """Of a run's newest Epoch event, if any, and its speed."""
    speed = {"samples_per_second": f"{now.samples_per_second:,.0f}"} if now.samples_per_second else {}
    if epochs.empty:
        return Metrics(**speed)
    epoch = epochs.iloc[-1]
    return Metrics(f"{epoch['test_acc']:.1%}", f"{epoch['train_acc']:.1%}", f"{epoch['train_loss']:.3f}", **speed)
