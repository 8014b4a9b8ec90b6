"""The training process: `python -m core.runner.worker N_THREADS`, started by core.runner.local.

It gets ready (torch imported, MNIST in memory), says so, and waits for one config on its standard input. Then it trains,
reporting events on its standard output, until the run ends or is told to suspend. It ends when its input is closed, which is
what happens when the server dies in whatever way.
"""

import os
import queue
import sys
import threading
import time
from typing import TYPE_CHECKING, BinaryIO

from core.config import RunConfig
from core.events import Change, Event, Finished
from core.runner import wire

if TYPE_CHECKING:
    from core.training import Command

NICENESS = 10  # visitors' clicks go first


class Inbox:
    """What the server sends, read by a thread of its own so that it arrives while training."""

    def __init__(self, stream: BinaryIO):
        self.config: RunConfig | None = None
        self.resume = b""  # the checkpoint to go on from; empty: from the start
        self.config_received = threading.Event()
        self._waiting: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._stream = stream
        threading.Thread(target=self._listen, daemon=True).start()

    def take(self, _: int) -> list["Command"]:
        """The commands that came in since the last time."""
        return [self._waiting.get() for _ in range(self._waiting.qsize())]

    def _listen(self) -> None:
        while received := wire.receive(self._stream):
            message, files = received
            if message["command"] == "run":
                self.config, self.resume = RunConfig.from_json(message["config"]), files[0]
                self.config_received.set()
            elif message["command"] == "suspend":
                self._waiting.put("suspend")
            else:
                self._waiting.put(Change(message["name"], message["value"]))
        os._exit(1)  # the server is gone; a daemon thread cannot end the process in any gentler way


def main() -> None:
    """Train one run."""
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
        inbox.config_received.wait()
        assert inbox.config is not None
        start = time.monotonic()
        config, device = inbox.config, devices.resolve(inbox.config.device)
        if config.dataset != RunConfig.dataset:
            digits = datasets.load(config.dataset)
        for event in train(config, digits.to(device), device, inbox.resume, inbox.take):
            wire.send_event(events, time.monotonic() - start, event)
    except Exception as error:  # the one boundary: whatever happened becomes the run's end
        wire.send_event(events, 0.0, _failure(error))
        raise  # the traceback is for the server's log


def _failure(error: Exception) -> Event:
    if "out of memory" in str(error).lower() or "can't allocate memory" in str(error).lower():
        return Finished("failed", "The device ran out of memory. Try a smaller batch or narrower layers.")
    return Finished("failed", str(error) or type(error).__name__)


if __name__ == "__main__":
    main()
