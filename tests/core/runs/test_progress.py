"""core.runs.progress: how far, how fast, how long still."""

import pandas as pd
import pytest

from core.config import RunConfig
from core.runs.progress import duration, n_steps, progress

CONFIG = RunConfig(batch_size=100, epochs=4)


def steps(n: int, seconds_each: float) -> pd.DataFrame:
    return pd.DataFrame({"step": range(1, n + 1), "seconds": [seconds_each * step for step in range(1, n + 1)]})


def test_before_the_first_step_nothing_is_known() -> None:
    now = progress(CONFIG, 400, steps(0, 1))
    assert (now.fraction, now.epoch, now.samples_per_second, now.seconds_left) == (0, 1, None, None)


def test_speed_and_time_left_follow_from_the_steps() -> None:
    now = progress(CONFIG, 400, steps(100, 0.01))
    assert now.fraction == 0.25
    assert now.epoch == 2
    assert now.samples_per_second == pytest.approx(10_000)
    assert now.seconds_left == pytest.approx(3.0)


def test_speed_is_that_of_the_last_seconds() -> None:
    slow, fast = steps(100, 1.0), steps(300, 0.01).assign(step=range(101, 401))
    fast["seconds"] += 100
    assert progress(CONFIG, 800, pd.concat([slow, fast])).samples_per_second == pytest.approx(10_000, rel=0.02)


def test_the_last_epoch_is_the_last_even_when_it_is_done() -> None:
    assert progress(CONFIG, 400, steps(400, 0.01)).epoch == 4


def test_one_step_alone_gives_no_speed() -> None:
    assert progress(CONFIG, 400, steps(1, 0.01)).samples_per_second is None


def test_a_run_that_trains_on_is_as_long_as_its_new_epochs() -> None:
    started, nothing = pd.DataFrame({"n_steps": [400]}), pd.DataFrame({"epoch": [], "step": []})
    assert n_steps(CONFIG, started.head(0), nothing) == 4 * 600
    assert n_steps(CONFIG, started, nothing) == 400
    done = pd.DataFrame({"epoch": [1, 2, 3, 4], "step": [100, 200, 300, 400]})
    assert n_steps(RunConfig(batch_size=100, epochs=10), started, done) == 1000


def test_more_steps_than_there_should_be_are_all_of_them() -> None:
    assert progress(CONFIG, 1, steps(5, 0.01)).fraction == 1


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "0 s"), (89, "89 s"), (90, "2 min"), (3600, "60 min"), (5400, "2 h"), (86_400, "24 h")]
)
def test_a_duration_is_said_as_exactly_as_one_wants_to_know_it(seconds: float, words: str) -> None:
    assert duration(seconds) == words
