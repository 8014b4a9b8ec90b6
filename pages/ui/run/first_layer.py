"""The first layer's weights of a run's network as pictures."""

from typing import Final

import streamlit as st

from core.figures.evaluation import weight_pictures
from core.interpret.evaluation import first_layer, largest_units
from core.runs.store import Run
from pages.ui.components.figure import show
from pages.ui.resources import cached_figure, model
from pages.ui.run.epoch_section import epoch_section, weights_path, weights_version

N_PICTURES: Final = 32


def show_first_layer(run: Run) -> None:
    """The first layer's weights as pictures."""
    epoch_section(run, "What does the first layer look for?", _first_layer)


def _first_layer(run: Run, epochs: list[int], epoch: int) -> None:
    path = weights_path(run, epoch)
    (network, _), (newest, _) = model(path), model(weights_path(run, epochs[-1]))
    units = largest_units(newest, N_PICTURES)  # the same ones at every epoch
    n_units = newest.layers[0].weight.shape[0]
    which = f"the {len(units)} units with the largest weights, of {n_units}" if len(units) < n_units else f"all {n_units} units"
    st.markdown(
        f"Each picture is one unit's 784 weights; here are {which}. Ink where it is orange switches the unit on, ink where it is blue "
        "switches it off. Look for strokes and edges; speckle is where training changed little."
    )
    show(
        cached_figure(("first layer", weights_version(path), tuple(units)), lambda: weight_pictures(first_layer(network, units))),
        key="weights",
        alt="The weights of the units with the largest weights, as pictures.",
    )
