"""What a network looks like inside while it trains: how large its gradients are, which units are dead, how its numbers spread."""

from typing import Final

import torch
from torch import Tensor

from core.events import Diagnostics, Histogram
from core.mlp import MultiLayerPerceptron

N_PROBES: Final = 256  # training digits that are looked at
N_BINS: Final = 40
FLAT: Final = 1e-3  # a unit whose activation's slope stays below this on every probe learns nothing
MAX_MOMENTS: Final = 40  # moments of a run
MIN_STEPS_BETWEEN: Final = 60  # between two moments: what keeps the cost at a few per cent of the training


def is_due(step: int, n_steps: int) -> bool:
    """Whether to look after this step: the first, the last, and evenly between; it depends on nothing else."""
    return step in (1, n_steps) or step % max(MIN_STEPS_BETWEEN, n_steps // MAX_MOMENTS) == 0


@torch.no_grad()
def diagnose(model: MultiLayerPerceptron, images: Tensor, step: int) -> Diagnostics:
    """Look at a network right after a step, whose gradients it still holds; `images` (N, 784) are the probes. The mode is put back."""
    gradients = [layer.weight.grad.norm() / layer.weight.numel() ** 0.5 for layer in model.layers if layer.weight.grad is not None]
    was_training = model.training
    model.eval()
    before, after = model.hidden(images)
    model.train(was_training)
    slope = model.activation.derivative
    dead = [(slope(z).abs().amax(0) < FLAT).float().mean() for z in before]
    return Diagnostics(
        step=step,
        gradients=torch.stack(gradients).tolist(),
        dead=torch.stack(dead).tolist() if dead else [],
        weights=[histogram(layer.weight) for layer in model.layers],
        activations=[histogram(h) for h in after],
    )


def histogram(values: Tensor) -> Histogram:
    """[lowest, highest, counts in N_BINS equal bins between them] of any tensor; nothing is counted where one is not finite."""
    low, high = (end.item() for end in values.aminmax())
    counts = torch.histc(values.float(), N_BINS, low, high) if abs(low) + abs(high) < float("inf") else torch.zeros(N_BINS)
    return [low, high, [int(count) for count in counts.tolist()]]
