"""The multi-layer perceptron, and how it is kept in a file."""

from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Final

import safetensors.torch
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from core.activations import ACTIVATIONS
from core.affine import Affine
from core.config import ConfigError, RunConfig
from core.initialisations import INITIALISATIONS
from core.losses import LOSSES
from core.precision import PRECISIONS

DEFAULT_MODEL: Final = Path(__file__).parent / "assets" / "default.safetensors"
LECTURE_MODEL: Final = Path(__file__).parent / "assets" / "lecture.safetensors"
DEFAULT_REFUSES_BELOW: Final = 0.5  # where no digit gets this probability, the default gives no answer (docs/reading-ink.md)
MAX_FILE_BYTES: Final = 20_000_000


class ModelError(ValueError):
    """A model file cannot be used; the text is one sentence for the visitor."""


class MultiLayerPerceptron(nn.Module):
    """Affine maps with a nonlinear function between them: y = W₂ᵀ ρ(W₁ᵀ x + b₁) + b₂, and so on for more layers.

    With batch norm each hidden unit is standardised before ρ; with dropout, in train mode, a share of them is set to zero after it.
    """

    dropout: float = 0.0
    generator: torch.Generator | None = None  # draws who drops out; None: torch's own

    def __init__(
        self, xdim: int = 784, hidden_sizes: tuple[int, ...] = (256,), ydim: int = 10, activation: str = "relu", name: str = "mlp"
    ):
        super().__init__()
        self.name = name
        self.activation = ACTIVATIONS[activation]
        self.layers = [Affine(n_in, n_out) for n_in, n_out in pairwise((xdim, *hidden_sizes, ydim))]  # first to last
        self.norms: list[nn.BatchNorm1d] = []  # one for each hidden layer, or none
        for i, layer in enumerate(self.layers, 1):
            self.add_module(f"lin_{i}", layer)
        self.init_param()

    def add_batch_norm(self) -> None:
        """Standardise every hidden unit over the batch, before its activation (Ioffe and Szegedy, 2015)."""
        self.norms = [nn.BatchNorm1d(layer.out_features) for layer in self.layers[:-1]]
        for i, norm in enumerate(self.norms, 1):
            self.add_module(f"norm_{i}", norm)

    def init_param(self, initialisation: str = "kaiming_normal", generator: torch.Generator | None = None) -> None:
        """Start afresh: weights as `initialisation` says, biases zero."""
        for layer in self.layers:
            INITIALISATIONS[initialisation].initialise(layer.weight, generator)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Logits, or a regression's outputs. (N, xdim) -> (N, ydim)."""
        _, after = self.hidden(x)
        return self.layers[-1](after[-1] if after else x)  # type: ignore[no-any-return]

    def hidden(self, x: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Every hidden layer before and after its activation, first to last: (N, xdim) -> lists of (N, H)."""
        before, after = [], []
        for layer, norm in zip_longest(self.layers[:-1], self.norms):
            before.append(norm(layer(x)) if norm else layer(x))
            x = self.drop(self.activation.function(before[-1]))
            after.append(x)
        return before, after

    def drop(self, x: Tensor) -> Tensor:
        """In train mode: a share of the units to zero, the others larger by as much, so that their expected sum stays. Any shape."""
        if not self.training or self.dropout == 0:
            return x
        return x * (torch.rand(x.shape, generator=self.generator, device=x.device) >= self.dropout) / (1 - self.dropout)


def from_config(config: RunConfig) -> MultiLayerPerceptron:
    """The network a config describes, its weights drawn on the CPU from the config's seed (so equal on every device)."""
    n_in, *hidden_sizes, n_out = config.layer_sizes(LOSSES[config.loss].outputs_per_class)
    model = MultiLayerPerceptron(n_in, tuple(hidden_sizes), n_out, config.activation)
    model.init_param(config.initialisation, torch.Generator().manual_seed(config.seed))
    nn.init.constant_(model.layers[-1].bias[:1], config.start_bias)
    if config.batch_norm:
        model.add_batch_norm()
    model.dropout = config.dropout
    for layer in model.layers:
        layer.product_dtype = PRECISIONS[config.precision].dtype
    return model


def to_bytes(model: MultiLayerPerceptron, config: RunConfig) -> bytes:
    """The weights as safetensors, with the config in the file's metadata."""
    weights = {name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}
    return safetensors.torch.save(weights, metadata={"config": config.to_json()})


def load_model(path: Path | str | None = None) -> MultiLayerPerceptron:
    """The network in a safetensors file, in eval mode on the CPU: float32 (N, 784) -> (N, K) scores. None: the shipped default.

    Raises:
        ModelError: the file is missing, too large, damaged, or does not hold what its config says.
    """
    return load_model_and_config(path)[0]


def load_model_and_config(path: Path | str | None = None) -> tuple[MultiLayerPerceptron, RunConfig]:
    """As `load_model`, with the config of the run that made it."""
    path = Path(path or DEFAULT_MODEL)
    if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
        raise ModelError(f"The model file {path.name} is missing or larger than {MAX_FILE_BYTES // 1_000_000} MB.")
    try:
        with safe_open(path, "pt") as file:
            config = RunConfig.from_json((file.metadata() or {}).get("config", ""))
        model = from_config(config)
        model.load_state_dict(safetensors.torch.load_file(path))
    except (SafetensorError, ConfigError, RuntimeError) as error:
        raise ModelError(f"The model file {path.name} is damaged or holds another kind of network.") from error
    if not all(tensor.isfinite().all() for tensor in model.state_dict().values()):
        raise ModelError(f"The model file {path.name} holds weights that are not numbers.")
    return model.eval(), config
