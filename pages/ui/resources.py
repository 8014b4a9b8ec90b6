"""What all visitors share, made once: the store, and what is read from it. The only file that caches."""

import functools
import secrets
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.config import RunConfig
from core.events import Changed, Diagnostics, Epoch, Event, Started, Step
from core.runs.live import Feeds
from core.runs.store import RunStore
from core.web import VISITOR_COOKIE, owner_of
from pages.ui.components.figure import Prepared, prepare

if TYPE_CHECKING:  # at run time torch is imported only by what needs it
    from core.canvas import Picture
    from core.interpret.evaluation import Predictions
    from core.lessons.approximator import Approximator
    from core.mlp import MultiLayerPerceptron
    from core.mnist import Digits, Split


STRIDE: Final = 4  # of the test pictures that show calibration; with the even ones among them nothing was fitted (core.shipped_models)


@functools.cache
def store() -> RunStore:
    """The server's one run store."""
    return RunStore()


def feeds() -> Feeds:
    """What viewers follow of the runs, made once for all of them."""
    return _feeds_of(store())


@functools.lru_cache(maxsize=1)
def _feeds_of(store: RunStore) -> Feeds:
    return Feeds(store)


def visitor() -> str:
    """Who is looking, as the store keeps it. A browser without our cookie is known for as long as its tab is open."""
    if "visitor" not in st.session_state:
        st.session_state["visitor"] = owner_of(st.context.cookies.get(VISITOR_COOKIE) or secrets.token_hex(16))
    return str(st.session_state["visitor"])


KINDS: Final[dict[str, type[Event]]] = {kind.__name__: kind for kind in (Started, Step, Epoch, Diagnostics, Changed)}


@st.cache_resource(max_entries=400, show_spinner=False)
def _events(run_id: str, kind: str, last_event: int) -> pd.DataFrame:
    return store().events(run_id, KINDS[kind], up_to=last_event)


def history(run_id: str, last_event: int | None = None) -> dict[str, pd.DataFrame]:
    """The run's events by kind, up to the one with this number, or all: "Started", "Step", "Epoch", "Diagnostics" and "Changed".

    Shared by all who watch the run, so never change them.
    """
    newest = store().last_event(run_id) if last_event is None else last_event
    return {kind: _events(run_id, kind, newest) for kind in KINDS}


@st.cache_resource(max_entries=500, show_spinner=False)
def cached_figure(key: Hashable, _make: Callable[[], go.Figure]) -> Prepared:
    """The figure that `_make` makes, made and turned into JSON once for all who look at it.

    `key` is the cache key: a name and all values that the figure depends on.
    """
    return prepare(_make())


@st.cache_resource(max_entries=16, show_spinner=False)  # few: the first stages are as large as the canvas
def preprocessing_stages(drawing: str, leave_out: tuple[str, ...]) -> "list[tuple[str, Picture]] | None":
    """Every stage of a drawing (a PNG as data URL), see core.canvas.preprocess; None where nothing is drawn. Never change it."""
    from core.canvas import preprocess, read_data_url

    rgba = read_data_url(drawing)
    return None if rgba is None else preprocess(rgba, leave_out)


@st.cache_data(max_entries=400, show_spinner=False)
def preprocessed(drawing: str) -> "Picture | None":
    """A drawing (a PNG as data URL) as the network receives it, (28, 28) in [0, 1]; None where nothing is drawn."""
    stages = preprocessing_stages(drawing, ())
    return None if stages is None else stages[-1][1]


@st.cache_resource(max_entries=16, show_spinner=False)
def _model(path: str, changed: float) -> "tuple[MultiLayerPerceptron, RunConfig]":  # changed is there for the cache
    from core.mlp import load_model_and_config

    return load_model_and_config(path)


def model(path: str) -> "tuple[MultiLayerPerceptron, RunConfig]":
    """The (network, config) in a weights file; shared, so never train it.

    Raises:
        ModelError: the file is missing or damaged.
        OSError: it vanished meanwhile.
    """
    return _model(path, Path(path).stat().st_mtime)


@st.cache_resource(max_entries=64, show_spinner=False)
def _predictions(path: str, changed: float) -> "Predictions":
    from core.interpret.evaluation import predict

    network, config = _model(path, changed)
    return predict(network, config, test_digits(config.dataset))


