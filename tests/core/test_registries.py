"""Every row of every registry is whole: what export, estimate and the pages read of it is there, and true of what runs here."""

import dataclasses
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator
from torch import Tensor, nn, optim
from torch.nn import Parameter

from core import mnist
from core.activations import ACTIVATIONS
from core.config import FIELDS, ConfigError, RunConfig
from core.datasets import DATASETS, folder, md5_sums
from core.export import script_parts
from core.initialisations import INITIALISATIONS
from core.losses import LOSSES, smooth_labels
from core.mlp import from_config
from core.optimizers import OPTIMIZERS
from core.precision import PRECISIONS
from core.schedules import SCHEDULES

REGISTRIES: dict[str, Mapping[str, Any]] = {name: field.rows for name, field in FIELDS.items() if field.registry}
ROWS = [(field, key) for field, rows in REGISTRIES.items() for key in rows]
INPUTS = torch.cat([torch.linspace(-8, 8, 161), torch.tensor([-1e4, -100.0, 100.0, 1e4])])
NAMES = {"torch": torch, "nn": nn, "math": math}  # what an exported script imports


@pytest.mark.parametrize(("field", "key"), ROWS)
def test_a_config_takes_the_row_and_the_row_leaves_no_text_empty(field: str, key: str) -> None:
    assert getattr(RunConfig(**{field: key}), field) == key  # type: ignore[arg-type]
    row = REGISTRIES[field][key]
    for of_row in dataclasses.fields(row):
        value = getattr(row, of_row.name)
        if of_row.default is dataclasses.MISSING:
            assert value is not None
            assert value != ""
        if of_row.name == "words":
            assert value.endswith(".")
        if "formula" in of_row.name:
            assert value.count("{") == value.count("}")


@pytest.mark.parametrize("field", REGISTRIES)
def test_a_config_offers_the_registrys_rows_in_their_order_and_nothing_else(field: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(f"must be one of {', '.join(REGISTRIES[field])}.")):
        RunConfig(**{field: "nothing of the kind"})  # type: ignore[arg-type]


def test_no_two_rows_of_a_registry_have_the_same_title() -> None:
    for rows in REGISTRIES.values():
        assert len({row.title for row in rows.values()}) == len(rows)


# Activations


