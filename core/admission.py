"""Who may start how much: a class shares one server, so nobody queues the whole lesson's runs."""

import threading
import time
from collections.abc import Sequence
from typing import Final

from core.config import RunConfig
from core.store import Run, RunStore

MAX_OPEN_PER_VISITOR: Final = 6  # running and queued; the losses page starts three at once
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
        just_now = {run.config: run.id for run in _open_runs(store, owner) if time.time() - run.created < DOUBLE_CLICK_SECONDS}
        _check(store, owner, sum(config not in just_now for config in configs))
        return [just_now.get(config) or store.submit(config, owner) for config in configs]


def resume(store: RunStore, run: Run) -> None:
    """Queue a stopped or interrupted run again.

    Raises:
        RefusedError: as for `submit`.
    """
    with _one_at_a_time:
        _check(store, run.owner, 1)
        store.resume(run.id)


def _open_runs(store: RunStore, owner: str) -> list[Run]:
    return [run for run in (*store.queue(), *store.runs(status="running")) if run.owner == owner]


def _check(store: RunStore, owner: str, n_new: int) -> None:
    n_mine, n_queued = len(_open_runs(store, owner)), len(store.queue())
    if n_new and n_mine + n_new > MAX_OPEN_PER_VISITOR:
        raise RefusedError(f"You have {n_mine} runs that have not ended; {MAX_OPEN_PER_VISITOR} is the most. Wait for one, or stop it.")
    if n_new and n_queued + n_new > MAX_QUEUED:
        raise RefusedError(f"{n_queued} runs are waiting on this server already. Try again in a few minutes.")
