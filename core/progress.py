"""How far a run is and how fast it goes, from its events."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from core.config import RunConfig

RECENT_SECONDS: Final = 3.0


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    fraction: float  # of the run's steps, in [0, 1]
    epoch: int  # that is being trained, from 1
    seconds: float  # from the start to the newest step
    samples_per_second: float | None  # lately, evaluation included; None before there is anything to measure
    seconds_left: float | None


def progress(config: RunConfig, n_steps: int, steps: pd.DataFrame) -> Progress:
    """Measure a run by its Step events: columns `step` and `seconds`, in order."""
    if steps.empty:
        return Progress(0.0, 1, 0.0, None, None)
    step, seconds = int(steps["step"].iloc[-1]), float(steps["seconds"].iloc[-1])
    epoch = min(config.epochs, 1 + step * config.epochs // n_steps)
    recent = steps.tail(max(2, int((steps["seconds"] >= seconds - RECENT_SECONDS).sum())))
    elapsed = seconds - float(recent["seconds"].iloc[0])
    if elapsed <= 0:
        return Progress(step / n_steps, epoch, seconds, None, None)
    steps_per_second = (step - int(recent["step"].iloc[0])) / elapsed
    return Progress(step / n_steps, epoch, seconds, steps_per_second * config.batch_size, (n_steps - step) / steps_per_second)