def predictions(path: str) -> "Predictions":
    """What the network in a weights file predicts for the 10,000 test digits of its data set: an evaluation.Predictions.

    Raises:
        ModelError: the file is missing or damaged.
        DataError: the data set is missing or damaged.
        OSError: it vanished meanwhile.
    """
    return _predictions(path, Path(path).stat().st_mtime)


@st.cache_resource(max_entries=64, show_spinner=False)
def _calibration(path: str, changed: float) -> pd.DataFrame:
    import torch

    from core.augment import Augmentation, augment
    from core.interpret.evaluation import calibration, predict
    from core.mnist import Split

    network, config = _model(path, changed)
    test = test_digits(config.dataset)
    images = augment(test.images[::STRIDE], torch.Generator().manual_seed(1), Augmentation())
    return calibration(predict(network, config, Split(images, test.labels[::STRIDE])))


def calibration_on_augmented(path: str) -> pd.DataFrame:
    """How often the network in a weights file is right, by how sure it is (evaluation.calibration), on every STRIDE-th test picture.

    Each is turned, stretched and distorted at random, so that they vary as drawings do. Never change what is returned.

    Raises:
        ModelError: the file is missing or damaged.
        DataError: the data set is missing or damaged.
        OSError: it vanished meanwhile.
    """
    return _calibration(path, Path(path).stat().st_mtime)


@st.cache_data(max_entries=4000, show_spinner=False)
def _class_probabilities(path: str, changed: float, pixels: np.ndarray) -> np.ndarray:
    from core.interpret.attribution import Network, probabilities
    from core.mlp import load_model_and_config

    return probabilities(Network("", *load_model_and_config(path)), pixels)  # not kept: a hundred epochs would push all others out


def class_probabilities(path: str, pixels: np.ndarray) -> np.ndarray:
    """The ten probabilities that the network in a weights file gives for one picture, (28, 28) -> (10,).

    Raises:
        ModelError: the file is missing or damaged.
        OSError: it vanished meanwhile.
    """
    return _class_probabilities(path, Path(path).stat().st_mtime, pixels)


@st.cache_resource(show_spinner=False)
def devices() -> dict[str, str]:
    """The server's devices, fastest first, with their names."""
    from core.devices import available

    return available()


@st.cache_data(ttl=20, show_spinner=False)
def past_runs(device: str) -> list[tuple[RunConfig, float]]:
    """The newest finished runs on this device, up to 20, and the seconds that each took."""
    fastest = next(iter(devices()))
    runs = [run for run in store().runs(status="finished", limit=20) if run.config.device.replace("auto", fastest) == device]
    seconds = store().last_epochs([run.id for run in runs])["seconds"]
    return [(run.config, float(seconds[run.id])) for run in runs if run.id in seconds]


@st.cache_resource(show_spinner=False)
def digits() -> "Digits":
    """MNIST on the CPU; shared, so never change it.

    Raises:
        DataError: a file is missing or damaged.
    """
    from core import mnist

    return mnist.load()


@st.cache_resource(max_entries=2, show_spinner=False)
def _other_test_digits(dataset: str) -> "Split":
    from core import datasets

    return datasets.load(dataset).test


def test_digits(dataset: str) -> "Split":
    """The 10,000 test pictures of a data set: a mnist.Split on the CPU; shared, so never change it.

    Raises:
        DataError: a file is missing or damaged.
    """
    from core.datasets import DATASETS

    return digits().test if DATASETS[dataset].is_bundled else _other_test_digits(dataset)


@st.cache_resource(max_entries=200, show_spinner=False)
def approximations(target: str, n_units: int, activation: str) -> "tuple[Approximator, Approximator]":
    """The networks trained from each start, and the one placed by hand (core.lessons.approximator); shared, so never train them."""
    from core.lessons.approximator import build, train

    return train(target, n_units, activation), build(target, n_units, activation)


@st.cache_data(max_entries=64, show_spinner=False)
def intercepts(n_points: int, seed: int) -> "tuple[np.ndarray, np.ndarray]":
    """Of both lines on many data sets of so many points: see core.lessons.heteroscedastic."""
    from core.lessons import heteroscedastic

    return heteroscedastic.intercepts(n_points, seed)


@st.cache_data(max_entries=64, show_spinner=False)
def first_gradients(bias: float) -> dict[str, float]:
    """Of each loss at a confidently wrong start: see core.lessons.confidently_wrong.

    Raises:
        DataError: as for `digits`.
    """
    from core.lessons import confidently_wrong

    return confidently_wrong.first_gradients(bias, digits())
