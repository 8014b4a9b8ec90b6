"""Where things are kept, from the environment: DATA_DIR (default: data/ in the project) and DATABASE_URL (default: SQLite in it)."""

import os
from pathlib import Path


def data_folder() -> Path:
    """The folder of the run database and of trained weights; made if it is not there."""
    folder = Path(os.environ.get("DATA_DIR") or Path(__file__).parent.parent / "data")
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def database_url() -> str:
    """The SQLAlchemy URL of the run store."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{data_folder() / 'runs.db'}"
