"""The run store: what was asked for (runs, commands) and what happened (events). Pages read it; it alone is the truth.

A run is a row. Its events are rows that only the controller writes. An attempt number fences off late messages of a worker
that was given up. Weights are files, written before they are recorded.
"""

import json
import logging
import secrets
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event, func, select
from sqlalchemy.engine import Row

from core import tables
from core.checkpoints import RUN_ID, Checkpoints
from core.config import ConfigError, RunConfig
from core.events import ENDED, RESUMABLE, Checkpoint, Epoch, Event, Finished, Started, Status, Step
from core.settings import data_folder, database_url

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger(__name__)


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
        self.checkpoints = Checkpoints((folder or data_folder()) / "weights")
        self._engine = create_engine(url or database_url(), pool_pre_ping=True)
        self._write_lock = threading.Lock()
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", tables.tune_sqlite)
        tables.metadata.create_all(self._engine)

    # What a visitor asks for

    def submit(self, config: RunConfig, owner: str) -> str:
        """Add a queued run; returns its id."""
        run_id = secrets.token_hex(16)
        row = {"id": run_id, "owner": owner, "config": config.to_json(), "status": "queued", "created": time.time()}
        with self._write() as connection:
            connection.execute(tables.runs.insert().values(**row, message="", attempt=0))
        return run_id

    def resume(self, run_id: str) -> None:
        """Queue a stopped or interrupted run again: it goes on from its last checkpoint; what it told after that is forgotten."""
        with self._write() as connection:
            row = connection.execute(tables.last_checkpoint(run_id)).first()
            kept = row.number if row and self.checkpoints.resume(run_id, json.loads(row.body)["epoch"]) else 0
            later = (tables.events.c.run_id == run_id) & (tables.events.c.number > kept)
            can_go_on = (tables.runs.c.id == run_id) & tables.runs.c.status.in_(RESUMABLE)
            if connection.execute(tables.runs.update().where(can_go_on).values(status="queued", message="")).rowcount:
                connection.execute(tables.events.delete().where(later))

    def command(self, run_id: str, name: str) -> None:
        """Ask the controller for something: "stop"."""
        with self._write() as connection:
            connection.execute(tables.commands.insert().values(run_id=run_id, name=name))

    # What the controller does

    def take_commands(self) -> list[tuple[str, str]]:
        """The (run id, name) of every waiting command, oldest first; they are not given out again."""
        with self._engine.connect() as connection:
            if connection.scalar(select(func.count()).select_from(tables.commands)) == 0:
                return []
        with self._write() as connection:
            rows = connection.execute(select(tables.commands).order_by(tables.commands.c.number)).all()
            connection.execute(tables.commands.delete().where(tables.commands.c.number <= rows[-1].number))
        return [(row.run_id, row.name) for row in rows]

    def begin(self, run_id: str) -> int:
        """Mark a queued run as running; returns the number of this attempt."""
        with self._write() as connection:
            begun = {"status": "running", "attempt": tables.runs.c.attempt + 1, "begun": time.time()}
            connection.execute(tables.runs.update().where(tables.runs.c.id == run_id).values(begun))
            return connection.scalar(select(tables.runs.c.attempt).where(tables.runs.c.id == run_id)) or 0

    def record(self, run_id: str, attempt: int, messages: Sequence[tuple[float, Event]]) -> None:
        """Append (seconds, event) in order, unless this attempt was given up or the run has ended."""
        with self._engine.connect() as connection:
            if not tables.is_current(connection, run_id, attempt):
                return
        for _, happened in messages:
            if isinstance(happened, Checkpoint):
                self.checkpoints.write(run_id, happened)  # before it is recorded, and without keeping other writers waiting
        with self._write() as connection:
            if not tables.is_current(connection, run_id, attempt):
                return
            rows = [_event_row(run_id, seconds, happened) for seconds, happened in messages if not isinstance(happened, Finished)]
            if rows:
                connection.execute(tables.events.insert(), rows)
            if isinstance(end := messages[-1][1], Finished):
                tables.set_status(connection, run_id, end.status, end.message)
        if isinstance(end, Finished) and end.status not in RESUMABLE:
            self.checkpoints.forget_resume(run_id)

    def end(self, run_id: str, status: Status, message: str = "") -> None:
        """End a run that has not ended."""
        with self._write() as connection:
            tables.set_status(connection, run_id, status, message)

    def resume_point(self, run_id: str) -> bytes:
        """What its last recorded Checkpoint left for a run to go on from; empty if there is none."""
        with self._engine.connect() as connection:
            row = connection.execute(tables.last_checkpoint(run_id)).first()
        return self.checkpoints.resume(run_id, json.loads(row.body)["epoch"]) if row else b""

    def interrupt_running(self) -> None:
        """Mark what a former server left running."""
        message = "The server was restarted while this run was training."
        with self._write() as connection:
            connection.execute(tables.runs.update().where(tables.runs.c.status == "running").values(status="interrupted", message=message))

    def make_room(self) -> None:
        """Keep the weights on disk within bounds: old runs lose all epochs but their last."""
        ended = select(tables.runs.c.id).where(tables.runs.c.status.in_(ENDED)).order_by(tables.runs.c.number)
        with self._engine.connect() as connection:
            self.checkpoints.make_room(list(connection.scalars(ended)))

    # What pages read

    def run(self, run_id: str) -> Run | None:
        """The run, or None for an id that nobody was given."""
        if not RUN_ID.fullmatch(run_id):
            return None
        return next(iter(self._read_runs(select(tables.runs).where(tables.runs.c.id == run_id))), None)

    def runs(self, *, owner: str | None = None, status: Status | None = None, limit: int = 1000) -> list[Run]:
        """The newest runs first; of one owner, or in one status, if asked."""
        query = select(tables.runs).order_by(tables.runs.c.number.desc()).limit(limit)
        if owner is not None:
            query = query.where(tables.runs.c.owner == owner)
        if status is not None:
            query = query.where(tables.runs.c.status == status)
        return self._read_runs(query)

    def queue(self) -> list[Run]:
        """The queued runs, whose turn it is first: visitors take turns, the one who trained last comes last."""
        owners = tables.runs.alias()
        last_turn = select(func.max(owners.c.begun)).where(owners.c.owner == tables.runs.c.owner).scalar_subquery()
        queued = select(tables.runs).where(tables.runs.c.status == "queued")
        return self._read_runs(queued.order_by(last_turn, tables.runs.c.number))

    def last_event(self, run_id: str) -> int:
        """The number of the run's newest event, 0 if it has none: equal numbers mean equal history."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.max(tables.events.c.number)).where(tables.events.c.run_id == run_id)) or 0

    def seconds(self, run_id: str) -> float:
        """How long the run has trained, up to its newest event."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.max(tables.events.c.seconds)).where(tables.events.c.run_id == run_id)) or 0.0

    def events(self, run_id: str, kind: type[Step | Epoch | Started]) -> "pd.DataFrame":
        """The run's events of one kind, in order: a column for each field of the event, and `seconds` since the start."""
        import pandas as pd  # 0.3 s, which a server that is just starting has better use for

        query = select(tables.events.c.seconds, tables.events.c.body).order_by(tables.events.c.number)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(tables.events.c.run_id == run_id, tables.events.c.kind == kind.__name__)).all()
        columns = ["seconds", *kind.__dataclass_fields__]
        return pd.DataFrame([{"seconds": row.seconds} | json.loads(row.body) for row in rows], columns=columns)

    def last_epochs(self, run_ids: Iterable[str]) -> "pd.DataFrame":
        """The newest Epoch event of each run that has one: a column for each field, `seconds`, and the run's id as index."""
        import pandas as pd

        newest = (
            select(func.max(tables.events.c.number))
            .where(tables.events.c.kind == "Epoch", tables.events.c.run_id.in_(list(run_ids)))
            .group_by(tables.events.c.run_id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(select(tables.events).where(tables.events.c.number.in_(newest))).all()
        columns = ["run_id", "seconds", *Epoch.__dataclass_fields__]
        records = [{"run_id": row.run_id, "seconds": row.seconds} | json.loads(row.body) for row in rows]
        return pd.DataFrame(records, columns=columns).set_index("run_id")

    def weights_path(self, run_id: str) -> Path:
        """Where the run's newest weights are; a path without a file before its first epoch is done.

        Raises:
            ValueError: this is no run id.
        """
        return self.checkpoints.path(run_id, max(self.checkpoints.epochs(run_id), default=0))

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._write_lock, self._engine.begin() as connection:
            yield connection

    def _read_runs(self, query: Any) -> list[Run]:
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [run for run in map(_as_run, rows) if run]


def _event_row(run_id: str, seconds: float, happened: Event) -> dict[str, Any]:
    body = {"epoch": happened.epoch} if isinstance(happened, Checkpoint) else asdict(happened)
    return {"run_id": run_id, "seconds": seconds, "kind": type(happened).__name__, "body": json.dumps(body)}


def _as_run(row: Row[Any]) -> Run | None:
    try:
        return Run(row.number, row.id, row.owner, RunConfig.from_json(row.config), row.status, row.message, row.created)
    except ConfigError:  # of a version with other limits
        log.warning("run %s has a config that this version cannot use", row.id)
        return None
