"""What all visitors share, made once: the store, and what is read from it. The only file that caches."""

import functools
import secrets
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from core.events import Epoch, Started, Step
from core.store import RunStore
from core.web import VISITOR, owner_of


@functools.cache
def store() -> RunStore:
    """The server's one run store."""
    return RunStore()


def visitor() -> str:
    """Who is looking, as the store keeps it. A browser without our cookie is known for as long as its tab is open."""
    if "visitor" not in st.session_state:
        st.session_state["visitor"] = owner_of(st.context.cookies.get(VISITOR) or secrets.token_hex(16))
    return str(st.session_state["visitor"])


@st.cache_data(max_entries=200, show_spinner=False)
def _events(run_id: str, kind: str, last_event: int) -> pd.DataFrame:  # last_event is there for the cache
    return store().events(run_id, {"Started": Started, "Step": Step, "Epoch": Epoch}[kind])


def history(run_id: str) -> dict[str, pd.DataFrame]:
    """The run's events by kind: "Started", "Step" and "Epoch". Forty who watch one run make one reading."""
    last_event = store().last_event(run_id)
    return {kind: _events(run_id, kind, last_event) for kind in ("Started", "Step", "Epoch")}


@st.cache_resource(max_entries=16, show_spinner=False)
def _model(path: str, changed: float) -> Any:  # changed is there for the cache
    from core.mlp import load_model_and_config

    return load_model_and_config(path)


def model(path: str) -> Any:
    """The (network, config) in a weights file; shared, so never train it.

    Raises:
        ModelError: the file is missing or damaged.
        OSError: it vanished meanwhile.
    """
    return _model(path, Path(path).stat().st_mtime)


@st.cache_resource(max_entries=64, show_spinner=False)
def _reading(path: str, changed: float) -> Any:
    from core.inspection import read

    network, config = _model(path, changed)
    return read(network, config, digits().test)


def reading(path: str) -> Any:
    """What the network in a weights file answers to the 10,000 test digits: an inspection.Reading.

    Raises:
        ModelError: the file is missing or damaged.
        OSError: it vanished meanwhile.
    """
    return _reading(path, Path(path).stat().st_mtime)


@st.cache_resource(show_spinner=False)
def devices() -> dict[str, str]:
    """The server's devices, fastest first, with their names."""
    from core.devices import available

    return available()


@st.cache_resource(show_spinner=False)
def digits() -> Any:
    """MNIST on the CPU; shared, so never change it.

    Raises:
        DataError: a file is missing or damaged.
    """
    from core import mnist

    return mnist.load()


@st.cache_resource(max_entries=200, show_spinner=False)
def approximations(target: str, n_units: int, activation: str) -> Any:
    """The networks trained from each start, and the one placed by hand (core.approximator); shared, so never train them."""
    from core.approximator import build, train

    return train(target, n_units, activation), build(target, n_units, activation)
