"""The settings of a run as widgets; their values live in the address bar, so the address is the link to share."""

from collections.abc import Sequence
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.config import FIELDS, ConfigError, RunConfig, is_usable, parse
from core.datasets import DATASETS, availability
from core.environment import n_training_slots
from core.optimizers import OPTIMIZERS, reset_unused
from core.runs.estimate import duration_in_words, memory, parameters
from pages.ui import address
from pages.ui.config.fields import show_expander, show_field, show_row, show_words
from pages.ui.resources import devices, past_runs

FORM: Final = {  # title of an expander -> its rows of fields; the first experiment does without them
    "Schedule and regularisation": (
        ("schedule",), ("weight_decay", "gradient_clip"), ("dropout", "label_smoothing"), ("batch_norm",),
    ),
    "Data": (("dataset",), ("n_examples", "label_noise"), ("shift", "rotation"), ("scaling", "stroke")),
    "First weights, seed, precision, device": (("initialisation",), ("start_bias", "seed"), ("precision", "device")),
}  # fmt: skip


def show_config_form(status: DeltaGenerator) -> RunConfig | None:
    """All settings, two a row; returns the config, or None where it cannot be. `status` then says why, else what the run will take."""
    follow_link()
    with st.container(horizontal=True):
        st.text_input(
            FIELDS["hidden_sizes"].label, key="hidden_sizes", persist_state="session", placeholder="none: a linear model",
            help=FIELDS["hidden_sizes"].help,
        )  # fmt: skip
        show_field("activation")
    show_row("loss")
    show_row("optimizer", "lr")
    show_words("optimizer")
    show_row(*OPTIMIZERS[st.session_state["optimizer"]].fields)
    show_row("batch_size", "epochs")
    for title, rows in FORM.items():
        show_expander(title, *rows)
    try:
        config = config_from_widgets()
    except ConfigError as error:
        status.error(str(error), icon=":material/error:")
        return None
    address.write_parameters(FIELDS, config.to_query())
    if problem := availability(config.dataset):
        status.error(f"{problem} Choose {DATASETS['mnist'].title} under **Data**.", icon=":material/cloud_off:")
        return None
    _show_estimate(config, status)
    return config


def time_in_words(configs: Sequence[RunConfig]) -> str:
    """How long these runs will take on this server, which are for one device."""
    device = next(iter(devices())) if configs[0].device == "auto" else configs[0].device
    return duration_in_words(configs, past_runs(device), n_training_slots())


def fill_form(config: RunConfig) -> None:
    """Set the widgets to a config: in callbacks, or before the widgets are drawn."""
    for name, field in FIELDS.items():
        value = getattr(config, name)
        if field.kind == "real":
            value = float(value)  # a widget mixes no 1 with 0.001
        st.session_state[name] = ", ".join(map(str, value)) if field.kind == "layers" else value


def follow_link() -> None:
    """Settings that came with a link go into the widgets, or the lecture's where there are none yet."""
    linked = address.parameters_from_link(FIELDS)
    if opened := st.session_state.pop("config_to_open", None):  # by the Runs page; the lecture's settings leave no trace in an address
        fill_form(opened)
    elif linked:
        config = RunConfig.from_query(linked)
        fill_form(config)
        for name, text in linked.items():
            address.understood(name, text)
            if not is_usable(name, text) or parse(name, text) != getattr(config, name):
                address.complain(name, text, FIELDS[name].describe(getattr(config, name)))
    elif any(name not in st.session_state for name in FIELDS):
        fill_form(RunConfig())


def config_from_widgets() -> RunConfig:
    """What the widgets say; fields that only other optimizers use are at their defaults.

    Raises:
        ConfigError: it cannot be.
    """
    values = {name: st.session_state[name] for name in FIELDS if name in st.session_state}
    parsed = {name: parse(name, value) if FIELDS[name].kind == "layers" else value for name, value in values.items()}
    return reset_unused(RunConfig(**parsed))


def last_config() -> RunConfig:
    """The settings last chosen on the Train page in this tab, else the lecture's."""
    try:
        return config_from_widgets()
    except ConfigError:
        return RunConfig()


def _show_estimate(config: RunConfig, status: DeltaGenerator) -> None:
    needed = memory(config)
    parts = {
        "the data": needed.data,
        "weights": needed.parameters,
        "gradients and optimizer": needed.step,
        "what is computed": needed.activations,
    }
    status.caption(
        f"{parameters(config):,} parameters, {needed.total / 1e6:,.0f} MB, {time_in_words([config])}",
        help=f"Memory, in MB: {', '.join(f'{part} {size / 1e6:.1f}' for part, size in parts.items())}.",
    )
