"""The one thread between the store and the training processes.

It starts queued runs when a slot is free, passes visitors' commands on, and writes what is reported into the store.
"""

import itertools
import logging
import math
import threading
import time
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy.exc import SQLAlchemyError

from core.config import RunConfig
from core.events import Change, Event, Finished, Status
from core.runs.store import Run, RunStore

TICK_SECONDS: Final = 0.1
# A run that was told to stop and has not by then is killed. It hears nothing while it is evaluated, which takes 784-1024-1024-1024-10
# about 3.5 s (2-core AMD EPYC).
STOP_SECONDS: Final = 5.0
PREPARE_AFTER_SECONDS: Final = 3.0  # after the server's start: the first visitor's first page goes first
STORE_TROUBLE: Final = (OSError, SQLAlchemyError)  # a full disk, a database that is restarted: it passes, the controller stays

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """An event that a run's attempt reported, `seconds` after its start."""

    run_id: str
    attempt: int
    seconds: float
    event: Event


class Backend(Protocol):
    """What can train runs: processes here, or another machine's. Every started run ends with a Finished message."""

    def start(self, run_id: str, attempt: int, config: RunConfig, resume: bytes = b"") -> None:
        """Begin training, or go on from a Checkpoint's `resume`; needs a free slot."""

    def poll(self) -> list[Message]:
        """What was reported since the last poll, each run's messages in order; never waits."""

    def suspend(self, run_id: str) -> None:
        """Let a run leave its state and end soon; ignored if it is not running."""

    def change(self, run_id: str, change: Change) -> None:
        """Let a run hold another setting from now on; ignored if it is not running."""

    def kill(self, run_id: str) -> None:
        """End a run by force; ignored if it is not running."""

    def slots(self) -> int:
        """How many runs could start now."""

    def prepare(self) -> None:
        """A run will start soon: get a place warm for it."""

    def close(self) -> None:
        """End everything."""


