"""How far a run is and how fast it goes, from its events."""

import math
from dataclasses import dataclass
from typing import Final

import pandas as pd

from core.config import RunConfig
from core.runs.run import Run

RECENT_SECONDS: Final = 3.0


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    fraction: float  # of the run's steps, in [0, 1]
    epoch: int  # that is being trained, from 1
    seconds: float  # from the start to the newest step
    samples_per_second: float | None  # lately, evaluation included; None before there is anything to measure
    seconds_left: float | None


def n_steps(config: RunConfig, started: pd.DataFrame, epochs: pd.DataFrame) -> int:
    """Steps of the whole run, before it has begun as its config has them; then from its Started and Epoch events.

    A run that trains on for more epochs has begun with fewer steps than it will take, so a finished epoch knows better.
    """
    if not epochs.empty:
        return int(epochs["step"].iloc[-1]) // int(epochs["epoch"].iloc[-1]) * config.epochs
    return config.epochs * math.ceil(config.n_examples / config.batch_size) if started.empty else int(started["n_steps"].iloc[-1])


def progress(config: RunConfig, n_steps: int, steps: pd.DataFrame) -> Progress:
    """Measure a run by its Step events: columns `step` and `seconds`, in order."""
    if steps.empty:
        return Progress(0.0, 1, 0.0, None, None)
    step, seconds = int(steps["step"].iloc[-1]), float(steps["seconds"].iloc[-1])
    fraction = min(1.0, step / n_steps)
    epoch = min(config.epochs, 1 + step * config.epochs // n_steps)
    recent = steps.tail(max(2, int((steps["seconds"] >= seconds - RECENT_SECONDS).sum())))
    elapsed = seconds - float(recent["seconds"].iloc[0])
    if elapsed <= 0:
        return Progress(fraction, epoch, seconds, None, None)
    per_step = config.n_examples / math.ceil(config.n_examples / config.batch_size)  # an epoch's last batch may be smaller
    steps_per_second = (step - int(recent["step"].iloc[0])) / elapsed
    return Progress(fraction, epoch, seconds, steps_per_second * per_step, (n_steps - step) / steps_per_second)


def in_words(run: Run, now: Progress, n_ahead: int) -> str:
    """What is happening, in a few words; of a queued run `n_ahead` says how many come before it."""
    if run.status == "queued":
        return f"Queued: {n_ahead} run{'s' if n_ahead != 1 else ''} ahead" if n_ahead else "Starting"
    if run.status == "running":
        left = "" if now.seconds_left is None else f", {duration(now.seconds_left)} left"
        return f"Epoch {now.epoch} of {run.config.epochs}{left}"
    where = "" if run.status == "finished" else f" in epoch {now.epoch},"
    return f"{run.status.capitalize()}{where} after {now.seconds:.1f} s"


def duration(seconds: float) -> str:
    """8 s, 4 min, 2 h: as exactly as one wants to know it while waiting."""
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
