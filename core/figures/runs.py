"""Runs as tables."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import pandas as pd

from core.config import LABELS
from core.store import Run


def table(runs: Sequence[Run], last_epochs: pd.DataFrame) -> pd.DataFrame:
    """One row a run, in the order given. `last_epochs` is what RunStore.last_epochs returns for them."""
    figures = last_epochs.reindex([run.id for run in runs])
    return pd.DataFrame(
        {
            "Run": pd.Series([run.number for run in runs], figures.index),
            "State": pd.Series([run.status for run in runs], figures.index),
            "Epochs": figures["epoch"],
            "Test, %": 100 * figures["test_acc"],
            "Train, %": 100 * figures["train_acc"],
            "Training loss": figures["train_loss"],
            "Time": figures["seconds"],
            "Settings": pd.Series([run.config.summary() for run in runs], figures.index),
            "Asked for": pd.Series([datetime.fromtimestamp(run.created, UTC) for run in runs], figures.index),
        }
    )


def differences(runs: Sequence[Run]) -> pd.DataFrame:
    """The settings in which these runs differ: a row for each field, a column for each run."""
    settings = pd.DataFrame({f"Run {run.number}": asdict(run.config) for run in runs}).map(str)
    return settings[settings.nunique(axis=1) > 1].rename_axis("Setting").rename(LABELS)
