"""core.checkpoints: the weights of every epoch, within bounds."""

from pathlib import Path

import pytest

from core.checkpoints import Checkpoints
from core.events import Checkpoint

OLD, NEW = "0" * 32, "1" * 32


@pytest.fixture
def kept(tmp_path: Path) -> Checkpoints:
    checkpoints = Checkpoints(tmp_path / "weights")
    for run_id in (OLD, NEW):
        for epoch in (1, 2, 3):
            checkpoints.write(run_id, Checkpoint(epoch, b"w" * 100, b"resume"))
    return checkpoints


def test_every_epochs_weights_can_be_found_in_order(kept: Checkpoints) -> None:
    assert kept.epochs(OLD) == [1, 2, 3]
    assert kept.path(OLD, 3).read_bytes() == b"w" * 100
    assert kept.epochs("2" * 32) == []


def test_the_last_two_epochs_can_be_gone_on_from(kept: Checkpoints) -> None:
    assert [kept.resume(OLD, epoch) for epoch in (1, 2, 3, 4)] == [b"", b"resume", b"resume", b""]


def test_a_run_that_will_never_go_on_keeps_its_weights_only(kept: Checkpoints) -> None:
    kept.forget_resume(OLD)
    assert [kept.resume(OLD, epoch) for epoch in (2, 3)] == [b"", b""]
    assert kept.epochs(OLD) == [1, 2, 3]


SIZE_OF_A_RUN = 3 * 100 + 2 * len(b"resume")


def test_below_the_bound_nothing_is_removed(kept: Checkpoints) -> None:
    kept.make_room([OLD, NEW], max_bytes=2 * SIZE_OF_A_RUN)
    assert kept.epochs(OLD) == kept.epochs(NEW) == [1, 2, 3]


def test_above_the_bound_old_runs_lose_all_epochs_but_the_last(kept: Checkpoints) -> None:
    kept.make_room([OLD, NEW], max_bytes=2 * SIZE_OF_A_RUN - 1, low_bytes=SIZE_OF_A_RUN + 100)
    assert kept.epochs(OLD) == [3]
    assert kept.epochs(NEW) == [1, 2, 3]


def test_when_that_is_not_enough_the_oldest_lose_all(kept: Checkpoints) -> None:
    kept.make_room([OLD, NEW], max_bytes=1, low_bytes=100)
    assert kept.epochs(OLD) == []
    assert kept.epochs(NEW) == [3]


def test_a_run_that_is_not_named_is_never_touched(kept: Checkpoints) -> None:
    kept.make_room([OLD], max_bytes=0, low_bytes=0)
    assert kept.epochs(NEW) == [1, 2, 3]


@pytest.mark.parametrize("run_id", ["../x", "", "0" * 31, "x" * 32])
def test_no_other_folder_can_be_named(kept: Checkpoints, run_id: str) -> None:
    for act in (kept.epochs, kept.forget_resume):
        with pytest.raises(ValueError, match="hexadecimal"):
            act(run_id)
