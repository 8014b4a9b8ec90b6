"""The run store: what was asked for (runs, commands) and what happened (events). Pages read it; it alone is the truth.

A run is a row. Its events are rows that only the controller writes. An attempt number fences off late messages of a worker
that was given up. Weights are files, written before they are recorded.
"""

import json
import re
import secrets
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
from sqlalchemy import Column, Connection, Float, Index, Integer, MetaData, String, Table, Text, create_engine, event, func, select
from sqlalchemy.engine import Row

from core.config import RunConfig
from core.events import ENDED, Checkpoint, Epoch, Event, Finished, Started, Status, Step
from core.files import write_whole
from core.settings import data_folder, database_url

RUN_ID: Final = re.compile(r"[0-9a-f]{32}")

_tables = MetaData()
_runs = Table(
    "runs",
    _tables,
    Column("number", Integer, primary_key=True),  # order of submission; people say "run 12"
    Column("id", String(32), nullable=False, unique=True),  # random, so a link cannot be guessed
    Column("owner", String(64), nullable=False, index=True),  # who may stop it
    Column("config", Text, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("message", Text, nullable=False, default=""),
    Column("attempt", Integer, nullable=False, default=0),
    Column("created", Float, nullable=False),  # seconds since 1970
)
_events = Table(
    "events",
    _tables,
    Column("number", Integer, primary_key=True),
    Column("run_id", String(32), nullable=False),
    Column("seconds", Float, nullable=False),  # since the run's start, by the worker's monotonic clock
    Column("kind", String(16), nullable=False),
    Column("body", Text, nullable=False),  # the event's fields as JSON
    Index("events_of_a_run", "run_id", "kind", "number"),
)
_commands = Table(
    "commands",
    _tables,
    Column("number", Integer, primary_key=True),
    Column("run_id", String(32), nullable=False),
    Column("name", String(16), nullable=False),
)


@dataclass(frozen=True)
class Run:
    """One training of one config, as the store has it."""

    number: int
    id: str
    owner: str
    config: RunConfig
    status: Status
    message: str
    created: float  # seconds since 1970

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in ENDED


class RunStore:
    """Runs, events and commands in the database at `url`, weights in `folder`.

    The server is the only process that writes. One lock keeps its threads from writing at once: SQLite before 3.51.3 can
    lose a write-ahead log when two connections write at the same instant.
    """

    def __init__(self, url: str | None = None, folder: Path | None = None):
        self.weights = (folder or data_folder()) / "weights"
        self.weights.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(url or database_url())
        self._write_lock = threading.Lock()
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _tune_sqlite)
        _tables.create_all(self._engine)

    # What a visitor asks for

    def submit(self, config: RunConfig, owner: str) -> str:
        """Add a queued run; returns its id."""
        run_id = secrets.token_hex(16)
        row = {"id": run_id, "owner": owner, "config": config.to_json(), "status": "queued", "created": time.time()}
        with self._write() as connection:
            connection.execute(_runs.insert().values(**row, message="", attempt=0))
        return run_id

    def command(self, run_id: str, name: str) -> None:
        """Ask the controller for something: "stop"."""
        with self._write() as connection:
            connection.execute(_commands.insert().values(run_id=run_id, name=name))

    # What the controller does

    def take_commands(self) -> list[tuple[str, str]]:
        """The (run id, name) of every waiting command, oldest first; they are not given out again."""
        with self._engine.connect() as connection:
            if connection.scalar(select(func.count()).select_from(_commands)) == 0:
                return []
        with self._write() as connection:
            rows = connection.execute(select(_commands).order_by(_commands.c.number)).all()
            connection.execute(_commands.delete().where(_commands.c.number <= rows[-1].number))
        return [(row.run_id, row.name) for row in rows]

    def begin(self, run_id: str) -> int:
        """Mark a queued run as running; returns the number of this attempt."""
        with self._write() as connection:
            connection.execute(_runs.update().where(_runs.c.id == run_id).values(status="running", attempt=_runs.c.attempt + 1))
            return connection.scalar(select(_runs.c.attempt).where(_runs.c.id == run_id)) or 0

    def record(self, run_id: str, attempt: int, messages: Sequence[tuple[float, Event]]) -> None:
        """Append (seconds, event) in order, unless this attempt was given up or the run has ended."""
        with self._write() as connection:
            current = connection.execute(select(_runs.c.attempt, _runs.c.status).where(_runs.c.id == run_id)).first()
            if current is None or current.attempt != attempt or current.status != "running":
                return
            rows = [_event_row(run_id, seconds, happened) for seconds, happened in messages if not isinstance(happened, Finished)]
            for _, happened in messages:
                if isinstance(happened, Checkpoint):
                    write_whole(self.weights_path(run_id), happened.weights)
            if rows:
                connection.execute(_events.insert(), rows)
            if isinstance(end := messages[-1][1], Finished):
                _set_status(connection, run_id, end.status, end.message)

    def end(self, run_id: str, status: Status, message: str = "") -> None:
        """End a run that has not ended."""
        with self._write() as connection:
            _set_status(connection, run_id, status, message)

    def interrupt_running(self) -> None:
        """Mark what a former server left running."""
        message = "The server was restarted while this run was training."
        with self._write() as connection:
            connection.execute(_runs.update().where(_runs.c.status == "running").values(status="interrupted", message=message))

    # What pages read

    def run(self, run_id: str) -> Run | None:
        """The run, or None for an id that nobody was given."""
        if not RUN_ID.fullmatch(run_id):
            return None
        return next(iter(self._read_runs(select(_runs).where(_runs.c.id == run_id))), None)

    def runs(self, *, owner: str | None = None, status: Status | None = None, limit: int = 1000) -> list[Run]:
        """The newest runs first; of one owner, or in one status, if asked."""
        query = select(_runs).order_by(_runs.c.number.desc()).limit(limit)
        if owner is not None:
            query = query.where(_runs.c.owner == owner)
        if status is not None:
            query = query.where(_runs.c.status == status)
        return self._read_runs(query)

    def oldest_queued(self) -> Run | None:
        """Whose turn it is."""
        return next(iter(self._read_runs(select(_runs).where(_runs.c.status == "queued").order_by(_runs.c.number).limit(1))), None)

    def n_ahead(self, run: Run) -> int:
        """How many runs are queued or running that were asked for earlier."""
        earlier = _runs.c.status.in_(("queued", "running")) & (_runs.c.number < run.number)
        with self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(_runs).where(earlier)) or 0

    def last_event(self, run_id: str) -> int:
        """The number of the run's newest event, 0 if it has none: equal numbers mean equal history."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.max(_events.c.number)).where(_events.c.run_id == run_id)) or 0

    def events(self, run_id: str, kind: type[Step | Epoch | Started]) -> pd.DataFrame:
        """The run's events of one kind, in order: a column for each field of the event, and `seconds` since the start."""
        query = select(_events.c.seconds, _events.c.body).order_by(_events.c.number)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(_events.c.run_id == run_id, _events.c.kind == kind.__name__)).all()
        columns = ["seconds", *kind.__dataclass_fields__]
        return pd.DataFrame([{"seconds": row.seconds} | json.loads(row.body) for row in rows], columns=columns)

    def last_epochs(self, run_ids: Iterable[str]) -> pd.DataFrame:
        """The newest Epoch event of each run that has one: a column for each field, `seconds`, and the run's id as index."""
        newest = (
            select(func.max(_events.c.number))
            .where(_events.c.kind == "Epoch", _events.c.run_id.in_(list(run_ids)))
            .group_by(_events.c.run_id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(select(_events).where(_events.c.number.in_(newest))).all()
        columns = ["run_id", "seconds", *Epoch.__dataclass_fields__]
        records = [{"run_id": row.run_id, "seconds": row.seconds} | json.loads(row.body) for row in rows]
        return pd.DataFrame(records, columns=columns).set_index("run_id")

    def weights_path(self, run_id: str) -> Path:
        """Where the run's newest weights are, if an epoch of it is done.

        Raises:
            ValueError: this is no run id (it would be part of a file name).
        """
        if not RUN_ID.fullmatch(run_id):
            raise ValueError("A run id is 32 hexadecimal digits.")
        return self.weights / f"{run_id}.safetensors"

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._write_lock, self._engine.begin() as connection:
            yield connection

    def _read_runs(self, query: Any) -> list[Run]:
        with self._engine.connect() as connection:
            return [_as_run(row) for row in connection.execute(query).all()]


def _event_row(run_id: str, seconds: float, happened: Event) -> dict[str, Any]:
    body = {"epoch": happened.epoch} if isinstance(happened, Checkpoint) else asdict(happened)
    return {"run_id": run_id, "seconds": seconds, "kind": type(happened).__name__, "body": json.dumps(body)}


def _set_status(connection: Connection, run_id: str, status: Status, message: str) -> None:
    open_run = (_runs.c.id == run_id) & _runs.c.status.not_in(ENDED)
    connection.execute(_runs.update().where(open_run).values(status=status, message=message))


def _as_run(row: Row[Any]) -> Run:
    return Run(row.number, row.id, row.owner, RunConfig.from_json(row.config), row.status, row.message, row.created)


def _tune_sqlite(connection: Any, _: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")  # readers do not wait for the writer
    connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last moments, never the file
    connection.execute("PRAGMA busy_timeout = 5000")
