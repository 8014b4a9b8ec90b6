"""A run as a ZIP and as two links: what is in it, and that other programs read it."""

import csv
import io
import json
import math
import zipfile
from dataclasses import replace
from itertools import cycle

import numpy as np
import onnx
import pytest
import safetensors.torch
import torch
from onnx.reference import ReferenceEvaluator
from streamlit.testing.v1 import AppTest

from core.config import FIELDS, RunConfig
from core.events import Change, Checkpoint, Finished
from core.export.onnx import to_onnx
from core.export.take_home import take_home
from core.mlp import MultiLayerPerceptron, from_config, to_bytes
from core.mnist import synthetic
from core.runs.store import Run, RunStore
from core.training import train
from pages.ui.run.take_home import links

CONFIG = RunConfig(hidden_sizes=(16,), epochs=2, batch_size=64, n_examples=500, device="cpu")
ALWAYS = {"README.txt", "config.json", "steps.csv", "epochs.csv", "environment.json", "reproduce.py"}


def trained(store: RunStore, config: RunConfig = CONFIG, changes: dict[int, Change] | None = None) -> Run:
    run_id = store.submit(config, "somebody")
    orders = {step: [change] for step, change in (changes or {}).items()}
    events = train(config, synthetic(500, 100), "cpu", commands=lambda step: orders.pop(step, []))
    store.record(run_id, store.begin(run_id), list(enumerate(events)))
    run = store.run(run_id)
    assert run
    return run


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_zip_holds_the_network_the_settings_the_curves_and_the_script(store: RunStore) -> None:
    run = trained(store)
    files = unzipped(take_home(store, run))
    assert set(files) == ALWAYS | {"weights.safetensors", "model.onnx"}
    assert RunConfig.from_json(files["config.json"].decode()) == CONFIG
    steps = list(csv.DictReader(io.StringIO(files["steps.csv"].decode())))
    assert [int(row["step"]) for row in steps] == list(range(1, 17))
    assert float(steps[-1]["loss"]) < float(steps[0]["loss"])
    assert [row["epoch"] for row in csv.DictReader(io.StringIO(files["epochs.csv"].decode()))] == ["1", "2"]
    environment = json.loads(files["environment.json"])
    assert environment["torch"] == torch.__version__.split("+")[0]
    assert environment["device"].startswith("CPU")
    model = from_config(CONFIG)
    model.load_state_dict(safetensors.torch.load(files["weights.safetensors"]))
    for name in set(files) - {"README.txt"}:
        assert name in files["README.txt"].decode()


def test_what_was_changed_while_it_trained_is_in_the_zip_and_in_the_script(store: RunStore) -> None:
    files = unzipped(take_home(store, trained(store, changes={3: Change("lr", 0.5)})))
    (change,) = csv.DictReader(io.StringIO(files["changes.csv"].decode()))
    assert (change["step"], change["name"], change["value"]) == ("3", "lr", "0.5")
    assert '3: {"lr": 0.5}' in files["reproduce.py"].decode()


def test_a_continued_run_keeps_its_schedule_over_its_first_epochs(store: RunStore) -> None:
    run = trained(store, replace(CONFIG, schedule="cosine"))
    store.resume(run.id, epochs=5)
    continued = store.run(run.id)
    assert continued
    script = unzipped(take_home(store, continued))["reproduce.py"].decode()
    assert "EPOCHS = 5" in script
    assert "N_STEPS = 16" in script
    assert "min(step, N_STEPS)" in script


def test_a_run_whose_weights_are_gone_is_still_taken_home(store: RunStore) -> None:
    run = trained(store)
    store.checkpoints.delete(run.id)
    files = unzipped(take_home(store, run))
    assert set(files) == ALWAYS
    assert "not kept" in files["README.txt"].decode()
    assert "weights.safetensors" not in files["README.txt"].decode()


def test_weights_that_are_no_numbers_go_without_an_onnx_model(store: RunStore) -> None:
    model = from_config(CONFIG)
    model.layers[0].weight.data[0, 0] = math.nan
    run_id = store.submit(CONFIG, "somebody")
    states = [Checkpoint(1, 8, to_bytes(model, CONFIG)), Finished("diverged")]
    store.record(run_id, store.begin(run_id), list(enumerate(states)))
    run = store.run(run_id)
    assert run
    assert set(unzipped(take_home(store, run))) == ALWAYS | {"weights.safetensors"}


def test_a_run_that_never_began_is_still_taken_home(store: RunStore) -> None:
    run_id = store.submit(CONFIG, "somebody")
    store.end(run_id, "stopped")
    run = store.run(run_id)
    assert run
    files = unzipped(take_home(store, run))
    assert json.loads(files["environment.json"])["device"] == "never started"
    compile(files["reproduce.py"], "reproduce.py", "exec")


ONNX_CONFIGS = [
    RunConfig(),
    RunConfig(hidden_sizes=()),
    RunConfig(hidden_sizes=(32, 16), batch_norm=True, dropout=0.5, loss="gaussian_spread"),
    *(
        RunConfig(hidden_sizes=(32,), activation=name, loss=loss)
        for name, loss in zip(FIELDS["activation"].choices, cycle(FIELDS["loss"].choices))
    ),
]


@pytest.mark.parametrize("config", ONNX_CONFIGS, ids=RunConfig.summary)
def test_onnx_gives_the_networks_own_outputs(config: RunConfig) -> None:
    model = with_random_statistics(from_config(config)).eval()
    images = torch.rand(7, 784)
    (outputs,) = ReferenceEvaluator(onnx.load_from_string(to_onnx(model, config))).run(None, {"images": images.numpy()})
    np.testing.assert_allclose(outputs, model(images).detach().numpy(), rtol=1e-5, atol=1e-5)


def with_random_statistics(model: MultiLayerPerceptron) -> MultiLayerPerceptron:
    for norm in model.norms:
        for tensor in (norm.weight.data, norm.bias.data, norm.running_mean, norm.running_var):
            tensor.uniform_(0.5, 2.0)
    return model


@pytest.mark.parametrize("url", ["https://here.org/train?lr=3&run=x", "https://here.org/runs", "https://here.org/"])
def test_links_lead_to_the_training_page_of_this_server(store: RunStore, url: str) -> None:
    run = trained(store, replace(CONFIG, lr=0.5))
    settings, result = links(run, url)
    assert settings == "https://here.org/train?hidden_sizes=16&lr=0.5&batch_size=64&epochs=2&n_examples=500&device=cpu"
    assert result == f"https://here.org/train?run={run.id}"


def test_links_keep_the_path_a_server_lies_below(store: RunStore) -> None:
    assert links(trained(store), "http://host:8501/class/train")[1].startswith("http://host:8501/class/train?run=")


def page(run_id: str) -> None:
    from pages.ui.resources import store
    from pages.ui.run.take_home import show_take_home

    show_take_home(store().run(run_id))  # type: ignore[arg-type]


def test_the_page_offers_the_zip_and_both_links(store: RunStore) -> None:
    run = trained(store)
    app = AppTest.from_function(page, args=(run.id,)).run()
    assert not app.exception
    assert "reproduce.py" in app.markdown[0].value
    assert app.get("download_button")
    assert f"train?run={run.id}" in app.code[1].value


def test_the_page_says_when_the_weights_are_gone(store: RunStore) -> None:
    run_id = store.submit(CONFIG, "somebody")
    store.record(run_id, store.begin(run_id), [(0.0, Finished("finished"))])
    app = AppTest.from_function(page, args=(run_id,)).run()
    assert not app.exception
    assert "The weights of this run are gone" in app.caption[0].value
