"""All that a training run needs to go on as if it had never stopped, as one safetensors file."""

import json

import safetensors.torch
import torch
from torch import Tensor

from core.training.state import State


def take_snapshot(state: State) -> bytes:
    """The state between two steps. Optimizer tensors are named "optimizer.<parameter's number>.<name>"."""
    by_parameter = state.optimizer.state_dict()["state"]
    tensors = {f"model.{name}": tensor for name, tensor in state.model.state_dict().items()}
    tensors |= {f"optimizer.{i}.{name}": value for i, values in by_parameter.items() for name, value in values.items() if value is not None}
    tensors |= {"losses": state.losses.values, "random": state.generator.get_state()}
    tensors["lrs"] = torch.tensor(state.losses.lrs, dtype=torch.float64)
    on_cpu = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    return safetensors.torch.save(on_cpu, metadata={"progress": json.dumps(_progress(state))})


def restore_snapshot(content: bytes, state: State) -> None:
    """Put what `take_snapshot` made into the state of a run of the same config, or of one that differs in its epochs only."""
    tensors = safetensors.torch.load(content)
    state.model.load_state_dict({name.removeprefix("model."): tensor for name, tensor in tensors.items() if name.startswith("model.")})
    by_parameter: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimizer."):
            _, i, key = name.split(".", 2)
            by_parameter.setdefault(int(i), {})[key] = tensor
    state.optimizer.load_state_dict({"state": by_parameter, "param_groups": state.optimizer.state_dict()["param_groups"]})
    state.generator.set_state(tensors["random"])
    state.losses.values.copy_(tensors["losses"])
    state.losses.lrs = tensors["lrs"].tolist()
    header_size = int.from_bytes(content[:8], "little")  # a safetensors file: 8 bytes of size, a JSON header, the tensors
    progress = json.loads(json.loads(content[8 : 8 + header_size])["__metadata__"]["progress"])
    state.epoch, state.n_scheduled, state.settings = progress["epoch"], progress["n_scheduled"], progress["settings"]
    for stored, name in _OF_LOSSES.items():
        setattr(state.losses, name, progress[stored])


_OF_LOSSES = {"steps_before": "steps_before", "done": "done", "told": "n_reported", "bound": "bound"}  # as it is stored -> in the LossLog


def _progress(state: State) -> dict[str, object]:
    of_run = {"epoch": state.epoch, "n_scheduled": state.n_scheduled, "settings": state.settings}
    return of_run | {stored: getattr(state.losses, name) for stored, name in _OF_LOSSES.items()}
