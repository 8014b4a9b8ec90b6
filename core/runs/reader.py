"""What pages read of the run store."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event, func, select

from core.environment import data_folder, database_url
from core.events import Event, Status
from core.runs import event_rows, tables
from core.runs.checkpoints import RUN_ID, Checkpoints
from core.runs.run import Position, Run, from_row

if TYPE_CHECKING:
    import pandas as pd


class RunReader:
    """Runs and their events in the database at `url`, weights in `folder`."""

    def __init__(self, url: str | None = None, folder: Path | None = None):
        self.checkpoints = Checkpoints((folder or data_folder()) / "weights")
        self._engine: Engine = create_engine(url or database_url(), pool_pre_ping=True)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", tables.tune_sqlite)
        tables.create(self._engine)

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

    def positions(self, run_ids: Sequence[str]) -> dict[str, Position]:
        """How far each of these runs has come, of those that there are."""
        with self._engine.connect() as connection:
            rows = connection.execute(tables.positions(run_ids)).all()
        return {row.id: Position(row.status, row.attempt, row.number) for row in rows}

    def events(self, run_id: str, kind: type[Event], up_to: int | None = None) -> "pd.DataFrame":
        """The run's events of one kind, in order: a column for each field of the event, and `seconds` since the start.

        `up_to`: none after the event with this number.
        """
        with self._engine.connect() as connection:
            return event_rows.of_run(connection, run_id, kind, up_to)

    def events_after(self, run_id: str, number: int) -> list[tuple[int, float, str, dict[str, Any]]]:
        """The (number, seconds, kind, fields) of the run's events after the one with this number, in order."""
        with self._engine.connect() as connection:
            return event_rows.after(connection, run_id, number)

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

    def _read_runs(self, query: Any) -> list[Run]:
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [run for run in map(from_row, rows) if run]
