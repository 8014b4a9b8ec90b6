"""One widget for each field of a RunConfig: its unit, its words, its steps. Keys are the fields' names, values outlive the page."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from core.activations import ACTIVATIONS
from core.config import CHOICES, LABELS, LIMITS, WHOLE
from core.datasets import DATASETS, availability, is_on_server
from core.initialisations import INITIALISATIONS
from core.losses import LOSSES
from core.optimizers import OPTIMIZERS
from core.precision import PRECISIONS
from core.schedules import SCHEDULES
from pages.ui.resources import devices

UNITS: Final = {"shift": "px", "rotation": "°", "stroke": "px"}
STEPS: Final[Mapping[str, float]] = {
    "lr": 0.001, "momentum": 0.05, "alpha": 0.01, "beta1": 0.05, "beta2": 0.001, "weight_decay": 0.0001, "dropout": 0.1,
    "label_smoothing": 0.05, "batch_size": 32, "epochs": 1, "n_examples": 1000, "shift": 1.0, "rotation": 5.0, "scaling": 0.05,
    "stroke": 0.1, "seed": 1,
}  # fmt: skip
WORDS: Final = {
    "activation": "The nonlinear function after each hidden layer.",
    "loss": "What training makes small.",
    "optimizer": "How a gradient becomes a step.",
    "lr": "How far each step goes. Adam likes 0.001, plain SGD 0.1. A schedule varies it: this is its highest.",
    "batch_size": "Examples per step. Smaller batches: more steps, noisier ones.",
    "epochs": "Passes over the training examples.",
    "momentum": "How much of the last step carries on: 0 is plain SGD, 0.9 goes up to ten times as far on a steady slope.",
    "alpha": "How long squared gradients are remembered: 0.99 is over about the last 100 steps.",
    "beta1": "How long gradients are remembered: 0.9 is over about the last 10 steps.",
    "beta2": "How long squared gradients are remembered: 0.999 is over about the last 1,000 steps.",
    "schedule": "How the learning rate goes over the run.",
    "weight_decay": "λ, the pull of every weight towards zero at each step. Try 0.0001 to 0.1; it keeps weights small.",
    "dropout": "Share of hidden units switched off at random at each step, so that none relies on another. 0.5 is much.",
    "batch_norm": "Standardise each hidden unit over the batch before its activation; two more parameters a unit.",
    "label_smoothing": "Share of the target that is spread evenly over the ten classes: being sure no longer pays.",
    "dataset": "Ten classes of 28 × 28 pictures; 60,000 to train on, 10,000 that only test.",
    "n_examples": "How many of the 60,000 it trains on, drawn by the seed. The 10,000 test pictures stay the same.",
    "shift": "Largest random shift of a training picture to each side, new at every step.",
    "rotation": "Largest random turn of a training picture, to the left or right.",
    "scaling": "Largest random change of size, as a fraction: 0.1 is from 90 to 110 %.",
    "stroke": "Largest random change of the stroke's width, on each of its sides.",
    "initialisation": "How the weights start. Biases start at 0.",
    "seed": "Of the first weights, the order of the examples and all else that is drawn. Equal seeds, equal runs.",
    "precision": " ".join(f"{row.title}: {row.words}" for row in PRECISIONS.values()),
    "device": "Where it trains: what this server has.",
}


def row(*names: str) -> None:
    """The widgets of these fields side by side, on a phone too."""
    with st.container(horizontal=True):
        for name in names:
            field(name)


def group(title: str, *names: tuple[str, ...]) -> None:
    """Rows of widgets that the first experiment does without, to be opened."""
    with st.expander(title):
        for of_row in names:
            for column, name in zip(st.columns(len(of_row), gap="small"), of_row, strict=True):
                with column:
                    field(name)


def field(name: str) -> None:
    """The widget of one field."""
    label = f"{LABELS[name]}, {UNITS[name]}" if name in UNITS else LABELS[name]
    kept: dict[str, Any] = {"key": name, "persist_state": "session", "help": WORDS[name]}
    if name in LIMITS:
        low, high = (int(limit) if name in WHOLE else limit for limit in LIMITS[name])
        st.number_input(label, min_value=low, max_value=high, step=STEPS[name], format=None if name in WHOLE else "%g", **kept)
    elif name in CHOICES:
        options = choices(name)
        if st.session_state[name] not in options:  # a link may name a device that this server lacks
            st.session_state[name] = CHOICES[name][0]
        chosen = st.selectbox(label, list(options), format_func=options.__getitem__, **kept)
        if name == "dataset":
            st.caption(availability(chosen) or DATASETS[chosen].words)
        elif name == "schedule":
            st.caption(SCHEDULES[chosen].words)
    else:
        st.toggle(label, **kept)


def choices(name: str) -> dict[str, str]:
    """Each choice with its title."""
    if name == "device":
        there = devices()
        return {"auto": f"Fastest: {next(iter(there.values()))}"} | {device: f"{device}: {words}" for device, words in there.items()}
    if name == "dataset":
        return {dataset: row.title + _note(dataset) for dataset, row in DATASETS.items()}
    registries: dict[str, Mapping[str, Any]] = {
        "activation": ACTIVATIONS, "loss": LOSSES, "optimizer": OPTIMIZERS, "schedule": SCHEDULES,
        "initialisation": INITIALISATIONS, "precision": PRECISIONS,
    }  # fmt: skip
    return {choice: row.title for choice, row in registries[name].items()}


def _note(dataset: str) -> str:
    if is_on_server(dataset):
        return ""
    return " (not available here)" if availability(dataset, wait_seconds=0) else " (is downloaded first, 30 MB)"
