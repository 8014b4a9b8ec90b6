"""What an earlier version stored and what it put into links still opens: a database, a run's files, a ZIP, addresses."""

import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.config import RunConfig
from core.events import Change, Changed, Diagnostics, Epoch, Event, Finished, Started, Step
from core.export.take_home import take_home
from core.mlp import load_model_and_config
from core.mnist import load
from core.runs.store import RunStore
from core.training import train
from tests.pages.reading import run_metrics

EARLIER = Path(__file__).parent / "2026-11"
LINKS = json.loads((EARLIER / "links.json").read_text())
IDS = LINKS["runs"]
SMALL = {"hidden_sizes": (2,), "n_examples": 200, "batch_size": 50, "epochs": 2, "device": "cpu"}


@pytest.fixture
def earlier(tmp_path: Path, open_store: Callable[[Path], RunStore]) -> RunStore:
    """The earlier version's data folder, opened by this version, where the pages find it."""
    shutil.copytree(EARLIER / "weights", tmp_path / "weights")
    with sqlite3.connect(tmp_path / "runs.db") as connection:
        connection.executescript((EARLIER / "runs.sql").read_text())
    connection.close()
    return open_store(tmp_path)


def test_every_run_is_there_with_its_settings_and_state(earlier: RunStore) -> None:
    runs = {run.id: run for run in earlier.runs()}
    assert [runs[IDS[name]].status for name in ("first", "paused", "predicted", "queued")] == ["finished", "stopped", "finished", "queued"]
    assert len(earlier.runs(sweep=IDS["sweep"])) == 2
    assert runs[IDS["first"]].config == RunConfig(**SMALL)
    assert (runs[IDS["first"]].name, runs[IDS["first"]].note) == ("wide net", "kept for later")
    predicted = runs[IDS["predicted"]].config
    assert (predicted.loss, predicted.precision, predicted.shift) == ("gaussian_spread", "bfloat16", 2.0)


def test_every_event_is_there(earlier: RunStore) -> None:
    n_events = {kind: len(earlier.events(IDS["first"], kind)) for kind in (Started, Step, Diagnostics, Epoch)}
    assert n_events == {Started: 1, Step: 8, Diagnostics: 2, Epoch: 2}
    assert earlier.events(IDS["first"], Epoch)["train_loss"].iloc[0] > earlier.events(IDS["first"], Epoch)["train_loss"].iloc[1]
    (change,) = earlier.events(IDS["paused"], Changed).to_dict("records")
    assert (change["step"], change["name"], change["value"]) == (3, "lr", 0.01)


def test_a_paused_run_goes_on_as_if_it_had_never_stopped(earlier: RunStore) -> None:
    """Batch norm, dropout, momentum, a schedule and a change of lr: all of it lies in the file that the earlier version wrote."""
    run = earlier.run(IDS["paused"])
    resumed = list(train(run.config, load(), "cpu", earlier.last_snapshot(run.id)))
    undisturbed = list(train(run.config, load(), "cpu", b"", lambda step: [Change("lr", 0.01)] if step == 3 else []))
    assert resumed[-1] == undisturbed[-1] == Finished("finished")
    losses, expected = _losses_after_pause(resumed), _losses_after_pause(undisturbed)
    assert list(losses) == list(expected) == list(range(6, 13))
    assert list(losses.values()) == pytest.approx(list(expected.values()), rel=1e-4)  # it was paused on another processor, perhaps


def _losses_after_pause(events: list[Event]) -> dict[int, float]:
    return {event.step: event.loss for event in events if isinstance(event, Step) and event.step > 5}


def test_a_zip_of_it_still_opens() -> None:
    with zipfile.ZipFile(EARLIER / "run_1.zip") as packed:
        assert RunConfig.from_json(packed.read("config.json").decode()) == RunConfig(**SMALL)


def test_the_network_in_a_zip_of_it_can_be_loaded(tmp_path: Path) -> None:
    with zipfile.ZipFile(EARLIER / "run_1.zip") as packed:
        packed.extract("weights.safetensors", tmp_path)
    model, config = load_model_and_config(tmp_path / "weights.safetensors")
    assert config == RunConfig(**SMALL)
    assert model(load().test.images[:3]).shape == (3, 10)


def test_todays_zip_of_its_run_holds_what_the_earlier_one_did(earlier: RunStore) -> None:
    with zipfile.ZipFile(EARLIER / "run_1.zip") as then, zipfile.ZipFile(io.BytesIO(take_home(earlier, earlier.run(IDS["first"])))) as now:
        assert set(now.namelist()) == set(then.namelist())
        for name in ("steps.csv", "epochs.csv", "weights.safetensors"):
            assert now.read(name) == then.read(name), name


def test_a_link_to_settings_gives_these_settings() -> None:
    asked = RunConfig.from_query(LINKS["train"])
    assert asked == RunConfig(
        hidden_sizes=(64, 32), loss="gaussian_spread", optimizer="momentum", momentum=0.8, dropout=0.25, batch_size=50, epochs=2,
        n_examples=200, device="cpu",
    )  # fmt: skip
    assert asked.to_query() == LINKS["train"]


def test_a_link_to_a_run_shows_it(earlier: RunStore, open_page: Callable[..., AppTest]) -> None:
    page = open_page("train.py", run=IDS["first"])
    assert run_metrics(page)[:2] == [f"{earlier.events(IDS['first'], Epoch)[column].iloc[-1]:.1%}" for column in ("test_acc", "train_acc")]


def test_a_link_to_a_sweep_and_a_comparison_shows_them(earlier: RunStore, open_page: Callable[..., AppTest]) -> None:
    page = open_page("runs.py", whose="All runs", sweep=IDS["sweep"], compare="1,2")
    assert page.session_state["whose"] == "All runs"
    assert any("2 of 2 runs have ended" in bar.proto.text for bar in page.get("progress"))


WIDGETS = {  # page -> (its address, what its widgets then hold)
    "layers.py": (
        {"rho": "Sigmoid", "z": "2.0", "between": "ReLU", "first0": "2.5", "unit_rho": "Tanh", "units": "12", "start": "3"},
        {"rho": "sigmoid", "z": 2.0, "between": "relu", "first0": 2.5, "unit_rho": "tanh", "units": 12, "start": 3},
    ),
    "losses.py": (
        {"shown": "Mean squared error", "y": "2.0", "prediction": "0.5", "n_points": "100", "data_seed": "5", "compared_epochs": "2"},
        {"n_points": 100, "data_seed": 5, "compared_epochs": 2},  # the loss and the prediction: tests/pages/test_losses.py
    ),
    "regression.py": (
        {"example": "Outlier", "plane": "true", "plane_steps": "5", "eta": "0.05"},
        {"regression_choice_0": "Outlier", "plane": True, "plane_steps": 5},
    ),
}


@pytest.mark.parametrize("page", WIDGETS)
def test_a_link_sets_the_widgets(page: str, open_page: Callable[..., AppTest]) -> None:
    address, expected = WIDGETS[page]
    opened = open_page(page, **address)
    assert {key: opened.session_state[key] for key in expected} == expected
