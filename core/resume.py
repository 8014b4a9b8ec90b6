"""All that a training run needs to go on as if it had never stopped, as one safetensors file."""

import json
from dataclasses import dataclass

import safetensors.torch
import torch
from torch import Tensor

from core.mlp import MultiLayerPerceptron


@dataclass(frozen=True)
class Progressed:
    """How far a run was, beside the tensors."""

    epoch: int
    bound: float  # the loss above which the run has diverged


def pack(model: MultiLayerPerceptron, optimizer: torch.optim.Optimizer, progressed: Progressed) -> bytes:
    """The state after an epoch. Optimizer tensors are named "optimizer.<parameter's number>.<name>"."""
    state = optimizer.state_dict()["state"]
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    tensors |= {f"optimizer.{i}.{name}": value for i, values in state.items() for name, value in values.items() if value is not None}
    on_cpu = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    return safetensors.torch.save(on_cpu, metadata={"progressed": json.dumps([progressed.epoch, progressed.bound])})


def unpack(content: bytes, model: MultiLayerPerceptron, optimizer: torch.optim.Optimizer) -> Progressed:
    """Put what `pack` made into a model and an optimizer of the same config."""
    tensors = safetensors.torch.load(content)
    model.load_state_dict({name.removeprefix("model."): tensor for name, tensor in tensors.items() if name.startswith("model.")})
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimizer."):
            _, i, key = name.split(".", 2)
            state.setdefault(int(i), {})[key] = tensor
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    header_size = int.from_bytes(content[:8], "little")  # a safetensors file: 8 bytes of size, a JSON header, the tensors
    return Progressed(*json.loads(json.loads(content[8 : 8 + header_size])["__metadata__"]["progressed"]))
