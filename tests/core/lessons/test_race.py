"""Two losses race between two classes of points: from a confidently wrong start only one of them recovers."""

from itertools import islice

import numpy as np
import pytest
import torch

from core.lessons.race import LR, RACERS, Standing, race, sample, wrong_start

X, LABELS = sample()


def after(loss: str, start: float, n_steps: int) -> Standing:
    return next(islice(race(loss, X, LABELS, start), n_steps, None))


def test_the_start_is_wrong_and_as_sure_as_asked() -> None:
    for start in (1.0, 8.0, 15.0):
        weights = wrong_start(X, LABELS, start)
        assert np.hypot(*weights[:2]) == pytest.approx(start)
        assert after("cross_entropy", start, 0).accuracy < 0.1
    assert wrong_start(X, LABELS, 0.0).tolist() == [0, 0, 0]
    assert wrong_start(np.zeros((2, 2)), np.array([1.0, 0.0]), 5.0).tolist() == [0, 0, 0]


@pytest.mark.parametrize("loss", RACERS)
def test_a_step_is_autograds(loss: str) -> None:
    weights = torch.tensor(wrong_start(X, LABELS, 2.0), requires_grad=True)
    p = torch.sigmoid(torch.from_numpy(X) @ weights[:2] + weights[2])
    y = torch.from_numpy(LABELS)
    value = torch.nn.functional.binary_cross_entropy(p, y) if loss == "cross_entropy" else (2 * (p - y) ** 2).mean()
    value.backward()
    assert weights.grad is not None
    first, second = islice(race(loss, X, LABELS, 2.0), 2)
    assert first.loss == pytest.approx(value.item())
    assert second.weights == pytest.approx((weights - LR * weights.grad).detach().numpy())


def test_what_the_page_says_is_measured_here() -> None:
    assert all(after("cross_entropy", start, 30).accuracy > 0.9 for start in (2.0, 8.0, 15.0))
    assert after("softmax_mse", 2.0, 30).accuracy > 0.9
    assert after("softmax_mse", 8.0, 600).accuracy < 0.9
    assert after("softmax_mse", 15.0, 600).accuracy < 0.2
    assert min(after(loss, 0.0, 50).accuracy for loss in RACERS) > 0.9, "from a start that knows nothing both learn"
    slopes = {loss: after(loss, 15.0, 0).slope for loss in RACERS}
    assert slopes["cross_entropy"] > 0.9
    assert slopes["softmax_mse"] < 0.05