@pytest.mark.parametrize("row", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_the_call_that_a_script_writes_is_the_activation(row: Any) -> None:
    assert torch.equal(eval(row.source.format("z"), NAMES | {"z": INPUTS}), row.function(INPUTS))


@pytest.mark.parametrize("row", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_the_onnx_operator_is_the_activation(row: Any) -> None:
    z = INPUTS.clamp(-80, 80)  # beyond, e^z overflows in onnx's own reference
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [len(z)]) for name in ("z", "h")]
    graph = helper.make_graph([helper.make_node(row.onnx, ["z"], ["h"])], "activation", ends[:1], ends[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", row.onnx_opset)])
    onnx.checker.check_model(model, full_check=True)
    (found,) = ReferenceEvaluator(model).run(None, {"z": z.numpy()})
    np.testing.assert_allclose(found, row.function(z), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("row", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_the_onnx_file_asks_for_no_later_operators_than_the_activation_needs(row: Any) -> None:
    schema = onnx.defs.get_schema(row.onnx, row.onnx_opset)
    assert row.onnx_opset == max(17, schema.since_version)


@pytest.mark.parametrize("row", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_linear_and_sigmoidal_are_what_the_function_is(row: Any) -> None:
    slopes = row.derivative(torch.linspace(-30, 30, 601, dtype=torch.float64))
    assert row.is_linear == bool((slopes == slopes[0]).all())
    assert row.is_sigmoidal == bool(max(slopes[0].abs(), slopes[-1].abs()) < 1e-6)


# Losses


def outputs_and_labels(row: Any) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    outputs = torch.randn(50, 10 * row.outputs_per_class, generator=generator) * 3
    return outputs, torch.randint(10, (50,), generator=generator)


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("name", LOSSES)
def test_the_loss_function_that_a_script_writes_is_the_loss(name: str, smoothing: float) -> None:
    outputs, labels = outputs_and_labels(LOSSES[name])
    scope = dict(NAMES)
    exec(script_parts.loss_function(RunConfig(loss=name, label_smoothing=smoothing)), scope)
    targets = smooth_labels(labels, smoothing) if smoothing else labels
    torch.testing.assert_close(scope["loss_function"](outputs, labels), LOSSES[name].per_example(outputs, targets).mean())  # type: ignore[operator]


@pytest.mark.parametrize("row", LOSSES.values(), ids=LOSSES)
def test_what_a_loss_says_of_its_outputs_is_so(row: Any) -> None:
    outputs, _ = outputs_and_labels(row)
    assert row.takes_logits == torch.equal(row.probabilities(outputs), torch.softmax(outputs[:, :10], 1))
    assert (row.sigma is not None) == (row.outputs_per_class == 2)
    if row.sigma:
        assert row.sigma(outputs).shape == (50, 10)
        assert (row.sigma(outputs) > 0).all()


# Optimizers

USED = RunConfig(lr=0.01, momentum=0.7, alpha=0.8, beta1=0.6, beta2=0.95, weight_decay=0.02)


def after_steps(optimizer: optim.Optimizer) -> list[Tensor]:
    """The parameters after five steps with random gradients."""
    generator = torch.Generator().manual_seed(1)
    parameters = optimizer.param_groups[0]["params"]
    for _ in range(5):
        for parameter in parameters:
            parameter.grad = torch.randn(parameter.shape, generator=generator)
        optimizer.step()
    return [parameter.detach() for parameter in parameters]


@pytest.mark.parametrize("config", [USED, RunConfig(lr=0.01), replace(USED, momentum=0.0)], ids=["set", "defaults", "no momentum"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_optimizer_that_a_script_makes_takes_the_same_steps(name: str, config: RunConfig) -> None:
    config = replace(config, optimizer=name)
    ours, scripts = ([Parameter(torch.linspace(-1, 1, 12).view(3, 4)), Parameter(torch.zeros(4))] for _ in range(2))
    scope = NAMES | {"parameters": scripts}
    exec(script_parts.optimizer(config, "parameters"), scope)
    expected = after_steps(OPTIMIZERS[name].make(ours, config))
    torch.testing.assert_close(after_steps(scope["optimizer"]), expected)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_remembers_as_many_numbers_for_each_parameter_as_its_row_says(name: str) -> None:
    model = from_config(RunConfig(hidden_sizes=(16,)))
    optimizer = OPTIMIZERS[name].make(model.parameters(), RunConfig(optimizer=name))
    model(torch.rand(2, 784)).sum().backward()
    optimizer.step()
    kept = chain.from_iterable(of_one.values() for of_one in optimizer.state.values())
    n_kept = sum(value.numel() for value in kept if torch.is_tensor(value) and value.dim())
    assert n_kept == OPTIMIZERS[name].state_per_parameter * sum(parameter.numel() for parameter in model.parameters())


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_uses_the_fields_that_its_row_names(name: str) -> None:
    row = OPTIMIZERS[name]
    others = ("momentum", "alpha", "beta1", "beta2")
    used = {field for field in others if row.settings(replace(USED, **{field: 0.5})) != row.settings(USED)}
    assert used == set(row.fields)


# Initialisations, schedules, data sets, precisions


@pytest.mark.parametrize("name", INITIALISATIONS)
def test_the_first_weights_that_a_script_draws_are_ours(name: str) -> None:
    ours, scripts = Parameter(torch.empty(30, 20)), nn.Linear(20, 30)
    with torch.no_grad():
        ours.fill_(7)
    INITIALISATIONS[name].initialise(ours, torch.Generator().manual_seed(3))
    statements = script_parts.first_weights(RunConfig(initialisation=name), "first")
    exec("\n".join(statements), NAMES | {"layer": scripts, "first": torch.Generator().manual_seed(3)})
    assert torch.equal(scripts.weight, ours)
    assert not scripts.bias.any()


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_schedule_that_a_script_quotes_is_the_schedule(name: str) -> None:
    scope = dict(NAMES)
    exec(script_parts.schedule(RunConfig(schedule=name)), scope)
    factors = [SCHEDULES[name].factor(step, 40) for step in range(1, 41)]
    assert [scope["factor"](step, 40) for step in range(1, 41)] == factors  # type: ignore[operator]
    assert SCHEDULES[name].is_constant == (len(set(factors)) == 1)


@pytest.mark.parametrize("name", DATASETS)
def test_a_data_set_has_ten_classes_four_files_and_a_place_that_they_come_from(name: str) -> None:
    row = DATASETS[name]
    assert len(set(row.classes)) == 10
    assert set(md5_sums(name)) == set(mnist.MD5)
    assert row.is_bundled == (mnist.RAW.parent.name == row.torchvision)
    assert row.is_bundled or (row.url.startswith("http") and row.url.endswith("/") and folder(name) != mnist.RAW)


@pytest.mark.parametrize("name", PRECISIONS)
def test_a_precision_has_the_bits_that_its_row_says(name: str) -> None:
    row = PRECISIONS[name]
    assert str(row.dtype) == f"torch.{name}"
    assert 2.0 ** (1 - row.significand_bits) == torch.finfo(row.dtype).eps
    assert row.is_reduced == (row.dtype.itemsize < 4)
