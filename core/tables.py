"""The tables of the run store, what is asked of them in more than one place, and how SQLite is set up for them."""

from typing import Any

from sqlalchemy import Column, Connection, Float, Index, Integer, MetaData, Select, String, Table, Text, select

from core.events import ENDED, Status

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True),  # order of submission; people say "run 12"
    Column("id", String(32), nullable=False, unique=True),  # random, so a link cannot be guessed
    Column("owner", String(64), nullable=False, index=True),  # who may stop it
    Column("config", Text, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("message", Text, nullable=False, default=""),
    Column("attempt", Integer, nullable=False, default=0),
    Column("created", Float, nullable=False),  # seconds since 1970
    Column("begun", Float, nullable=False, default=0.0),  # seconds since 1970; 0: never
)
events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("run_id", String(32), nullable=False),
    Column("seconds", Float, nullable=False),  # since the run's start, by the worker's monotonic clock
    Column("kind", String(16), nullable=False),
    Column("body", Text, nullable=False),  # the event's fields as JSON
    Index("events_of_a_run", "run_id", "kind", "number"),
    sqlite_autoincrement=True,  # a number is never given twice, so an equal last number means an equal history
)
commands = Table(
    "commands",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("run_id", String(32), nullable=False),
    Column("name", String(16), nullable=False),
)


def tune_sqlite(connection: Any, _: object) -> None:
    """Set up a new SQLite connection; a listener for SQLAlchemy's "connect" event."""
    connection.execute("PRAGMA journal_mode = WAL")  # readers do not wait for the writer
    connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last moments, never the file
    connection.execute("PRAGMA busy_timeout = 5000")


def last_checkpoint(run_id: str) -> Select[Any]:
    """The row of a run's newest Checkpoint event."""
    of_run = (events.c.run_id == run_id) & (events.c.kind == "Checkpoint")
    return select(events).where(of_run).order_by(events.c.number.desc()).limit(1)


def is_current(connection: Connection, run_id: str, attempt: int) -> bool:
    """Whether the run is running, and in this attempt."""
    row = connection.execute(select(runs.c.attempt, runs.c.status).where(runs.c.id == run_id)).first()
    return row is not None and row.attempt == attempt and row.status == "running"


def set_status(connection: Connection, run_id: str, status: Status, message: str) -> None:
    """End a run, or do nothing if it has ended."""
    open_run = (runs.c.id == run_id) & runs.c.status.not_in(ENDED)
    connection.execute(runs.update().where(open_run).values(status=status, message=message))
