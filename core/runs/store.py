"""The run store: what was asked for (runs, commands) and what happened (events). Pages read it; it alone is the truth.

A run is a row. Its events are rows that only the controller writes. An attempt number fences off late messages of a worker
that was given up. Weights are files, written before they are recorded.
"""

import json
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from sqlalchemy import Connection, func, select

from core.config import RunConfig
from core.events import RESUMABLE, Change, Checkpoint, Event, Finished, Status, Suspended
from core.runs import event_rows, tables
from core.runs.reader import RunReader
from core.runs.run import LabelError, ResumeError, Run, checked_label

__all__ = ["LabelError", "Run", "RunStore"]


class RunStore(RunReader):
    """Runs, events and commands in the database at `url`, weights in `folder`.

    The server is the only process that writes. One lock keeps its threads from writing at once: SQLite before 3.51.3 can
    lose a write-ahead log when two connections write at the same instant.
    """

    def __init__(self, url: str | None = None, folder: Path | None = None):
        super().__init__(url, folder)
        self._write_lock = threading.Lock()

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
            attempt = tables.runs.c.attempt + 1  # with events less, it is another history
            queued = {"status": "queued", "message": "", "config": config.to_json(), "attempt": attempt}
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

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._write_lock, self._engine.begin() as connection:
            yield connection
