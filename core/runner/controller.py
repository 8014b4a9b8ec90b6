"""The one thread between the store and the training processes.

It starts queued runs when a slot is free, passes visitors' commands on, and writes what is reported into the store.
"""

import itertools
import logging
import math
import threading
import time
from collections.abc import Sequence
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


@dataclass
class ActiveRun:
    """What the controller knows of a run from its start until its end is recorded."""

    attempt: int
    started_at: float  # on the monotonic clock
    seconds_before: float = 0.0  # of training, in earlier attempts
    final_status: Status | None = None  # what a stop that we asked for will make of it: stopped or paused
    kill_at: float = math.inf  # on the monotonic clock, if it has not stopped by then
    reason: str = ""  # why we ended it, for its visitor
    lost_events: bool = False  # something could not be kept, so nothing later is
    pending_end: tuple[float, Finished] | None = None  # seconds and end that the store has not taken yet

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to stop."""
        return self.final_status is not None


class Backend(Protocol):
    """What can train runs: processes here, or another machine's. Every started run ends with a Finished message."""

    def start(self, run_id: str, attempt: int, config: RunConfig, snapshot: bytes = b"") -> None:
        """Begin training, or go on from a snapshot; needs a free slot."""

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
        """A run will start soon: start a spare process for it."""

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
        self._active: dict[str, ActiveRun] = {}
        self._make_room_after_tick = False
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
        """One round: record what was reported, pass on commands, start what can start."""
        for run_id, run in list(self._active.items()):
            if run.pending_end:
                self._record(run_id, run.attempt, [run.pending_end])
        by_attempt = itertools.groupby(sorted(self._backend.poll(), key=_key), key=_key)
        for (run_id, attempt), messages in by_attempt:
            active = self._find(run_id, attempt)
            before = active.seconds_before if active else 0.0
            self._record_or_give_up(run_id, attempt, [(before + message.seconds, message.event) for message in messages])
        for run_id, name, change in self._store.take_commands():
            if change:
                self._backend.change(run_id, change)
            else:
                self._stop(run_id, "paused" if name == "pause" else "stopped")
        self._enforce_time_limits()
        self._start_queued()
        if self._make_room_after_tick:
            self._make_room_after_tick = False
            self._store.make_room()
        self.last_tick = time.monotonic()

    def _enforce_time_limits(self) -> None:
        now = time.monotonic()
        for run_id, run in self._active.items():
            if now > run.kill_at:
                run.reason = run.reason or "It did not end in time and was cut off: Resume goes on from its last whole epoch."
                self._backend.kill(run_id)
            elif now - run.started_at > self._max_seconds and not run.is_stopping:
                minutes = f"{self._max_seconds / 60:g} minute{'s' if self._max_seconds != 60 else ''}"
                run.reason = f"This server lets a run train for {minutes} at a time. Press Resume to go on after those who wait."
                self._stop(run_id, "stopped")

    def _start_queued(self) -> None:
        queue = self._store.queue()
        while queue and self._backend.slots() > 0:
            self._start(queue[0])
            queue = self._store.queue()
        if queue or (time.monotonic() > self._prepare_at and self._backend.slots() > 0):
            self._backend.prepare()
            self._prepare_at = math.inf

    def _start(self, run: Run) -> None:
        try:
            snapshot = self._store.last_snapshot(run.id)
        except OSError:
            log.exception("run %s cannot go on", run.id)
            self._store.end(run.id, "interrupted", "What this run needs to go on could not be read. Try Resume in a while.")
            return
        seconds_before = self._store.seconds(run.id) if snapshot else 0.0
        attempt = self._store.begin(run.id, afresh=not snapshot)
        self._active[run.id] = ActiveRun(attempt, time.monotonic(), seconds_before)
        try:
            self._backend.start(run.id, attempt, run.config, snapshot)
        except OSError as error:  # out of memory, too many processes
            log.exception("run %s could not be started", run.id)
            del self._active[run.id]
            self._store.end(run.id, "interrupted", f"No training process could be started ({error.strerror}). Try Resume in a while.")

    def _find(self, run_id: str, attempt: int) -> ActiveRun | None:
        """None for an attempt that was given up, whose late messages the store drops."""
        run = self._active.get(run_id)
        return run if run and run.attempt == attempt else None

    def _record_or_give_up(self, run_id: str, attempt: int, happened: list[tuple[float, Event]]) -> None:
        run = self._find(run_id, attempt)
        if run and run.lost_events:
            happened = [(seconds, event) for seconds, event in happened if isinstance(event, Finished)]
        try:
            if happened:
                self._record(run_id, attempt, happened)
        except STORE_TROUBLE as error:
            log.exception("run %s could not be recorded", run_id)
            self._backend.kill(run_id)
            if run:
                run.lost_events = True
                run.reason = f"What this run reported could not be kept ({type(error).__name__}). Try Resume in a while."
                seconds, last = happened[-1]
                if isinstance(last, Finished):
                    run.pending_end = seconds, Finished("interrupted", run.reason)

    def _record(self, run_id: str, attempt: int, happened: Sequence[tuple[float, Event]]) -> None:
        run = self._find(run_id, attempt)
        *before, (seconds, last) = happened
        if run and isinstance(last, Finished):
            last = _explained(last, run)
        self._store.record(run_id, attempt, [*before, (seconds, last)])
        if run and isinstance(last, Finished):
            del self._active[run_id]
            self._make_room_after_tick = True
            log.info("run %s %s", run_id, last)

    def _stop(self, run_id: str, status: Status) -> None:
        run = self._store.run(run_id)
        if run is None or run.ended:
            return
        if run.status == "queued":
            self._store.end(run_id, status)
        elif active := self._active.get(run_id):
            active.final_status = status
            active.kill_at = time.monotonic() + STOP_SECONDS
            self._backend.suspend(run_id)

    def _loop(self) -> None:
        while not self._closing.wait(TICK_SECONDS):
            try:
                self.tick()
            except STORE_TROUBLE:
                log.exception("the store did not answer")
                self._closing.wait(1.0)


def _key(message: Message) -> tuple[str, int]:
    return message.run_id, message.attempt


def _explained(end: Finished, run: ActiveRun) -> Finished:
    """The end of a run, as what we asked of it explains it."""
    if end.status not in ("interrupted", "stopped"):
        return end
    return Finished(run.final_status or end.status, run.reason or ("" if run.is_stopping else end.message))
