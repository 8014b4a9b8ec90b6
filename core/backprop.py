"""Backpropagation, written out: the gradient of a batch's loss, layer by layer from the outputs back to the pixels.

torch's autograd finds the same numbers (tests/core/test_backprop.py compares them), but on the CPU its bookkeeping takes about 0.17 ms of
a step of 0.8 to 1.1 ms. It still does the work where a layer is more than an affine map and an activation: batch norm, dropout.
"""

import torch
from torch import Tensor

from core.losses import Loss
from core.mlp import MultiLayerPerceptron


def loss_and_gradients(model: MultiLayerPerceptron, loss: Loss, x: Tensor, targets: Tensor) -> Tensor:
    """The mean loss () of a batch, on its device; afterwards every parameter holds its gradient in `.grad`.

    x (N, 784), targets (N,) labels or (N, 10).
    """
    if model.norms or model.dropout:
        return by_autograd(model, loss, x, targets)
    return written_out(model, loss, x, targets)


def by_autograd(model: MultiLayerPerceptron, loss: Loss, x: Tensor, targets: Tensor) -> Tensor:
    """As the lecture does it: torch remembers the way forward, and goes it back."""
    mean_loss = loss.per_example(model(x), targets).mean()
    model.zero_grad()
    mean_loss.backward()  # type: ignore[no-untyped-call]
    return mean_loss.detach()


@torch.no_grad()
def written_out(model: MultiLayerPerceptron, loss: Loss, x: Tensor, targets: Tensor) -> Tensor:
    """With z = W x + b in every layer, and h = ρ(z) for the next one: ∂L/∂W = (∂L/∂z)ᵀ x, ∂L/∂b = Σ ∂L/∂z, ∂L/∂x = ∂L/∂z W, and
    one layer further back ∂L/∂z = ρ'(z) ∂L/∂h.
    """
    before, after = model.hidden(x)  # z and h of each hidden layer
    inputs = [x, *after]  # of each layer, (N, n_in)
    outputs = model.layers[-1](inputs[-1])
    grad_z = loss.gradient(outputs, targets) / len(x)
    for i in reversed(range(len(model.layers))):
        model.layers[i].backward(inputs[i], grad_z)
        if i:
            grad_z = model.activation.backward(model.layers[i].grad_input(grad_z), before[i - 1], after[i - 1])
    return loss.per_example(outputs, targets).mean()
