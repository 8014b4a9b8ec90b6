"""For one prediction and one target: a loss of core.losses as a curve over the prediction, with its gradient."""

import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from core.losses import LOSSES

LARGEST_LOGIT: Final = 8.0  # curves go from minus this to plus this
LARGEST_NUMBER: Final = 4.0  # and this, where predictions are no logits


@dataclass(frozen=True)
class LossCurve:
    """A loss over P predictions, and at the one the visitor chose."""

    predictions: Tensor  # (P,)
    loss: Tensor  # (P,)
    gradient: Tensor  # (P,), of the loss with respect to the prediction
    prediction: float
    loss_here: float
    gradient_here: float
    probability: float | None  # of the target, where softmax gives one


def largest_prediction(name: str) -> float:
    """Curves of this loss go from minus this prediction to plus this."""
    return LARGEST_LOGIT if LOSSES[name].takes_logits else LARGEST_NUMBER


def loss_curve(name: str, target: float, prediction: float, sigma: float = 1.0) -> LossCurve:
    """The loss `name` over its predictions, and at `prediction`.

    For a loss that takes logits the prediction is the logit z of the answer "yes", that of "no" being 0, and the target is 1 for
    yes or 0 for no. For the others prediction and target are numbers ŷ and y; only where σ̂ is predicted does `sigma` count.
    """
    chosen = torch.tensor([prediction], dtype=torch.float64)
    predictions = torch.linspace(-largest_prediction(name), largest_prediction(name), 321, dtype=torch.float64)
    loss, gradient = _evaluate(name, torch.cat([predictions, chosen]), target, sigma)
    sign = 1 if target == 1 else -1  # softmax of two logits, one of them 0, is the logistic function
    probability = torch.sigmoid(sign * chosen).item() if LOSSES[name].takes_logits else None
    return LossCurve(predictions, loss[:-1], gradient[:-1], prediction, loss[-1].item(), gradient[-1].item(), probability)


def _evaluate(name: str, predictions: Tensor, target: float, sigma: float) -> tuple[Tensor, Tensor]:
    loss = LOSSES[name]
    if loss.takes_logits:
        outputs = torch.stack([predictions, torch.zeros_like(predictions)], 1)  # (P, 2): logits of yes and no
        truth = torch.full((len(predictions),), 0 if target == 1 else 1)  # (P,): the true column
    else:
        outputs, truth = predictions[:, None], torch.full((len(predictions), 1), target, dtype=predictions.dtype)  # (P, 1)
    if loss.sigma:
        outputs = torch.cat([outputs, torch.full_like(outputs, 2 * math.log(sigma))], 1)  # (P, 2): ŷ and log σ̂²
    return loss.per_example(outputs, truth), loss.gradient(outputs, truth)[:, 0]
