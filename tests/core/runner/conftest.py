"""Backends that the tests of a process share, so that a run finds the spare process that the run before it left warm."""

from collections.abc import Iterator

import pytest

from core.runner import Backend, Controller, LocalBackend
from core.runs.store import RunStore
from tests.core.runner.driving import end_runs


@pytest.fixture(scope="session", params=[LocalBackend])
def shared_backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """Every backend that there is; each has one slot."""
    backend = request.param(n_slots=1)
    yield backend
    backend.close()


@pytest.fixture
def backend(shared_backend: Backend) -> Iterator[Backend]:
    """An idle backend; closing it ends its runs, and leaves the spare process to the next test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared_backend, "close", lambda: end_runs(shared_backend))
        yield shared_backend
        end_runs(shared_backend)


@pytest.fixture
def controlled(store: RunStore, backend: Backend) -> Iterator[RunStore]:
    """A store whose queue is run."""
    with Controller(store, backend):
        yield store
