"""The settings of a run as widgets; their values live in the address bar, so the address is the link to share."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

import streamlit as st

from core.activations import ACTIVATIONS
from core.config import CHOICES, LABELS, LIMITS, ConfigError, RunConfig, n_parameters, parse
from core.losses import LOSSES
from core.mlp import INITIALISATIONS
from core.optimizers import OPTIMIZERS
from pages.ui.resources import devices

FIELDS: Final = tuple(field.name for field in fields(RunConfig))
WRITTEN: Final = "config_in_address"  # what this page last wrote there; anything else came from a link


def config_controls() -> RunConfig | None:
    """All settings, two a row; None while one of them cannot be used (the page then says which and why)."""
    take_from_address()
    with st.container(horizontal=True):
        hidden_sizes = st.text_input(
            LABELS["hidden_sizes"], key="hidden_sizes", persist_state="session", placeholder="none: a linear model",
            help="Units in each hidden layer, first to last: 256 or 256, 128. Leave it empty for a linear model.",
        )  # fmt: skip
        activation = _choice("activation", titles(ACTIVATIONS), "The nonlinear function after each hidden layer.")
    loss = _choice("loss", titles(LOSSES), "What training makes small.")
    with st.container(horizontal=True):
        optimizer = _choice("optimizer", titles(OPTIMIZERS), "How a gradient becomes a step.")
        lr = _number("lr", "How far each step goes. Adam likes 0.001, plain SGD 0.1.", step=0.001, format="%g")
    with st.container(horizontal=True):
        batch_size = _number("batch_size", "Digits per step. Smaller batches: more steps, noisier ones.", step=32)
        epochs = _number("epochs", "Passes over the 60,000 training digits.", step=1)
    with st.expander("First weights, seed, device"):
        initialisation = _choice("initialisation", titles(INITIALISATIONS), "How the weights start. Biases start at 0.")
        seed = _number("seed", "Of the first weights and the order of the digits. Equal seeds, equal runs.", step=1)
        device = _choice("device", _devices(), "Where it trains: what this server has.")
    values: dict[str, Any] = {"activation": activation, "initialisation": initialisation, "loss": loss, "optimizer": optimizer, "lr": lr}
    values |= {"batch_size": batch_size, "epochs": epochs, "seed": seed, "device": device}
    try:
        config = RunConfig(hidden_sizes=parse("hidden_sizes", hidden_sizes), **values)
    except ConfigError as error:
        st.error(str(error), icon=":material/error:")
        return None
    write_to_address(config)
    st.caption(f"{n_parameters(config.layer_sizes(LOSSES[loss].outputs_per_class)):,} parameters")
    return config


def put(config: RunConfig) -> None:
    """Set the widgets to a config: in callbacks, or before the widgets are drawn."""
    for name in FIELDS:
        value = getattr(config, name)
        st.session_state[name] = ", ".join(map(str, value)) if name == "hidden_sizes" else value


def take_from_address() -> None:
    """Follow a link: settings in the address that this page did not write there go into the widgets."""
    asked = {name: st.query_params[name] for name in FIELDS if name in st.query_params}
    if opened := st.session_state.pop("config_to_open", None):  # by the Runs page; the lecture's settings leave no trace in an address
        put(opened)
    elif asked and asked != st.session_state.get(WRITTEN):
        put(RunConfig.from_query(asked))
    elif any(name not in st.session_state for name in FIELDS):
        put(RunConfig())


def write_to_address(config: RunConfig) -> None:
    """Put what differs from the lecture's settings into the address, and nothing else of a config."""
    wanted = config.to_query()
    others = {name: value for name, value in st.query_params.items() if name not in FIELDS}
    st.query_params.from_dict(others | wanted)
    st.session_state[WRITTEN] = wanted


def titles(registry: Mapping[str, Any]) -> dict[str, str]:
    """Each row's name with its title."""
    return {name: row.title for name, row in registry.items()}


def _devices() -> dict[str, str]:
    there = devices()
    return {"auto": f"Fastest: {next(iter(there.values()))}"} | {name: f"{name}: {words}" for name, words in there.items()}


def _choice(name: str, options: Mapping[str, str], words: str) -> str:
    if st.session_state[name] not in options:  # a link may name a device that this server lacks
        st.session_state[name] = CHOICES[name][0]
    return st.selectbox(
        LABELS[name], list(options), format_func=lambda option: options[option], key=name, persist_state="session", help=words
    )


def _number(name: str, words: str, **options: Any) -> Any:
    low, high = LIMITS[name]
    if isinstance(options["step"], int):
        low, high = int(low), int(high)
    return st.number_input(LABELS[name], min_value=low, max_value=high, key=name, persist_state="session", help=words, **options)
