"""core.schedules: how the learning rate goes over a run."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.config import FIELDS
from core.schedules import SCHEDULES

N = 200


def factors(name: str) -> list[float]:
    return [SCHEDULES[name].factor(step, N) for step in range(1, N + 1)]


def test_what_can_be_chosen_is_what_there_is() -> None:
    assert FIELDS["schedule"].choices == tuple(SCHEDULES)


@given(st.sampled_from(list(SCHEDULES)), st.integers(1, 100_000), st.data())
def test_every_factor_is_a_share_of_the_learning_rate(name: str, n: int, data: st.DataObject) -> None:
    assert 0 <= SCHEDULES[name].factor(data.draw(st.integers(1, n)), n) <= 1


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_reaches_the_learning_rate_that_was_chosen(name: str) -> None:
    assert max(factors(name)) == pytest.approx(1, abs=0.01)


def test_cosine_is_torchs_cosine() -> None:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    reference = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, N)
    for factor in factors("cosine"):
        assert factor == pytest.approx(optimizer.param_groups[0]["lr"], abs=1e-9)
        optimizer.step()
        reference.step()


def test_steps_down_twice_by_ten() -> None:
    assert [factors("step")[at] for at in (0, 99, 100, 149, 150, 199)] == pytest.approx([1, 1, 0.1, 0.1, 0.01, 0.01])


def test_one_cycle_rises_in_the_first_third_and_then_falls_to_nothing() -> None:
    taken = factors("one_cycle")
    assert taken[0] == pytest.approx(1 / 25)
    assert taken.index(max(taken)) == 60
    assert taken[:61] == sorted(taken[:61])
    assert taken[60:] == sorted(taken[60:], reverse=True)
    assert taken[-1] < 0.001


def test_warm_up_is_over_after_a_tenth() -> None:
    assert factors("warmup")[:20] == pytest.approx([step / 20 for step in range(1, 21)])
    assert set(factors("warmup")[20:]) == {1.0}
