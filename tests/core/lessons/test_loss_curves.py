"""The curves of the Losses page against formulas written out for one number."""

import numpy as np
import pytest

from core.lessons.loss_curves import largest_prediction, loss_curve
from core.losses import LOSSES

LOG_2_PI = np.log(2 * np.pi)


def written_out(name, prediction, target, sigma):
    """Loss and gradient by the prediction, in plain NumPy."""
    if name == "cross_entropy":
        p = 1 / (1 + np.exp(-prediction))
        return -np.log(p if target == 1 else 1 - p), p - target
    if name == "softmax_mse":
        p = 1 / (1 + np.exp(-prediction))
        return 2 * (p - target) ** 2, 4 * (p - target) * p * (1 - p)
    error = prediction - target
    return {
        "mse": (error**2, 2 * error),
        "gaussian": (error**2 / 2 + LOG_2_PI / 2, error),
        "gaussian_spread": (error**2 / (2 * sigma**2) + np.log(sigma) + LOG_2_PI / 2, error / sigma**2),
    }[name]


@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize("name", LOSSES)
def test_curves_match_the_formulas_written_out(name, target):
    curve = loss_curve(name, target, -1.3, sigma=0.7)
    predictions = curve.predictions.numpy()
    expected = [written_out(name, prediction, target, 0.7) for prediction in predictions]
    np.testing.assert_allclose(curve.loss, [loss for loss, _ in expected], atol=1e-9)
    np.testing.assert_allclose(curve.gradient, [gradient for _, gradient in expected], atol=1e-9)
    np.testing.assert_allclose((curve.loss_here, curve.gradient_here), written_out(name, -1.3, target, 0.7), atol=1e-9)
    assert (predictions[0], predictions[-1]) == (-largest_prediction(name), largest_prediction(name))


def test_only_losses_of_softmax_have_a_probability_of_the_target():
    assert loss_curve("cross_entropy", 1.0, 0.0).probability == pytest.approx(0.5)
    assert loss_curve("softmax_mse", 1.0, 0.0).probability == pytest.approx(0.5)
    assert loss_curve("cross_entropy", 0.0, 8.0).probability == pytest.approx(1 / (1 + np.exp(8)))
    assert loss_curve("mse", 1.0, 0.0).probability is None
