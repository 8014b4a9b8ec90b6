"""Writing a file so that nobody ever sees half of it."""

import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Replace the file by `content`: after a crash at any moment it holds the old bytes or the new ones, never a mixture."""
    temporary = path.with_suffix(path.suffix + ".part")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
