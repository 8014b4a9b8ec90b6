"""Who may start how much: a class shares one server, so nobody queues the whole lesson's runs."""

import time
from typing import Final

from core.config import RunConfig
from core.store import RunStore

MAX_OPEN_PER_VISITOR: Final = 6  # running and queued; the losses page starts three at once
MAX_QUEUED: Final = 100
DOUBLE_CLICK_SECONDS: Final = 1.0


class RefusedError(RuntimeError):
    """The run was not taken; the text says why and what to do."""


def submit(store: RunStore, config: RunConfig, owner: str) -> str:
    """Queue a run for its owner; returns the run's id. Asked for the same twice at once (a double click), it queues one.

    Raises:
        RefusedError: the queue is full, or this visitor has enough in it.
    """
    queued = store.runs(status="queued", limit=MAX_QUEUED)
    mine = [run for run in (*queued, *store.runs(status="running")) if run.owner == owner]
    for run in mine:
        if run.config == config and time.time() - run.created < DOUBLE_CLICK_SECONDS:
            return run.id
    if len(mine) >= MAX_OPEN_PER_VISITOR:
        raise RefusedError(f"You have {len(mine)} runs that have not ended yet. Wait for one of them, or stop it.")
    if len(queued) >= MAX_QUEUED:
        raise RefusedError(f"{MAX_QUEUED} runs are waiting on this server already. Try again in a few minutes.")
    return store.submit(config, owner)
