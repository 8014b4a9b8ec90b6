"""The run store: what was asked for (runs, commands) and what happened (events). Pages read it; it alone is the truth.

A run is a row. Its events are rows that only the controller writes. An attempt number fences off late messages of a worker
that was given up. Weights are files, written before they are recorded.
"""

import json
import secrets
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event, func, select

from core.config import RunConfig
from core.environment import data_folder, database_url
from core.events import RESUMABLE, Change, Checkpoint, Event, Finished, Status, Suspended
from core.runs import event_rows, tables
from core.runs.checkpoints import RUN_ID, Checkpoints
from core.runs.run import LabelError, ResumeError, Run, checked_label, from_row

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LabelError", "Run", "RunStore"]


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
        tables.create(self._engine)

    # What a visitor asks for

    def submit(self, config: RunConfig, owner: str, sweep: str = "") -> str:
        """Add a queued run; returns its id."""
        return self.submit_all([config], owner, sweep)[0]

    def submit_all(self, configs: Sequence[RunConfig], owner: str, sweep: str = "") -> list[str]:
        """Add queued runs in this order, all or none; returns their ids. `sweep` marks runs that were asked for together."""
        common = {"owner": owner, "status": "queued", "message": "", "attempt": 0, "created": time.time(), "sweep": sweep}
        rows = [{"id": secrets.token_hex(16), "config": config.to_json()} | common for config in configs]
        with self._write() as connection:
            for row in rows:  # one by one: their numbers are in order in every database
                connection.execute(tables.runs.insert().values(row))
        return [str(row["id"]) for row in rows]

    def label(self, run_id: str, name: str, note: str) -> None:
        """Call a run `name`, and note something of it; empty texts take them away.

        Raises:
            LabelError: the name has other signs or is too long, or the note is too long.
        """
        label = checked_label(name, note)
        with self._write() as connection:
            connection.execute(tables.runs.update().where(tables.runs.c.id == run_id).values(label))

    def delete(self, run_id: str) -> bool:
        """Remove all that is kept of a run that has ended; returns whether it was removed."""
        with self._write() as connection:
            if not tables.delete_ended(connection, run_id):
                return False
            self.checkpoints.delete(run_id)  # under the lock: `record` looks under it whether the run is still there
            return True

    def resume(self, run_id: str, epochs: int | None = None) -> None:
        """Queue a run again: it goes on from its last state; what it reported after that is forgotten.

        `epochs`: go on to that many, also after the run has finished. Ignored for a run that is not at rest, or has as many.

        Raises:
            ResumeError: its last state is no longer kept.
        """
        goes_on_from = RESUMABLE if epochs is None else (*RESUMABLE, "finished")
        with self._write() as connection:
            row = connection.execute(select(tables.runs).where(tables.runs.c.id == run_id)).first()
            if row is None or row.status not in goes_on_from:
                return
            config = RunConfig.from_json(row.config)
            if epochs is not None and epochs <= config.epochs:  # a second tab asked for more meanwhile
                return
            config = replace(config, epochs=epochs or config.epochs)
            state = connection.execute(tables.last_state(run_id)).first()
            step, kept = (json.loads(state.body).get("step", 0), state.number) if state else (0, 0)
            if state and not self.checkpoints.snapshot(run_id, step):
                raise ResumeError("What this run needs to go on is no longer kept on this server. Train its settings anew.")
            self.checkpoints.keep_only_snapshot(run_id, step)
            connection.execute(tables.events.delete().where(tables.events.c.run_id == run_id, tables.events.c.number > kept))
            queued = {"status": "queued", "message": "", "config": config.to_json()}
            connection.execute(tables.runs.update().where(tables.runs.c.id == run_id).values(queued))

    def command(self, run_id: str, name: str, change: Change | None = None) -> None:
        """Ask the controller for something: "stop", "pause", or "change" with a setting."""
        body = json.dumps(asdict(change)) if change else ""
        with self._write() as connection:
            connection.execute(tables.commands.insert().values(run_id=run_id, name=name, body=body))

    # What the controller does

    def take_commands(self) -> list[tuple[str, str, Change | None]]:
        """The (run id, name, change) of every waiting command, oldest first; they are not given out again."""
        with self._engine.connect() as connection:
            if connection.scalar(select(func.count()).select_from(tables.commands)) == 0:
                return []
        with self._write() as connection:
            rows = connection.execute(select(tables.commands).order_by(tables.commands.c.number)).all()
            if rows:  # a deleted run took its commands with it
                connection.execute(tables.commands.delete().where(tables.commands.c.number <= rows[-1].number))
        return [(row.run_id, row.name, Change(**json.loads(row.body)) if row.body else None) for row in rows]

    def begin(self, run_id: str, *, afresh: bool = False) -> int:
        """Mark a queued run as running, from its start or going on; returns the number of this attempt."""
        with self._write() as connection:
            if afresh:
                connection.execute(tables.events.delete().where(tables.events.c.run_id == run_id))
            begun = {"status": "running", "attempt": tables.runs.c.attempt + 1, "begun": time.time()}
            connection.execute(tables.runs.update().where(tables.runs.c.id == run_id).values(begun))
            return connection.scalar(select(tables.runs.c.attempt).where(tables.runs.c.id == run_id)) or 0

    def record(self, run_id: str, attempt: int, messages: Sequence[tuple[float, Event]]) -> None:
        """Append (seconds, event) in order, unless this attempt was given up or the run has ended."""
        with self._engine.connect() as connection:
            if not tables.is_current(connection, run_id, attempt):
                return
        for _, happened in messages:
            if isinstance(happened, Checkpoint | Suspended):
                self.checkpoints.write(run_id, happened)  # before it is recorded, and without keeping other writers waiting
        with self._write() as connection:
            if not tables.is_current(connection, run_id, attempt):
                if not tables.exists(connection, run_id):
                    self.checkpoints.delete(run_id)  # it was ended and deleted while we wrote its files
                return
            rows = [event_rows.row(run_id, seconds, happened) for seconds, happened in messages if not isinstance(happened, Finished)]
            if rows:
                connection.execute(tables.events.insert(), rows)
            if isinstance(end := messages[-1][1], Finished):
                tables.set_status(connection, run_id, end.status, end.message)

    def end(self, run_id: str, status: Status, message: str = "") -> None:
        """End a run that has not ended."""
        with self._write() as connection:
            tables.set_status(connection, run_id, status, message)

    def last_snapshot(self, run_id: str) -> bytes:
        """The snapshot of a run's last recorded state; empty if there is none."""
        with self._engine.connect() as connection:
            row = connection.execute(tables.last_state(run_id)).first()
        return self.checkpoints.snapshot(run_id, json.loads(row.body).get("step", 0)) if row else b""

    def interrupt_running(self) -> None:
        """Mark what a former server left running."""
        message = "The server was restarted while this run was training."
        with self._write() as connection:
            connection.execute(tables.runs.update().where(tables.runs.c.status == "running").values(status="interrupted", message=message))

    def make_room(self) -> None:
        """Keep the weights on disk within bounds: old runs lose theirs first, those with a name or a note last, open ones never."""
        with self._engine.connect() as connection:
            self.checkpoints.make_room(list(connection.scalars(tables.least_wanted())))

    # What pages read

    def run(self, run_id: str) -> Run | None:
        """The run, or None for an id that nobody was given."""
        if not RUN_ID.fullmatch(run_id):
            return None
        return next(iter(self._read_runs(select(tables.runs).where(tables.runs.c.id == run_id))), None)

    def runs(
        self,
        *,
        owner: str | None = None,
        status: Status | None = None,
        sweep: str = "",
        ids: Sequence[str] | None = None,
        limit: int = 1000,
    ) -> list[Run]:
        """The newest runs first; of one owner, in one status, of one sweep or with these ids, if asked."""
        query = select(tables.runs).order_by(tables.runs.c.number.desc()).limit(limit)
        if owner is not None:
            query = query.where(tables.runs.c.owner == owner)
        if status is not None:
            query = query.where(tables.runs.c.status == status)
        if ids is not None:
            query = query.where(tables.runs.c.id.in_(ids))
        if sweep:
            query = query.where(tables.runs.c.sweep == sweep)
        return self._read_runs(query)

    def queue(self) -> list[Run]:
        """The queued runs, whose turn it is first: visitors take turns, the one who trained last comes last."""
        return self._read_runs(tables.queue())

    def last_event(self, run_id: str) -> int:
        """The number of the run's newest event, 0 if it has none: equal numbers mean equal history."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.max(tables.events.c.number)).where(tables.events.c.run_id == run_id)) or 0

    def seconds(self, run_id: str) -> float:
        """How long the run has trained, up to its newest event."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.max(tables.events.c.seconds)).where(tables.events.c.run_id == run_id)) or 0.0

    def events(self, run_id: str, kind: type[Event]) -> "pd.DataFrame":
        """The run's events of one kind, in order: a column for each field of the event, and `seconds` since the start."""
        with self._engine.connect() as connection:
            return event_rows.of_run(connection, run_id, kind)

    def last_epochs(self, run_ids: Iterable[str]) -> "pd.DataFrame":
        """The newest Epoch event of each run that has one: a column for each field, `seconds`, and the run's id as index."""
        with self._engine.connect() as connection:
            return event_rows.last_epochs(connection, run_ids)

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
        return [run for run in map(from_row, rows) if run]
