"""A run in a store: begun, and read again."""

from core.config import RunConfig
from core.runs.store import Run, RunStore


def began(store: RunStore, owner: str = "me") -> tuple[str, int]:
    run_id = store.submit(RunConfig(epochs=2), owner)
    return run_id, store.begin(run_id)


def the(store: RunStore, run_id: str) -> Run:
    run = store.run(run_id)
    assert run is not None
    return run
