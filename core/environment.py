"""What the operator sets in the environment.

DATA_DIR: the folder of everything that is kept (default: data/ in the project). DATABASE_URL: the run store (default: SQLite in
DATA_DIR). TRAINING_SLOTS: runs that train at once (default: one for two cores). MAX_RUN_MINUTES: how long a run may train before
the others' turn (default: 15).
"""

import os
from pathlib import Path
from typing import Final

# How long a torch thread spins when it waits for another, before it sleeps. Seconds for an epoch's 235 steps of 784-256-10 on a
# 2-core AMD EPYC, quiet and with one core kept busy by a visitor: not at all 0.41 and 0.39, 1,000 rounds 0.25 and 0.58,
# 5,000 rounds 0.22 and 1.3, libgomp's default 0.25 and 15.
TRAINING_ENVIRONMENT: Final = {"GOMP_SPINCOUNT": "1000"}  # in the environment of a process that trains, before it imports torch


def data_folder() -> Path:
    """The folder of the run database and of trained weights; made if it is not there."""
    folder = Path(os.environ.get("DATA_DIR") or Path(__file__).parent.parent / "data")
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def database_url() -> str:
    """The SQLAlchemy URL of the run store."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{data_folder() / 'runs.db'}"


def n_cores() -> int:
    """The cores that this process may use: its affinity, and a container's quota where there is one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = Path("/sys/fs/cgroup/cpu.max")
    share, _, period = quota.read_text().strip().partition(" ") if quota.exists() else ("max", "", "")
    return cores if share == "max" else max(1, min(cores, int(share) // int(period)))


def n_training_slots() -> int:
    """How many runs train at once; each takes about 1 GB of memory."""
    return int(os.environ.get("TRAINING_SLOTS") or max(1, n_cores() // 2))


def max_run_seconds() -> float:
    """How long a run may train at a time."""
    return 60 * float(os.environ.get("MAX_RUN_MINUTES") or 15)
