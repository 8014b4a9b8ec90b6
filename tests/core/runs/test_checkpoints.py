"""core.runs.checkpoints: the weights of every epoch, within bounds."""

from pathlib import Path

import pytest

from core.events import Checkpoint, Suspended
from core.runs.checkpoints import Checkpoints

OLD, NEW = "0" * 32, "1" * 32


@pytest.fixture
def kept(tmp_path: Path) -> Checkpoints:
    checkpoints = Checkpoints(tmp_path / "weights")
    for run_id in (OLD, NEW):
        for epoch in (1, 2, 3):
            checkpoints.write(run_id, Checkpoint(epoch, 1000 * epoch, b"w" * 100, b"snapshot"))
    return checkpoints


def test_every_epochs_weights_can_be_found_in_order(kept: Checkpoints) -> None:
    assert kept.epochs(OLD) == [1, 2, 3]
    assert kept.path(OLD, 3).read_bytes() == b"w" * 100
    assert kept.epochs("2" * 32) == []


def test_the_last_two_states_can_be_gone_on_from(kept: Checkpoints) -> None:
    assert [kept.snapshot(OLD, step) for step in (1000, 2000, 3000, 4000)] == [b"", b"snapshot", b"snapshot", b""]
    kept.write(OLD, Suspended(3500, b"half-way"))
    assert [kept.snapshot(OLD, step) for step in (2000, 3000, 3500)] == [b"", b"snapshot", b"half-way"]
    assert kept.epochs(OLD) == [1, 2, 3]


def test_a_run_that_goes_on_forgets_all_other_states(kept: Checkpoints) -> None:
    kept.keep_only_snapshot(OLD, 2000)
    assert [kept.snapshot(OLD, step) for step in (2000, 3000)] == [b"snapshot", b""]
    assert kept.epochs(OLD) == [1, 2, 3]


def test_a_deleted_run_has_no_files(kept: Checkpoints, tmp_path: Path) -> None:
    kept.delete(OLD)
    kept.delete(OLD)
    assert [path.name for path in (tmp_path / "weights").iterdir()] == [NEW]


SIZE_OF_A_RUN = 3 * 100 + 2 * len(b"snapshot")


def test_below_the_bound_nothing_is_removed(kept: Checkpoints) -> None:
    kept.make_room([OLD, NEW], max_bytes=2 * SIZE_OF_A_RUN)
    assert kept.epochs(OLD) == kept.epochs(NEW) == [1, 2, 3]


def test_above_the_bound_the_first_runs_lose_all_epochs_but_the_last_and_can_go_on(kept: Checkpoints) -> None:
    kept.make_room([OLD, NEW], max_bytes=2 * SIZE_OF_A_RUN - 1, low_bytes=SIZE_OF_A_RUN + 100 + len(b"snapshot"))
    assert (kept.epochs(OLD), kept.snapshot(OLD, 3000)) == ([3], b"snapshot")
    assert kept.epochs(NEW) == [1, 2, 3]


def test_when_that_is_not_enough_they_cannot_go_on(kept: Checkpoints) -> None:
    kept.make_room([OLD, NEW], max_bytes=1, low_bytes=200 + len(b"snapshot"))
    assert kept.epochs(OLD) == kept.epochs(NEW) == [3]
    assert (kept.snapshot(OLD, 3000), kept.snapshot(NEW, 3000)) == (b"", b"snapshot")


def test_when_that_is_not_enough_the_first_lose_all(kept: Checkpoints) -> None:
    kept.make_room([OLD, NEW], max_bytes=1, low_bytes=100)
    assert kept.epochs(OLD) == []
    assert kept.epochs(NEW) == [3]


def test_a_run_that_is_not_named_is_never_touched(kept: Checkpoints) -> None:
    kept.make_room([OLD], max_bytes=0, low_bytes=0)
    assert kept.epochs(NEW) == [1, 2, 3]


@pytest.mark.parametrize("run_id", ["../x", "", "0" * 31, "x" * 32])
def test_no_other_folder_can_be_named(kept: Checkpoints, run_id: str) -> None:
    for act in (kept.epochs, kept.delete):
        with pytest.raises(ValueError, match="hexadecimal"):
            act(run_id)
