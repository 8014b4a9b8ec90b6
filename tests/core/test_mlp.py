"""core.mlp: the network, its first weights, its files."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from core.config import RunConfig
from core.initialisations import INITIALISATIONS
from core.mlp import ModelError, MultiLayerPerceptron, from_config, load_model, load_model_and_config, to_bytes


def test_the_lectures_network_maps_two_random_images_to_two_rows_of_logits() -> None:
    model = MultiLayerPerceptron(name="mlp", xdim=784, hidden_sizes=(256,), ydim=10)
    logits = model(torch.from_numpy(np.random.default_rng(0).random((2, 784))).float())
    assert logits.detach().numpy().shape == (2, 10)
    assert [name for name, _ in model.named_parameters()] == ["lin_1.weight", "lin_1.bias", "lin_2.weight", "lin_2.bias"]


def test_forward_is_the_formula() -> None:
    model = from_config(RunConfig(hidden_sizes=(5, 4), activation="tanh"))
    x = torch.rand(3, 784)
    one, two, three = model.layers
    hidden = torch.tanh(torch.tanh(x @ one.weight.T + one.bias) @ two.weight.T + two.bias)
    assert torch.allclose(model(x), hidden @ three.weight.T + three.bias, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "variance"),
    [
        ("kaiming_normal", 2 / 784), ("kaiming_uniform", 2 / 784), ("xavier_normal", 2 / 1296), ("xavier_uniform", 2 / 1296),
        ("zeros", 0), ("too_large", 1),
    ],
)  # fmt: skip
def test_first_weights_have_the_variance_that_their_name_promises(name: str, variance: float) -> None:
    weight = from_config(RunConfig(hidden_sizes=(512,), initialisation=name)).layers[0].weight
    assert weight.var().item() == pytest.approx(variance, rel=0.02, abs=1e-12)


def test_every_initialisation_is_tested_above() -> None:
    assert set(INITIALISATIONS) == {"kaiming_normal", "kaiming_uniform", "xavier_normal", "xavier_uniform", "zeros", "too_large"}


def test_biases_start_at_zero_and_equal_seeds_give_equal_weights() -> None:
    one, two, other = (from_config(RunConfig(seed=seed)) for seed in (1, 1, 2))
    assert all((layer.bias == 0).all() for layer in one.layers)
    assert torch.equal(one.layers[0].weight, two.layers[0].weight)
    assert not torch.equal(one.layers[0].weight, other.layers[0].weight)


def test_no_hidden_layer_is_a_linear_model_and_a_predicted_spread_doubles_the_outputs() -> None:
    assert len(from_config(RunConfig(hidden_sizes=())).layers) == 1
    assert from_config(RunConfig(loss="gaussian_spread"))(torch.zeros(1, 784)).shape == (1, 20)


def test_a_saved_network_comes_back_with_its_config_in_eval_mode(tmp_path: Path) -> None:
    config = RunConfig(hidden_sizes=(8, 8), activation="sigmoid", loss="mse", seed=5)
    path = tmp_path / "run.safetensors"
    path.write_bytes(to_bytes(from_config(config), config))
    model, stored = load_model_and_config(path)
    x = torch.rand(4, 784)
    assert stored == config
    assert not model.training
    assert torch.equal(model(x), from_config(config)(x))


def _with(weights: dict[str, torch.Tensor], config: str) -> bytes:
    return safetensors.torch.save(weights, metadata={"config": config})


def _not_a_number(content: bytes) -> bytes:
    weights = safetensors.torch.load(content)
    weights["lin_1.bias"][0] = float("nan")
    return _with(weights, RunConfig().to_json())


@pytest.mark.parametrize(
    "broken",
    [
        lambda content: b"",
        lambda content: content[:1000],
        lambda content: struct.pack("<Q", 2**63) + content[8:],
        lambda content: b"\x80\x04K\x01.",  # a pickle
        lambda content: b"{}" * 5000,
        _not_a_number,
        lambda content: _with(safetensors.torch.load(content), ""),
        lambda content: _with(safetensors.torch.load(content), '{"hidden_sizes": [99999]}'),
        lambda content: _with(safetensors.torch.load(content), RunConfig(hidden_sizes=(16,)).to_json()),
        lambda content: _with({"other": torch.zeros(3)}, RunConfig().to_json()),
        lambda content: bytes(20_000_001),
    ],
)
def test_a_corrupt_model_file_is_refused_with_a_sentence(tmp_path: Path, broken: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "run.safetensors"
    path.write_bytes(broken(to_bytes(from_config(RunConfig()), RunConfig())))
    with pytest.raises(ModelError, match=r"^The model file run.safetensors .*\.$"):
        load_model(path)


def test_a_missing_model_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        load_model(tmp_path / "nothing.safetensors")
