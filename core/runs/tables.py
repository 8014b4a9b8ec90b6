"""The tables of the run store, what is asked of them in more than one place, and how SQLite is set up for them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Engine, Float, Index, Integer, MetaData, Select, String, Table, Text, func, inspect, select, text
from sqlalchemy.schema import CreateColumn

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
    Column("name", String(40), nullable=False, default="", server_default=""),  # what its owner calls it
    Column("note", Text, nullable=False, default="", server_default=""),
    Column("sweep", String(32), nullable=False, default="", server_default="", index=True),  # runs that were asked for together
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
    Column("body", Text, nullable=False, default="", server_default=""),  # what the command needs, as JSON
)


def create(engine: Engine) -> None:
    """Make the tables that are not there, and add the columns and indexes that a database of an earlier version lacks."""
    metadata.create_all(engine)
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            there = {column["name"] for column in inspect(connection).get_columns(table.name)}
            for column in table.columns:
                if column.name not in there:
                    definition = CreateColumn(column).compile(engine)
                    connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {definition}"))
            for index in table.indexes:
                index.create(connection, checkfirst=True)


def tune_sqlite(connection: Any, _: object) -> None:
    """Set up a new SQLite connection; a listener for SQLAlchemy's "connect" event."""
    connection.execute("PRAGMA journal_mode = WAL")  # readers do not wait for the writer
    connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last moments, never the file
    connection.execute("PRAGMA busy_timeout = 5000")


def last_state(run_id: str) -> Select[Any]:
    """The row of the newest event from which a run can go on."""
    of_run = (events.c.run_id == run_id) & events.c.kind.in_(("Checkpoint", "Suspended"))
    return select(events).where(of_run).order_by(events.c.number.desc()).limit(1)


def queue() -> Select[Any]:
    """The queued runs, whose turn it is first: visitors take turns, the one who trained last comes last."""
    owners = runs.alias()
    last_turn = select(func.max(owners.c.begun)).where(owners.c.owner == runs.c.owner).scalar_subquery()
    return select(runs).where(runs.c.status == "queued").order_by(last_turn, runs.c.number)


def least_wanted() -> Select[Any]:
    """The ids of the runs that have ended: first those that nobody named or noted anything of, those that trained longest ago first."""
    is_labelled = (runs.c.name != "") | (runs.c.note != "")
    return select(runs.c.id).where(runs.c.status.in_(ENDED)).order_by(is_labelled, runs.c.begun, runs.c.number)


def positions(run_ids: Sequence[str]) -> Select[Any]:
    """Of each of these runs: id, status, attempt, and the number of its newest event."""
    newest = select(func.max(events.c.number)).where(events.c.run_id == runs.c.id).scalar_subquery()
    return select(runs.c.id, runs.c.status, runs.c.attempt, func.coalesce(newest, 0).label("number")).where(runs.c.id.in_(run_ids))


def exists(connection: Connection, run_id: str) -> bool:
    """Whether there is a run with this id."""
    return connection.execute(select(runs.c.id).where(runs.c.id == run_id)).first() is not None


def delete_ended(connection: Connection, run_id: str) -> bool:
    """Remove a run that has ended, its events and its commands; returns whether there was one."""
    removed = connection.execute(runs.delete().where(runs.c.id == run_id, runs.c.status.in_(ENDED))).rowcount
    for table in (events, commands) if removed else ():
        connection.execute(table.delete().where(table.c.run_id == run_id))
    return bool(removed)


def is_current(connection: Connection, run_id: str, attempt: int) -> bool:
    """Whether the run is running, and in this attempt."""
    row = connection.execute(select(runs.c.attempt, runs.c.status).where(runs.c.id == run_id)).first()
    return row is not None and row.attempt == attempt and row.status == "running"


def set_status(connection: Connection, run_id: str, status: Status, message: str) -> None:
    """End a run, or do nothing if it has ended."""
    open_run = (runs.c.id == run_id) & runs.c.status.not_in(ENDED)
    connection.execute(runs.update().where(open_run).values(status=status, message=message))
