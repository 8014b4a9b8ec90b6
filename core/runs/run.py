"""One run as the store has it, and how it may be called."""

import logging
import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy.engine import Row

from core.config import ConfigError, RunConfig
from core.events import ENDED, Status

NAME: Final = re.compile(r"[A-Za-z0-9 _-]{1,40}")  # it stands in figures and links, where other signs could mean something
MAX_NOTE: Final = 500  # characters

log = logging.getLogger(__name__)


class LabelError(ValueError):
    """A run cannot be called so; the text is one sentence for the visitor."""


@dataclass(frozen=True)
class Run:
    """One training of one config."""

    number: int
    id: str
    owner: str
    config: RunConfig
    status: Status
    message: str
    created: float  # seconds since 1970
    name: str = ""  # what its owner calls it
    note: str = ""
    sweep: str = ""  # id of the sweep it belongs to
    attempt: int = 0  # rises whenever it is begun or resumed

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.status in ENDED

    @property
    def label(self) -> str:
        """What it is called in figures and tables, different for every run: "Run 12" or "wide net (run 12)"."""
        return f"{self.name} (run {self.number})" if self.name else f"Run {self.number}"


class Position(NamedTuple):
    """How far a run has come: equal attempts and numbers mean an equal history."""

    status: Status
    attempt: int
    number: int  # of its newest event, 0 if it has none


def from_row(row: Row[Any]) -> Run | None:
    """The run in a row of tables.runs; None if its config is of a version with other limits."""
    try:
        config = RunConfig.from_json(row.config)
    except ConfigError:
        log.warning("run %s has a config that this version cannot use", row.id)
        return None
    return Run(row.number, row.id, row.owner, config, row.status, row.message, row.created, row.name, row.note, row.sweep, row.attempt)


def checked_label(name: str, note: str) -> dict[str, str]:
    """The name and the note as they are kept; either may be empty.

    Raises:
        LabelError: the name has other signs or is too long, or the note is too long.
    """
    name, note = name.strip(), note.replace("\0", "").strip()
    if name and not NAME.fullmatch(name):
        raise LabelError("A name has up to 40 letters from A to Z, digits, spaces, _ and -.")
    if len(note) > MAX_NOTE:
        raise LabelError(f"A note has at most {MAX_NOTE} characters; this one has {len(note)}.")
    return {"name": name, "note": note}


class ResumeError(RuntimeError):
    """A run cannot go on; the text is one sentence for the visitor."""
