"""The lecture's own pieces, as it writes them: the network, its first weights, a feed forward, and the evaluation.

The Train page shows this source and runs it. What trains there is core.mlp and core.training, which know more layers and losses.
"""

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor, nn


class MultiLayerPerceptron(nn.Module):
    """y = W₂ᵀ ReLU(W₁ᵀ x + b₁) + b₂. (N, xdim) -> (N, ydim)."""

    def __init__(self, name: str = "mlp", xdim: int = 784, hdim: int = 256, ydim: int = 10):
        super().__init__()
        self.name = name
        self.lin_1 = nn.Linear(xdim, hdim)
        self.lin_2 = nn.Linear(hdim, ydim)
        self.init_param()

    def init_param(self, generator: torch.Generator | None = None) -> None:
        """Kaiming-normal weights, zero biases. Without a generator the weights are drawn from torch's own."""
        nn.init.kaiming_normal_(self.lin_1.weight, generator=generator)
        nn.init.zeros_(self.lin_1.bias)
        nn.init.kaiming_normal_(self.lin_2.weight, generator=generator)
        nn.init.zeros_(self.lin_2.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Logits."""
        x = torch.relu(self.lin_1(x))  # (N, xdim) -> (N, hdim)
        return self.lin_2(x)  # type: ignore[no-any-return]  # (N, hdim) -> (N, ydim)


def feed_forward(model: nn.Module, device: torch.device) -> np.ndarray:
    """What a network on `device` answers to two random images: (2, ydim)."""
    x_numpy = np.random.rand(2, 784)
    x = torch.from_numpy(x_numpy).float().to(device)  # (2, 784)
    y = model(x)  # (2, 784) -> (2, ydim)
    y_numpy: np.ndarray = y.detach().cpu().numpy()
    return y_numpy


def func_eval(model: nn.Module, batches: Iterable[tuple[Tensor, Tensor]], device: torch.device) -> float:
    """Accuracy on batches of images (B, 1, 28, 28) or (B, 784) and labels (B,)."""
    with torch.no_grad():
        model.eval()  # dropout and batch norm evaluate, too
        n_correct, n_total = 0, 0
        for images, labels in batches:
            y = model(images.view(-1, 28 * 28).to(device))  # (B, ydim)
            n_correct += (y[:, :10].argmax(1) == labels.to(device)).sum().item()
            n_total += len(labels)
        model.train()  # back to training
    return n_correct / n_total
