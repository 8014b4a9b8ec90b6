"""The losses: formula, value, gradient and words, side by side.

Conventions, where books differ: summed over the D output dimensions, averaged over the N examples; natural logarithms (nats).
For MNIST the target y of a label is one-hot: 1 at the label, 0 elsewhere (D = K = 10). In place of labels all of them take
targets (N, K): a regression's, or a distribution over the classes (`smooth_labels`).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.nn.functional import log_softmax, nll_loss, one_hot, softmax

LOG_VARIANCE_LIMIT: Final = 7.0  # log σ² is clamped to [-7, 7]: on labels that can be fitted exactly the likelihood has no maximum


Pairwise = Callable[[Tensor, Tensor], Tensor]  # of outputs (N, M) and labels (N,) or targets (N, K)


@dataclass(frozen=True)
class Loss:
    """One row of the registry. N examples, K classes, M = outputs_per_class * K outputs of the network."""

    title: str
    task: str
    formula: str  # LaTeX of what stands after "L =": the mean over N as minimised; further lines with & before their =
    gradient_formula: str  # LaTeX, of one example's loss with respect to the network's outputs
    per_example: Pairwise  # outputs (N, M), labels (N,) -> (N,)
    gradient: Pairwise  # of per_example with respect to the outputs: -> (N, M)
    source: Callable[..., Any]  # what an exported script uses: torch's own class, or a function of outputs and targets that it quotes
    probabilities: Callable[[Tensor], Tensor]  # outputs (N, M) -> (N, K), rows sum to 1
    words: str
    unit: str = "nats"
    takes_logits: bool = False  # the outputs are logits, of which softmax makes probabilities; else they estimate the targets themselves
    outputs_per_class: int = 1  # the first K are the scores
    sigma: Callable[[Tensor], Tensor] | None = None  # outputs (N, M) -> (N, K), where the network predicts its standard deviation


def on_labels(function: Pairwise, outputs_per_class: int = 1) -> Pairwise:
    """A function of outputs and targets (N, K), as one that takes labels (N,) too."""

    def of_labels(outputs: Tensor, labels: Tensor) -> Tensor:
        return function(outputs, _targets(labels, outputs.shape[1] // outputs_per_class, outputs.dtype))

    return of_labels


def squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    """Σ_d (ŷ - y)². (N, K), (N, K) -> (N,)."""
    return ((outputs - targets) ** 2).sum(1)


def squared_error_gradient(outputs: Tensor, targets: Tensor) -> Tensor:
    """2 (ŷ - y). (N, K), (N, K) -> (N, K)."""
    return 2 * (outputs - targets)


def softmax_squared_error(logits: Tensor, targets: Tensor) -> Tensor:
    """Σ_d (softmax(z)_d - y_d)². (N, K), (N, K) -> (N,)."""
    return squared_error(logits.softmax(1), targets)


def softmax_squared_error_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    """2 ŷ_k (e_k - Σ_j ŷ_j e_j) with ŷ = softmax(z) and e = ŷ - y: flat where ŷ is near 0 or 1. (N, K), (N, K) -> (N, K)."""
    predicted = softmax(logits, 1)
    error = predicted - targets
    return 2 * predicted * (error - (predicted * error).sum(1, keepdim=True))


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """-log softmax(z)_y; for a distribution y over the classes -Σ_k y_k log softmax(z)_k. (N, K), (N,) or (N, K) -> (N,)."""
    if labels.ndim == 2:
        return -(labels * log_softmax(logits, 1)).sum(1)
    return nll_loss(log_softmax(logits, 1), labels, reduction="none")


def cross_entropy_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    """Softmax(z) - y. (N, K), (N, K) -> (N, K)."""
    return softmax(logits, 1) - targets


def gaussian(outputs: Tensor, targets: Tensor) -> Tensor:
    """-Σ_d log N(y; ŷ, 1) = ½ Σ_d (ŷ - y)² + (D/2) log 2π. (N, K), (N, K) -> (N,)."""
    squares = ((outputs - targets) ** 2).sum(1)  # (N,)
    return squares / 2 + outputs.shape[1] / 2 * math.log(2 * math.pi)


def gaussian_gradient(outputs: Tensor, targets: Tensor) -> Tensor:
    """ŷ - y: half of the squared error's. (N, K), (N, K) -> (N, K)."""
    return squared_error_gradient(outputs, targets) / 2


def gaussian_spread(outputs: Tensor, targets: Tensor) -> Tensor:
    """-Σ_d log N(y; ŷ, σ²) with the network giving ŷ and log σ². (N, 2K), (N, K) -> (N,)."""
    mean, log_variance = mean_and_log_variance(outputs)
    squares = (mean - targets) ** 2  # (N, K)
    return ((log_variance + squares / log_variance.exp() + math.log(2 * math.pi)) / 2).sum(1)


def gaussian_spread_gradient(outputs: Tensor, targets: Tensor) -> Tensor:
    """(ŷ - y)/σ² for the means, ½ - (y - ŷ)²/2σ² for log σ² (zero where it is clamped). (N, 2K), (N, K) -> (N, 2K)."""
    mean, log_variance = mean_and_log_variance(outputs)
    error = mean - targets
    free = (outputs.chunk(2, 1)[1].abs() <= LOG_VARIANCE_LIMIT).to(outputs.dtype)
    return torch.cat([error / log_variance.exp(), free * (1 - error**2 / log_variance.exp()) / 2], 1)


