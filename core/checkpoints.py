"""The weights of every run at the end of every epoch, as files: <folder>/<run id>/<epoch>.safetensors.

Beside them lies what is needed to go on from a run's newest epochs: <epoch>.resume.
"""

import re
from pathlib import Path
from typing import Final

from core.events import Checkpoint
from core.files import write_whole

RUN_ID: Final = re.compile(r"[0-9a-f]{32}")
MAX_BYTES: Final = 4_000_000_000  # on disk; the lecture's run takes 8 MB
LOW_BYTES: Final = 3_000_000_000  # what is left after old runs' epochs were removed


class Checkpoints:
    """The folder of weights."""

    def __init__(self, folder: Path):
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, run_id: str, checkpoint: Checkpoint) -> None:
        """Keep the weights of every epoch, and what is needed to go on from the last two: the newer is not yet recorded."""
        epoch, folder = checkpoint.epoch, self._of(run_id)
        folder.mkdir(exist_ok=True)
        write_whole(self.path(run_id, epoch), checkpoint.weights)
        write_whole(folder / f"{epoch:04}.resume", checkpoint.resume)
        (folder / f"{epoch - 2:04}.resume").unlink(missing_ok=True)

    def resume(self, run_id: str, epoch: int) -> bytes:
        """A Checkpoint's `resume`, empty if it is not kept."""
        path = self._of(run_id) / f"{epoch:04}.resume"
        return path.read_bytes() if path.is_file() else b""

    def epochs(self, run_id: str) -> list[int]:
        """The epochs whose weights are kept, first to last."""
        return sorted(int(path.stem) for path in self._of(run_id).glob("*.safetensors"))

    def path(self, run_id: str, epoch: int) -> Path:
        """The file of a run's weights after an epoch.

        Raises:
            ValueError: this is no run id (it is part of a file name).
        """
        return self._of(run_id) / f"{epoch:04}.safetensors"

    def forget_resume(self, run_id: str) -> None:
        """Remove what a run that will never go on has kept for it."""
        for path in self._of(run_id).glob("*.resume"):
            path.unlink()

    def make_room(self, ended: list[str], max_bytes: int = MAX_BYTES, low_bytes: int = LOW_BYTES) -> None:
        """When the folder is larger than `max_bytes`, remove files until it is smaller than `low_bytes`.

        First these runs, oldest first, keep the weights of their last epoch only; if that is not enough, the oldest lose all.
        """
        size = sum(path.stat().st_size for path in self._folder.rglob("*.*"))
        if size <= max_bytes:
            return
        for keep_last in (True, False):
            for run_id in ended:
                if size <= low_bytes:
                    return
                kept = [self.path(run_id, epoch) for epoch in self.epochs(run_id)[-1:] if keep_last]
                for path in set(self._of(run_id).glob("*.*")) - set(kept):
                    size -= path.stat().st_size
                    path.unlink()

    def _of(self, run_id: str) -> Path:
        if not RUN_ID.fullmatch(run_id):
            raise ValueError("A run id is 32 hexadecimal digits.")
        return self._folder / run_id
