"""core.runner.worker: what goes wrong inside a training process becomes one sentence."""

import resource
import sys
from pathlib import Path

import pytest
import torch

from core.config import RunConfig
from core.events import Finished
from core.runner import LocalBackend, wire
from core.runner.worker import _failure
from tests.core.runner.driving import ended, only, polled

HUGE = RunConfig(hidden_sizes=(1300, 1300), batch_size=8192, epochs=1, device="cpu")


@pytest.mark.parametrize(
    "error",
    [torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"), RuntimeError("DefaultCPUAllocator: can't allocate memory")],
)
def test_too_little_memory_is_said_with_what_to_try(error: Exception) -> None:
    assert _failure(error) == Finished("failed", "The device ran out of memory. Try a smaller batch or narrower layers.")


def test_another_error_is_told_by_its_text_or_by_its_kind() -> None:
    assert _failure(ValueError("No such thing.")) == Finished("failed", "No such thing.")
    assert _failure(ZeroDivisionError()) == Finished("failed", "ZeroDivisionError")


@pytest.mark.skipif(sys.platform != "linux", reason="limits another process's memory, which only Linux can")
def test_a_run_that_really_runs_out_of_memory_fails_with_a_sentence_and_the_next_one_trains() -> None:
    backend = LocalBackend(n_slots=1)
    try:
        backend.prepare()
        assert backend._spare is not None
        pid, stream = backend._spare.process.pid, backend._spare.process.stdout
        assert stream is not None
        assert wire.receive(stream) == ({"kind": "Ready"}, [])
        resource.prlimit(pid, resource.RLIMIT_AS, (_address_space(pid) + 100_000_000, resource.RLIM_INFINITY))
        backend.start("a", 1, HUGE)
        assert only(Finished, polled(backend, "a", ended)) == Finished(
            "failed", "The device ran out of memory. Try a smaller batch or narrower layers."
        )
        backend.start("b", 1, RunConfig(hidden_sizes=(8,), batch_size=4096, epochs=1))
        assert only(Finished, polled(backend, "b", ended)) == Finished("finished")
    finally:
        backend.close()


def _address_space(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * resource.getpagesize()
