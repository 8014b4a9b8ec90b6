"""The backend that trains in processes on this machine, which take run after run."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, Final

from core.config import RunConfig
from core.environment import TRAINING_ENVIRONMENT, n_cores, n_training_slots
from core.events import Change, Finished
from core.runner import wire
from core.runner.controller import Message

PROJECT: Final = Path(__file__).parents[2]


class LocalBackend:
    """Trains up to `n_slots` runs at once, each in a process that computes with its share of the cores.

    One process without a run is kept warm, since importing torch takes 3 s of a core: a new one, or one whose run has ended, but
    none whose run has failed, which may have left it short of memory. Others are ended.
    """

    def __init__(self, n_slots: int | None = None):
        self._n_slots = n_slots or n_training_slots()
        self._n_threads = max(1, n_cores() // self._n_slots)
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._running: dict[str, _Worker] = {}
        self._spare: _Worker | None = None

    def start(self, run_id: str, attempt: int, config: RunConfig, snapshot: bytes = b"") -> None:
        """Train `config` in the warm process, from the start or from a snapshot; what it reports comes out of `poll`."""
        self.prepare()
        worker, self._spare = self._spare, None
        assert worker is not None
        self._running[run_id] = worker
        worker.run(run_id, attempt, config, snapshot)

    def poll(self) -> list[Message]:
        """What has been reported since the last time, in order. The last message of a run is always a Finished."""
        messages = [self._messages.get() for _ in range(self._messages.qsize())]
        for message in messages:
            if isinstance(message.event, Finished) and (worker := self._running.pop(message.run_id, None)):
                self._release(worker, usable=message.event.status not in ("failed", "interrupted"))
        if messages and not self._running:
            self.prepare()
        return messages

    def suspend(self, run_id: str) -> None:
        """Tell a running run to leave its state and end."""
        if worker := self._running.get(run_id):
            worker.send({"command": "suspend"})

    def change(self, run_id: str, change: Change) -> None:
        """Tell a running run to hold another setting."""
        if worker := self._running.get(run_id):
            worker.send({"command": "change"} | asdict(change))

    def kill(self, run_id: str) -> None:
        """End a run's process now. What it reported before still comes, then Finished("interrupted")."""
        if worker := self._running.get(run_id):
            worker.kill()

    def slots(self) -> int:
        """How many runs could start now."""
        return self._n_slots - len(self._running)

    def prepare(self) -> None:
        """Have a warm process ready for a free slot: importing torch and reading MNIST take longer than a visitor likes to wait."""
        if self.slots() > 0 and not self._has_spare():
            self._keep(_Worker(self._n_threads, self._messages))

    def close(self) -> None:
        """End all processes."""
        for worker in [*self._running.values(), *([self._spare] if self._spare else [])]:
            worker.close()

    def _release(self, worker: "_Worker", *, usable: bool) -> None:
        """Keep the process of a run that has ended for the next one, if it is fit for it and there is no other."""
        if usable and worker.is_alive() and not self._has_spare():
            self._keep(worker)
        else:
            _end(worker)

    def _keep(self, worker: "_Worker") -> None:
        """Make it the spare one; a former one is dead, and its pipes are closed."""
        if self._spare:
            _end(self._spare)
        self._spare = worker

    def _has_spare(self) -> bool:
        return self._spare is not None and self._spare.is_alive()


def _end(worker: "_Worker") -> None:
    """End a process without waiting for it: one that hangs in a driver may take long to die."""
    threading.Thread(target=worker.close, daemon=True, name="end of a training process").start()


class _Worker:
    """One process and, while it trains a run, the thread that reads what it reports."""

    def __init__(self, n_threads: int, messages: "queue.SimpleQueue[Message]"):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "core.runner.worker", str(n_threads)],
            cwd=PROJECT,
            env=TRAINING_ENVIRONMENT | os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl+C in the terminal is for the server; the worker ends when its input closes
        )
        self._messages = messages
        self._listener: threading.Thread | None = None
        self._killed = False

    def is_alive(self) -> bool:
        """Also false for a process that was killed and is still dying."""
        return not self._killed and self.process.poll() is None

    def kill(self) -> None:
        self._killed = True
        self.process.kill()

    def run(self, run_id: str, attempt: int, config: RunConfig, snapshot: bytes) -> None:
        self.send({"command": "run", "config": config.to_json()}, snapshot)
        self._listener = threading.Thread(target=self._listen, args=(run_id, attempt), daemon=True, name=f"run {run_id[:8]}")
        self._listener.start()

    def send(self, message: dict[str, Any], *files: bytes) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError, ValueError):  # it has just ended; ValueError: its pipe is closed already
            wire.send(self.process.stdin, message, *files)  # type: ignore[arg-type]

    def close(self) -> None:
        self.kill()
        if self._listener:
            self._listener.join()
        with contextlib.suppress(BrokenPipeError), self.process:  # closes the pipes, flushing a command that nobody read, and waits
            pass

    def _listen(self, run_id: str, attempt: int) -> None:
        stream: BinaryIO = self.process.stdout  # type: ignore[assignment]
        while received := wire.receive(stream):
            if received[0]["kind"] != "Ready":
                seconds, event = wire.as_event(*received)
                self._messages.put(Message(run_id, attempt, seconds, event))
                if isinstance(event, Finished):
                    return
        code = self.process.wait()
        words = f"The training process ended unexpectedly ({f'signal {-code}' if code < 0 else f'exit code {code}'})."
        self._messages.put(Message(run_id, attempt, 0.0, Finished("interrupted", words)))
