"""The weights of every run at the end of every epoch, as files: <folder>/<run id>/<epoch>.safetensors.

Beside them lie the snapshots of a run's newest states, from which it can go on: <step>.resume.
"""

import re
import shutil
import threading
from pathlib import Path
from typing import Final

from core.events import Checkpoint, Suspended
from core.files import write_whole

RUN_ID: Final = re.compile(r"[0-9a-f]{32}")
SNAPSHOT: Final = ".resume"  # the suffix is older than the name
MAX_BYTES: Final = 4_000_000_000  # on disk; the lecture's run takes 13 MB
LOW_BYTES: Final = 3_000_000_000  # what is left after old runs' epochs were removed


class Checkpoints:
    """The folder of weights."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._lock = threading.Lock()  # a page may delete a run while the controller writes
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, run_id: str, state: Checkpoint | Suspended) -> None:
        """Keep the weights of every epoch, and the snapshots of the last two states: the newer is not yet recorded."""
        folder = self._of(run_id)
        with self._lock:
            folder.mkdir(exist_ok=True)
            if isinstance(state, Checkpoint):
                write_whole(self.path(run_id, state.epoch), state.weights)
            write_whole(self._snapshot_path(run_id, state.step), state.snapshot)
            for path in sorted(folder.glob(f"*{SNAPSHOT}"))[:-2]:
                path.unlink()

    def snapshot(self, run_id: str, step: int) -> bytes:
        """A state's snapshot, empty if it is not kept."""
        path = self._snapshot_path(run_id, step)
        return path.read_bytes() if path.is_file() else b""

    def keep_only_snapshot(self, run_id: str, step: int) -> None:
        """Forget the snapshot of any other state: it was never recorded, and the run now goes another way."""
        with self._lock:
            for path in set(self._of(run_id).glob(f"*{SNAPSHOT}")) - {self._snapshot_path(run_id, step)}:
                path.unlink()

    def epochs(self, run_id: str) -> list[int]:
        """The epochs whose weights are kept, first to last."""
        return sorted(int(path.stem) for path in self._of(run_id).glob("*.safetensors"))

    def path(self, run_id: str, epoch: int) -> Path:
        """The file of a run's weights after an epoch.

        Raises:
            ValueError: this is no run id (it is part of a file name).
        """
        return self._of(run_id) / f"{epoch:04}.safetensors"

    def delete(self, run_id: str) -> None:
        """Remove all that is kept of a run."""
        with self._lock:
            shutil.rmtree(self._of(run_id), ignore_errors=True)

    def make_room(self, ended: list[str], max_bytes: int = MAX_BYTES, low_bytes: int = LOW_BYTES) -> None:
        """When the folder is larger than `max_bytes`, remove files until it is smaller than `low_bytes`.

        These runs, in this order, keep the weights of their last epoch and their last snapshot; if that is not enough,
        only the weights; if that is not enough, nothing.
        """
        with self._lock:
            size = sum(path.stat().st_size for path in self._folder.rglob("*.*"))
            if size <= max_bytes:
                return
            for keeps in (("*.safetensors", f"*{SNAPSHOT}"), ("*.safetensors",), ()):
                for run_id in ended:
                    if size <= low_bytes:
                        return
                    size -= self._keep_newest(run_id, keeps)

    def _keep_newest(self, run_id: str, patterns: tuple[str, ...]) -> int:
        """Remove all files of a run but the newest of each pattern; returns the bytes that it saved."""
        folder = self._of(run_id)
        kept = {path for pattern in patterns for path in sorted(folder.glob(pattern))[-1:]}
        saved = 0
        for path in set(folder.glob("*.*")) - kept:
            saved += path.stat().st_size
            path.unlink()
        return saved

    def _snapshot_path(self, run_id: str, step: int) -> Path:
        return self._of(run_id) / f"{step:09}{SNAPSHOT}"

    def _of(self, run_id: str) -> Path:
        if not RUN_ID.fullmatch(run_id):
            raise ValueError("A run id is 32 hexadecimal digits.")
        return self._folder / run_id
