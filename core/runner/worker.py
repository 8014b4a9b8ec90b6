"""The training process: `python -m core.runner.worker N_THREADS`, started by core.runner.local.

It gets ready (torch imported, MNIST in memory), says so, and waits for a config on its standard input. Then it trains,
reporting events on its standard output, until the run ends or is told to suspend, and waits for the next. It ends when a run
fails, and when its input is closed, which is what happens when the server dies in whatever way.
"""

import logging
import os
import queue
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from core.config import RunConfig
from core.events import Change, Event, Finished
from core.runner import wire

if TYPE_CHECKING:
    from core.training import Command

log = logging.getLogger(__name__)
NICENESS = 10  # visitors' clicks go first


@dataclass
class Assignment:
    """A run to train, and what its owner wants of it meanwhile."""

    config: RunConfig
    snapshot: bytes  # of the state to go on from; empty: from the start
    commands: "queue.SimpleQueue[Command]" = field(default_factory=queue.SimpleQueue)

    def take_commands(self, _: int) -> list["Command"]:
        """Those that came in since the last time."""
        return [self.commands.get() for _ in range(self.commands.qsize())]


class Inbox:
    """What the server sends, read by a thread of its own so that it arrives while training."""

    def __init__(self, stream: BinaryIO):
        self.assignments: queue.SimpleQueue[Assignment] = queue.SimpleQueue()
        self._stream = stream
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        newest: Assignment | None = None  # a command that comes after a run's end is for nobody: the next run has a queue of its own
        while received := wire.receive(self._stream):
            message, files = received
            if message["command"] == "run":
                newest = Assignment(RunConfig.from_json(message["config"]), files[0])
                self.assignments.put(newest)
            elif newest:
                newest.commands.put("suspend" if message["command"] == "suspend" else Change(message["name"], message["value"]))
        os._exit(1)  # the server is gone; a daemon thread cannot end the process in any gentler way


def main() -> None:
    """Train one run after another."""
    if hasattr(os, "nice"):  # Windows has none
        os.nice(NICENESS)
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes to the log, not between the events
    inbox = Inbox(os.fdopen(0, "rb", buffering=0))  # unbuffered: a buffer being read cannot be closed at exit
    try:
        # Imported here, after Inbox: a worker whose server dies meanwhile still ends.
        import torch

        from core import datasets, devices, mnist
        from core.training import train

        torch.set_num_threads(int(sys.argv[1]))
        digits = datasets.load(RunConfig.dataset)
        for _ in train(RunConfig(epochs=1), mnist.synthetic()):  # a rehearsal: torch imports much on its first step
            pass
        wire.send(events, {"kind": "Ready"})
        while True:
            run = inbox.assignments.get()
            start = time.monotonic()
            config, device = run.config, devices.resolve(run.config.device)
            data = digits if config.dataset == RunConfig.dataset else datasets.load(config.dataset)
            for event in train(config, data.to(device), device, run.snapshot, run.take_commands):
                if isinstance(event, Finished):  # after it the next run may come, so whatever can go wrong comes before
                    run.snapshot, data = b"", digits
                    torch.cuda.empty_cache()  # does nothing without CUDA
                wire.send_event(events, time.monotonic() - start, event)
    except Exception as error:  # the one boundary: whatever happened becomes the run's end
        log.exception("the training process ends")  # in the server's log, before the server hears of it and kills this process
        wire.send_event(events, 0.0, _failure(error))
        sys.exit(1)


def _failure(error: Exception) -> Event:
    if "out of memory" in str(error).lower() or "can't allocate memory" in str(error).lower():
        return Finished("failed", "The device ran out of memory. Try a smaller batch or narrower layers.")
    return Finished("failed", str(error) or type(error).__name__)


if __name__ == "__main__":
    main()
