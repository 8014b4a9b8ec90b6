"""What happened to runs: events as rows of the store, and as the tables that pages read."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, func, select

from core.events import Epoch, Event
from core.runs.tables import events

if TYPE_CHECKING:
    import pandas as pd

IDS_AT_ONCE: Final = 500  # in one query; SQLite takes at most 32,766 parameters, older ones 999


def row(run_id: str, seconds: float, happened: Event) -> dict[str, Any]:
    """The row of an event; its bytes are files and stay out."""
    body = {name: value for name, value in asdict(happened).items() if not isinstance(value, bytes)}
    return {"run_id": run_id, "seconds": seconds, "kind": type(happened).__name__, "body": json.dumps(body)}


def of_run(connection: Connection, run_id: str, kind: type[Event], up_to: int | None = None) -> "pd.DataFrame":
    """The run's events of one kind, in order: a column for each field of the event, and `seconds` since the start.

    `up_to`: none after the event with this number.
    """
    import pandas as pd  # 0.3 s, which a server that is just starting has better use for

    query = select(events.c.seconds, events.c.body).order_by(events.c.number)
    query = query.where(events.c.run_id == run_id, events.c.kind == kind.__name__)
    rows = connection.execute(query if up_to is None else query.where(events.c.number <= up_to)).all()
    columns = ["seconds", *kind.__dataclass_fields__]
    return pd.DataFrame([{"seconds": row.seconds} | json.loads(row.body) for row in rows], columns=columns)


def after(connection: Connection, run_id: str, number: int) -> list[tuple[int, float, str, dict[str, Any]]]:
    """The (number, seconds, kind, fields) of the run's events after the one with this number, in order."""
    query = select(events).where(events.c.run_id == run_id, events.c.number > number).order_by(events.c.number)
    return [(row.number, row.seconds, row.kind, json.loads(row.body)) for row in connection.execute(query)]


def last_epochs(connection: Connection, run_ids: Iterable[str]) -> "pd.DataFrame":
    """The newest Epoch event of each run that has one: a column for each field, `seconds`, and the run's id as index."""
    import pandas as pd

    ids, records = list(run_ids), []
    for start in range(0, len(ids), IDS_AT_ONCE):
        of_these = events.c.run_id.in_(ids[start : start + IDS_AT_ONCE]) & (events.c.kind == "Epoch")
        newest = select(func.max(events.c.number)).where(of_these).group_by(events.c.run_id)
        rows = connection.execute(select(events).where(events.c.number.in_(newest)))
        records += [{"run_id": row.run_id, "seconds": row.seconds} | json.loads(row.body) for row in rows]
    columns = ["run_id", "seconds", *Epoch.__dataclass_fields__]
    return pd.DataFrame(records, columns=columns).set_index("run_id")
