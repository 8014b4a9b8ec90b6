"""core.runs.admission: a class shares one server."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.config import ConfigError, RunConfig
from core.events import Finished
from core.runs import admission
from core.runs.admission import MAX_OPEN_PER_VISITOR, RefusedError
from core.runs.store import RunStore
from core.runs.sweep import MAX_RUNS


def configs(n: int) -> list[RunConfig]:
    return [RunConfig(seed=seed) for seed in range(n)]


def finish_all(store: RunStore) -> None:
    for run in store.queue():
        store.record(run.id, store.begin(run.id), [(0.0, Finished("finished"))])


def test_a_sweep_may_have_more_runs_than_a_visitor_else_may_open(store: RunStore) -> None:
    sweep = admission.submit_sweep(store, configs(MAX_RUNS), "me")
    assert [run.config for run in reversed(store.runs(sweep=sweep))] == configs(MAX_RUNS)
    assert {run.owner for run in store.runs()} == {"me"}


def test_a_visitor_has_one_sweep_at_a_time(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "DOUBLE_CLICK_SECONDS", 0.0)
    admission.submit_sweep(store, configs(2), "me")
    with pytest.raises(RefusedError, match="2 runs of your last sweep have not ended"):
        admission.submit_sweep(store, configs(2), "me")
    admission.submit_sweep(store, configs(2), "somebody else")
    finish_all(store)
    admission.submit_sweep(store, configs(2), "me")
    assert len(store.runs(owner="me")) == 4


def test_two_tabs_that_press_train_at_once_start_one_run(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "DOUBLE_CLICK_SECONDS", 60.0)  # however busy the machine is
    with ThreadPoolExecutor(8) as tabs:
        answers = list(tabs.map(lambda _: tuple(admission.submit(store, configs(1), "me")), range(8)))
    assert len(set(answers)) == len(store.queue()) == 1


def test_a_double_click_starts_one_sweep(store: RunStore) -> None:
    assert admission.submit_sweep(store, configs(3), "me") == admission.submit_sweep(store, configs(3), "me")
    assert len(store.runs()) == 3
    with pytest.raises(RefusedError):
        admission.submit_sweep(store, [RunConfig(lr=0.5), RunConfig(lr=0.1)], "me")


def test_a_sweep_that_the_queue_cannot_take_whole_is_not_taken_at_all(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "MAX_QUEUED", 4)
    store.submit(RunConfig(), "somebody")
    with pytest.raises(RefusedError, match="waiting on this server"):
        admission.submit_sweep(store, configs(4), "me")
    assert len(store.runs()) == 1
    with pytest.raises(RefusedError, match="at most 30"):
        admission.submit_sweep(store, configs(MAX_RUNS + 1), "me")


def test_single_runs_and_a_sweep_are_counted_apart(store: RunStore) -> None:
    admission.submit(store, configs(MAX_OPEN_PER_VISITOR), "me")
    admission.submit_sweep(store, configs(MAX_RUNS), "me")
    with pytest.raises(RefusedError, match="You have 6 runs"):
        admission.submit(store, [RunConfig(lr=0.5)], "me")


def test_all_runs_of_a_sweep_are_stopped_by_its_owner_only(store: RunStore) -> None:
    sweep = admission.submit_sweep(store, configs(3), "me")
    admission.submit(store, [RunConfig(lr=0.5)], "me")
    admission.stop_sweep(store, sweep, "somebody else")
    assert store.take_commands() == []
    admission.stop_sweep(store, sweep, "me")
    assert {run_id for run_id, name, _ in store.take_commands() if name == "stop"} == {run.id for run in store.runs(sweep=sweep)}


def test_stopped_runs_of_many_sweeps_cannot_all_be_resumed_at_once(store: RunStore) -> None:
    for _ in range(2):
        admission.submit_sweep(store, configs(MAX_RUNS), "me")
        for run in store.queue():
            store.end(run.id, "stopped")
    runs = store.runs()
    for run in runs[:MAX_RUNS]:
        admission.resume(store, run)
    with pytest.raises(RefusedError, match="30 is the most"):
        admission.resume(store, runs[-1])


def test_a_finished_run_goes_on_to_more_epochs_but_not_to_any_number(store: RunStore) -> None:
    admission.submit(store, [RunConfig(epochs=2)], "me")
    finish_all(store)
    (run,) = store.runs()
    with pytest.raises(ConfigError, match="Epochs"):
        admission.resume(store, run, 1000)
    admission.resume(store, run, 4)
    assert [queued.config.epochs for queued in store.queue()] == [4]


def test_a_visitor_cannot_fill_the_queue(store: RunStore) -> None:
    admission.submit(store, [RunConfig(seed=seed) for seed in range(admission.MAX_OPEN_PER_VISITOR)], "me")
    with pytest.raises(admission.RefusedError, match=r"You have 6 runs that have not ended"):
        admission.submit(store, [RunConfig(seed=99)], "me")
    assert admission.submit(store, [RunConfig()], "somebody else")


def test_stopping_and_resuming_is_no_way_around_it(store: RunStore) -> None:
    (stopped,) = admission.submit(store, [RunConfig(seed=100)], "me")
    store.end(stopped, "stopped")
    admission.submit(store, [RunConfig(seed=seed) for seed in range(admission.MAX_OPEN_PER_VISITOR)], "me")
    run = store.run(stopped)
    assert run is not None
    with pytest.raises(admission.RefusedError):
        admission.resume(store, run)
    assert store.runs(status="stopped") == [run]


def test_several_are_taken_all_or_none(store: RunStore) -> None:
    admission.submit(store, [RunConfig(seed=seed) for seed in range(4)], "me")
    with pytest.raises(admission.RefusedError):
        admission.submit(store, [RunConfig(seed=seed) for seed in range(10, 13)], "me")
    assert len(store.runs()) == 4


def test_the_queue_has_an_end(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "MAX_QUEUED", 2)
    for owner in ("a", "b"):
        admission.submit(store, [RunConfig()], owner)
    with pytest.raises(admission.RefusedError, match="2 runs are waiting"):
        admission.submit(store, [RunConfig()], "c")


def test_pressing_train_twice_within_a_second_is_one_run(store: RunStore) -> None:
    assert admission.submit(store, [RunConfig()], "me") == admission.submit(store, [RunConfig()], "me")
    assert admission.submit(store, [RunConfig()], "me") != admission.submit(store, [RunConfig(seed=1)], "me")
