"""The settings of a run as widgets; their values live in the address bar, so the address is the link to share."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.config import LABELS, LIMITS, WHOLE, ConfigError, RunConfig, parse
from core.datasets import DATASETS, availability
from core.environment import n_training_slots
from core.optimizers import OPTIMIZERS
from core.runs.estimate import duration_in_words, memory, parameters
from pages.ui.config.fields import field, group, row
from pages.ui.resources import devices, past_runs

FIELDS: Final = tuple(f.name for f in fields(RunConfig))
OF_AN_OPTIMIZER: Final = {name for rule in OPTIMIZERS.values() for name in rule.fields}
WRITTEN: Final = "config_in_address"  # what this page last wrote there; anything else came from a link


def config_controls(says: DeltaGenerator) -> RunConfig | None:
    """All settings, two a row; `says` is told what the run will take, or why it cannot be: the answer is None then."""
    take_from_address()
    with st.container(horizontal=True):
        st.text_input(
            LABELS["hidden_sizes"], key="hidden_sizes", persist_state="session", placeholder="none: a linear model",
            help="Units in each hidden layer, first to last: 256 or 256, 128. Leave it empty for a linear model.",
        )  # fmt: skip
        field("activation")
    row("loss")
    row("optimizer", "lr")
    row(*OPTIMIZERS[st.session_state["optimizer"]].fields)
    row("batch_size", "epochs")
    group("Schedule and regularisation", ("schedule",), ("weight_decay", "dropout"), ("label_smoothing",), ("batch_norm",))
    group("Data", ("dataset",), ("n_examples",), ("shift", "rotation"), ("scaling", "stroke"))
    group("First weights, seed, precision, device", ("initialisation",), ("seed", "precision"), ("device",))
    try:
        config = _chosen()
    except ConfigError as error:
        says.error(str(error), icon=":material/error:")
        return None
    write_to_address(config)
    if problem := availability(config.dataset):
        says.error(f"{problem} Choose {DATASETS['mnist'].title} under **Data**.", icon=":material/cloud_off:")
        return None
    _tell_what_it_takes(config, says)
    return config


def time_in_words(configs: Sequence[RunConfig]) -> str:
    """How long these runs will take on this server, which are for one device."""
    device = next(iter(devices())) if configs[0].device == "auto" else configs[0].device
    return duration_in_words(configs, past_runs(device), n_training_slots())


def put(config: RunConfig) -> None:
    """Set the widgets to a config: in callbacks, or before the widgets are drawn."""
    for name in FIELDS:
        value = getattr(config, name)
        if name in LIMITS and name not in WHOLE:
            value = float(value)  # a widget mixes no 1 with 0.001
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


def _chosen() -> RunConfig:
    """What the widgets say; the fields that only other optimizers use keep their defaults, so that equal runs have equal configs."""
    unused = OF_AN_OPTIMIZER - set(OPTIMIZERS[st.session_state["optimizer"]].fields)
    values: dict[str, Any] = {name: st.session_state[name] for name in FIELDS if name not in unused}
    return RunConfig(**values | {"hidden_sizes": parse("hidden_sizes", values["hidden_sizes"])})


def _tell_what_it_takes(config: RunConfig, says: DeltaGenerator) -> None:
    needed = memory(config)
    parts = {
        "the data": needed.data,
        "weights": needed.parameters,
        "gradients and optimizer": needed.step,
        "what is computed": needed.activations,
    }
    says.caption(
        f"{parameters(config):,} parameters, {needed.total / 1e6:,.0f} MB, {time_in_words([config])}",
        help=f"Memory, in MB: {', '.join(f'{part} {size / 1e6:.1f}' for part, size in parts.items())}.",
    )
