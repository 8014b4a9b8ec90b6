"""Files: written so that nobody ever sees half of one, or packed into a ZIP."""

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Replace the file by `content`: after a crash at any moment it holds the old bytes or the new ones, never a mixture."""
    temporary = path.with_suffix(path.suffix + ".part")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def to_zip(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these files, name -> content, in this order; text is written as UTF-8."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()
