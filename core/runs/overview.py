"""Runs as tables for people: what they reached, and the settings in which they differ."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from core.config import FIELDS
from core.runs.store import Run
from core.runs.sweep import differing_fields


def table(runs: Sequence[Run], last_epochs: pd.DataFrame) -> pd.DataFrame:
    """One row a run, in the order given: which it is, what it reached, the settings in which these runs differ, and the rest.

    In that order, because a phone shows the first four columns. `last_epochs` is what RunStore.last_epochs returns for them.
    """
    figures = last_epochs.reindex([run.id for run in runs])
    configs, names, notes = [run.config for run in runs], [run.name for run in runs], [run.note for run in runs]
    columns: dict[str, Any] = {"Run": [run.number for run in runs]} | ({"Name": names} if any(names) else {})
    columns |= {"Test, %": 100 * figures["test_acc"].astype(float)}
    columns |= {FIELDS[name].label: _column(configs, name) for name in differing_fields(configs)}
    columns |= {
        "State": [run.status for run in runs],
        "Train, %": 100 * figures["train_acc"].astype(float),
        "Training loss": figures["train_loss"].astype(float),
        "Time": figures["seconds"].astype(float),
        "Epochs done": figures["epoch"].astype("Int64"),
        "Created": [datetime.fromtimestamp(run.created, UTC) for run in runs],
    } | ({"Note": notes} if any(notes) else {})
    return pd.DataFrame(columns, index=figures.index)


def side_by_side(runs: Sequence[Run], last_epochs: pd.DataFrame) -> pd.DataFrame:
    """A column for each run: what it reached, and below it the settings in which they differ. `last_epochs` is as for `table`."""
    names, figures = differing_fields([run.config for run in runs]), last_epochs.reindex([run.id for run in runs])
    columns = {
        run.label: [
            "–" if math.isnan(test_acc) else f"{test_acc:.2%}",
            "–" if math.isnan(train_loss) else f"{train_loss:.4f}",
            *(FIELDS[name].describe(getattr(run.config, name)) for name in names),
        ]
        for run, test_acc, train_loss in zip(runs, figures["test_acc"].astype(float), figures["train_loss"].astype(float), strict=True)
    }
    return pd.DataFrame(columns, index=pd.Index(["Test accuracy", "Training loss", *(FIELDS[name].label for name in names)]))


def _column(configs: Sequence[Any], name: str) -> list[Any]:
    values = [getattr(config, name) for config in configs]
    return values if FIELDS[name].is_number else [FIELDS[name].describe(value) for value in values]  # numbers sort as numbers
