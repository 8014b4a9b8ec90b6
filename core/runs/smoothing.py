"""A calmer curve through noisy losses, which never looks ahead."""

import numpy as np
import pandas as pd


def trailing_mean(steps: pd.DataFrame, window: int) -> np.ndarray:
    """At each point the mean loss over the last `window` steps up to it: (n,), from columns `step` and `loss`, in order.

    A point's loss is itself the mean over the steps since the point before, so it counts as often. Where fewer steps are behind it,
    the mean is over those; a point that holds more than `window` steps is left as it is.
    """
    step = steps["step"].to_numpy(dtype=np.int64)
    n = np.diff(step, prepend=0)  # optimizer steps that each point stands for
    total = np.concatenate([[0.0], np.cumsum(n * steps["loss"].to_numpy(dtype=float))])
    before = np.concatenate([[0], step])
    first = np.minimum(np.searchsorted(before, step - window), np.arange(len(step)))  # the window begins after before[first]
    return np.asarray((total[1:] - total[first]) / (step - before[first]))


def steps_per_point(steps: pd.DataFrame) -> int:
    """How many optimizer steps a point usually stands for."""
    return int(np.median(np.diff(steps["step"], prepend=0))) if len(steps) else 1