def mean_and_log_variance(outputs: Tensor) -> tuple[Tensor, Tensor]:
    """The two halves of a network that predicts its own uncertainty. (N, 2K) -> (N, K), (N, K)."""
    mean, log_variance = outputs.chunk(2, 1)
    return mean, log_variance.clamp(-LOG_VARIANCE_LIMIT, LOG_VARIANCE_LIMIT)


def as_probabilities(estimates: Tensor) -> Tensor:
    """Least squares on one-hot targets estimates P(class | x) itself: clip to [0, 1], divide by the sum. (N, K) -> (N, K)."""
    clipped = estimates.clamp(1e-6, 1)
    return clipped / clipped.sum(1, keepdim=True)


def smooth_labels(labels: Tensor, smoothing: float, n_classes: int = 10) -> Tensor:
    """(1 - smoothing) one-hot + smoothing / K. (N,) -> (N, K). Szegedy et al., Rethinking the Inception Architecture, 2016."""
    return (1 - smoothing) * one_hot(labels, n_classes) + smoothing / n_classes


def _targets(labels: Tensor, n_classes: int, dtype: torch.dtype) -> Tensor:
    """Labels (N,) as one-hot targets; a regression's targets (N, K) as they are. -> (N, K)."""
    targets = labels if labels.ndim == 2 else labels[:, None] == torch.arange(n_classes, device=labels.device)
    return targets.to(dtype)


LOSSES: Final = {
    "cross_entropy": Loss(
        title="Cross-entropy",
        task="Classification",
        formula=r"-\frac{1}{N} \sum_i \sum_d y_{id} \log \hat y_{id} \\ \hat y &= \mathrm{softmax}(z)",
        gradient_formula=r"\frac{\partial L}{\partial z} = \mathrm{softmax}(z) - y",
        per_example=cross_entropy,
        gradient=on_labels(cross_entropy_gradient),
        source=nn.CrossEntropyLoss,
        probabilities=lambda outputs: softmax(outputs, 1),
        words="How surprised the network is by the true class. Only the true class's output enters the sum.",
        takes_logits=True,
    ),
    "softmax_mse": Loss(
        title="Squared error of softmax outputs",
        task="Classification",
        formula=r"\frac{1}{N} \sum_i \sum_d (y_{id} - \hat y_{id})^2 \\ \hat y &= \mathrm{softmax}(z)",
        gradient_formula=r"\frac{\partial L}{\partial z_k} = 2 \hat y_k \Big(\hat y_k - y_k - \sum_j \hat y_j (\hat y_j - y_j)\Big)",
        per_example=on_labels(softmax_squared_error),
        gradient=on_labels(softmax_squared_error_gradient),
        source=softmax_squared_error,
        probabilities=lambda outputs: softmax(outputs, 1),
        words="How far the probabilities are from 0 and 1, squared: where softmax is sure, a mistake has hardly any gradient.",
        unit="squared units",
        takes_logits=True,
    ),
    "mse": Loss(
        title="Mean squared error",
        task="Regression",
        formula=r"\frac{1}{N} \sum_i \sum_d (y_{id} - \hat y_{id})^2",
        gradient_formula=r"\frac{\partial L}{\partial \hat y} = 2 (\hat y - y)",
        per_example=on_labels(squared_error),
        gradient=on_labels(squared_error_gradient),
        source=squared_error,
        probabilities=as_probabilities,
        words="How far the outputs are from the target, squared: being twice as wrong costs four times as much.",
        unit="squared units",
    ),
    "gaussian": Loss(
        title="Gaussian likelihood, σ = 1",
        task="Probabilistic regression",
        formula=r"-\frac{1}{N} \sum_i \sum_d \log \mathcal N(y_{id};\, \hat y_{id}, 1)",
        gradient_formula=r"\frac{\partial L}{\partial \hat y} = \hat y - y",
        per_example=on_labels(gaussian),
        gradient=on_labels(gaussian_gradient),
        source=gaussian,
        probabilities=as_probabilities,
        words="How unlikely the target is under a bell curve of width 1 around the output. Half the squared error plus a constant.",
    ),
    "gaussian_spread": Loss(
        title="Gaussian likelihood, σ predicted",
        task="Regression with uncertainty",
        formula=r"-\frac{1}{N} \sum_i \sum_d \log \mathcal N(y_{id};\, \hat y_{id}, \hat\sigma_{id}^2)",
        gradient_formula=r"\begin{gathered} \frac{\partial L}{\partial \hat y} = \frac{\hat y - y}{\hat\sigma^2} \\"
        r" \frac{\partial L}{\partial \log \hat\sigma^2} = \frac12 - \frac{(y - \hat y)^2}{2 \hat\sigma^2} \end{gathered}",
        per_example=on_labels(gaussian_spread, 2),
        gradient=on_labels(gaussian_spread_gradient, 2),
        source=gaussian_spread,
        probabilities=lambda outputs: as_probabilities(mean_and_log_variance(outputs)[0]),
        words="The network also says how sure it is: a wide bell where it does not know, a narrow one where it does.",
        outputs_per_class=2,
        sigma=lambda outputs: (mean_and_log_variance(outputs)[1] / 2).exp(),
    ),
}