class Controller:
    """Runs the queue. Use as a context manager: its thread lives as long as the block."""

    def __init__(self, store: RunStore, backend: Backend, max_seconds: float = math.inf):
        self._store = store
        self._max_seconds = max_seconds  # for which a run may train before others' turn
        self._backend = backend
        self._closing = threading.Event()
        self.last_tick = time.monotonic()
        self._prepare_at = self.last_tick + PREPARE_AFTER_SECONDS
        self._seconds_before: dict[str, float] = {}  # of training, in a resumed run's earlier attempts
        self._began: dict[str, float] = {}  # run -> when, on the monotonic clock
        self._reasons: dict[str, str] = {}  # run -> why we ended it, for its visitor
        self._late_ends: dict[str, tuple[int, list[tuple[float, Event]]]] = {}  # run -> attempt and end that the store did not take
        self._stopping: dict[str, float] = {}  # run -> when its patience ends, on the monotonic clock
        self._lost: set[str] = set()  # runs of which something could not be kept: nothing later is
        self._makes_room = False  # at the end of this round
        self._as: dict[str, Status] = {}  # run that is stopping -> what it will be: stopped or paused
        self._thread = threading.Thread(target=self._loop, name="controller", daemon=True)

    def __enter__(self) -> "Controller":
        self._store.interrupt_running()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join()
        self._backend.close()
        self._store.interrupt_running()

    def tick(self) -> None:
        """One round: write down what happened, pass on commands, start what can start."""
        for run_id, (attempt, end) in list(self._late_ends.items()):
            self._record(run_id, attempt, end)
        by_run = itertools.groupby(sorted(self._backend.poll(), key=_attempt), key=_attempt)
        for (run_id, attempt), messages in by_run:
            before = self._seconds_before.get(run_id, 0.0)
            self._record_or_give_up(run_id, attempt, [(before + message.seconds, message.event) for message in messages])
        for run_id, name, change in self._store.take_commands():
            if change:
                self._backend.change(run_id, change)
            else:
                self._stop(run_id, "paused" if name == "pause" else "stopped")
        for run_id, patience_ends in self._stopping.items():
            if time.monotonic() > patience_ends:
                self._reasons.setdefault(run_id, "It did not end in time and was cut off: Resume goes on from its last whole epoch.")
                self._backend.kill(run_id)
        for run_id, began in self._began.items():
            if time.monotonic() - began > self._max_seconds and run_id not in self._stopping:
                self._time_is_up(run_id)
        queue = self._store.queue()
        while queue and self._backend.slots() > 0:
            self._start(queue[0])
            queue = self._store.queue()
        if queue or (time.monotonic() > self._prepare_at and self._backend.slots() > 0):
            self._backend.prepare()
            self._prepare_at = math.inf
        if self._makes_room:
            self._makes_room = False
            self._store.make_room()
        self.last_tick = time.monotonic()

    def _start(self, run: Run) -> None:
        try:
            resume = self._store.resume_point(run.id)
        except OSError:
            log.exception("run %s cannot go on", run.id)
            self._store.end(run.id, "interrupted", "What this run needs to go on could not be read. Try Resume in a while.")
            return
        attempt = self._store.begin(run.id, afresh=not resume)
        self._seconds_before[run.id] = self._store.seconds(run.id)
        self._began[run.id] = time.monotonic()
        try:
            self._backend.start(run.id, attempt, run.config, resume)
        except OSError as error:  # out of memory, too many processes
            log.exception("run %s could not be started", run.id)
            self._began.pop(run.id)
            self._store.end(run.id, "interrupted", f"No training process could be started ({error.strerror}). Try Resume in a while.")

    def _record_or_give_up(self, run_id: str, attempt: int, happened: list[tuple[float, Event]]) -> None:
        if run_id in self._lost:
            happened = [(seconds, event) for seconds, event in happened if isinstance(event, Finished)]
        try:
            if happened:
                self._record(run_id, attempt, happened)
        except STORE_TROUBLE as error:
            self._lost.add(run_id)
            log.exception("run %s could not be recorded", run_id)
            self._reasons[run_id] = f"What this run told could not be kept ({type(error).__name__}). Try Resume in a while."
            self._backend.kill(run_id)
            if isinstance(happened[-1][1], Finished):
                self._late_ends[run_id] = attempt, [(happened[-1][0], Finished("interrupted", self._reasons[run_id]))]

    def _record(self, run_id: str, attempt: int, happened: list[tuple[float, Event]]) -> None:
        seconds, last = happened[-1]
        if isinstance(last, Finished) and last.status in ("interrupted", "stopped"):
            reason = self._reasons.get(run_id, "" if run_id in self._stopping else last.message)
            happened[-1] = seconds, Finished(self._as.get(run_id, last.status), reason)
        self._store.record(run_id, attempt, happened)
        if isinstance(last, Finished):
            for notes in (self._as, self._began, self._late_ends, self._reasons, self._seconds_before, self._stopping):
                notes.pop(run_id, None)
            self._lost.discard(run_id)
            self._makes_room = True
            log.info("run %s %s", run_id, happened[-1][1])

    def _time_is_up(self, run_id: str) -> None:
        minutes = f"{self._max_seconds / 60:g} minute{'s' if self._max_seconds != 60 else ''}"
        self._reasons[run_id] = f"This server lets a run train for {minutes} at a time. Press Resume to go on after those who wait."
        self._stop(run_id)

    def _stop(self, run_id: str, status: Status = "stopped") -> None:
        run = self._store.run(run_id)
        if run is None or run.ended:
            return
        if run.status == "queued":
            self._store.end(run_id, status)
        else:
            self._as[run_id] = status
            self._stopping[run_id] = time.monotonic() + STOP_SECONDS
            self._backend.suspend(run_id)

    def _loop(self) -> None:
        while not self._closing.wait(TICK_SECONDS):
            try:
                self.tick()
            except STORE_TROUBLE:
                log.exception("the store did not answer")
                self._closing.wait(1.0)


def _attempt(message: Message) -> tuple[str, int]:
    return message.run_id, message.attempt
