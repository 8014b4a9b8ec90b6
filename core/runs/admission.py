"""Who may start how much: a class shares one server, so nobody queues the whole lesson's runs."""

import secrets
import threading
import time
from collections.abc import Sequence
from typing import Final

from core.config import RunConfig
from core.runs.store import Run, RunStore
from core.runs.sweep import MAX_RUNS

MAX_OPEN_PER_VISITOR: Final = 6  # running and queued, a sweep's apart; the losses page starts three at once
MAX_QUEUED: Final = 100
DOUBLE_CLICK_SECONDS: Final = 1.0

_one_at_a_time = threading.Lock()  # two tabs that press Train at once are counted one after the other


class RefusedError(RuntimeError):
    """The run was not taken; the text says why and what to do."""


def submit(store: RunStore, configs: Sequence[RunConfig], owner: str) -> list[str]:
    """Queue runs for their owner, all or none; returns their ids. The same asked for twice at once (a double click) is one run.

    Raises:
        RefusedError: the queue is full, or this visitor has enough in it.
    """
    with _one_at_a_time:
        just_now = {run.config: run.id for run in _open_runs(store, owner) if _is_just_now(run)}
        _check(store, owner, sum(config not in just_now for config in configs))
        return [just_now.get(config) or store.submit(config, owner) for config in configs]


def submit_sweep(store: RunStore, configs: Sequence[RunConfig], owner: str) -> str:
    """Queue the runs of a sweep, all or none; returns the sweep's id. The same asked for twice at once (a double click) is one sweep.

    Raises:
        RefusedError: they are too many, the queue is full, or this visitor's last sweep has not ended.
    """
    with _one_at_a_time:
        if going_on := [run for run in _open_runs(store, owner) if run.sweep]:
            if _is_just_now(going_on[0]) and {run.config for run in going_on} <= set(configs):
                return going_on[0].sweep
            raise RefusedError(f"{len(going_on)} runs of your last sweep have not ended. Wait for them, or stop them.")
        if len(configs) > MAX_RUNS:
            raise RefusedError(f"A sweep has at most {MAX_RUNS} runs.")
        _check_queue(store, len(configs))
        sweep = secrets.token_hex(16)
        store.submit_all(configs, owner, sweep)
        return sweep


def stop_sweep(store: RunStore, sweep: str, owner: str) -> None:
    """Ask for the end of all runs of this owner's sweep."""
    for run in _open_runs(store, owner):
        if run.sweep == sweep:
            store.command(run.id, "stop")


def resume(store: RunStore, run: Run, epochs: int | None = None) -> None:
    """Queue a paused, stopped or interrupted run again; with `epochs`, to go on to that many, a finished one too.

    Raises:
        RefusedError: as for `submit`.
        ConfigError: there cannot be so many epochs.
    """
    with _one_at_a_time:
        _check(store, run.owner, 1, sweep=run.sweep)
        store.resume(run.id, epochs)


def _is_just_now(run: Run) -> bool:
    return 0 <= time.time() - run.created < DOUBLE_CLICK_SECONDS  # a run from the future is one from before the clock was set back


def _open_runs(store: RunStore, owner: str) -> list[Run]:
    return [run for run in (*store.queue(), *store.runs(status="running")) if run.owner == owner]


def _check(store: RunStore, owner: str, n_new: int, sweep: str = "") -> None:
    n_mine = sum(bool(run.sweep) == bool(sweep) for run in _open_runs(store, owner))  # a sweep's runs are counted on their own
    most = MAX_RUNS if sweep else MAX_OPEN_PER_VISITOR
    if n_new and n_mine + n_new > most:
        raise RefusedError(f"You have {n_mine} runs that have not ended; {most} is the most. Wait for one, or stop it.")
    _check_queue(store, n_new)


def _check_queue(store: RunStore, n_new: int) -> None:
    n_queued = len(store.queue())
    if n_new and n_queued + n_new > MAX_QUEUED:
        raise RefusedError(f"{n_queued} runs are waiting on this server already. Try again in a few minutes.")
