"""Several networks on one drawing."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.explain import Network, probabilities, spread
from core.figures.draw import as_percent, side_by_side
from core.losses import LOSSES
from core.mlp import ModelError
from pages.ui.components.figure import show
from pages.ui.draw_networks import choices, read

MOST = 6  # colours and shapes that can be told apart


@st.fragment
def show_networks(pixels: NDArray[np.float32]) -> None:
    """The chosen networks' probabilities for one picture, as a figure and a table."""
    st.header("Do other networks read it the same way?", anchor=False)
    titles = choices()
    keys = st.multiselect(
        "Networks", list(titles), default=["default", "lecture"], format_func=lambda key: titles[key], max_selections=MOST,
        key="draw_compared", help="The two that come with the app, and every finished run.",
    )  # fmt: skip
    networks = _usable(keys, titles)
    if not networks:
        st.caption("Choose a network to see its reading here.")
        return
    chances = np.stack([probabilities(network, pixels) for network in networks])
    alt = ". ".join(f"{n.name} reads {c.argmax()} with {as_percent(float(c.max()))}" for n, c in zip(networks, chances, strict=True))
    show(side_by_side([network.name for network in networks], chances), key="draw_side_by_side", alt=alt)
    st.dataframe(_table(networks, chances, pixels), hide_index=True, width="stretch")
    st.markdown(
        "Try a spiral or a letter: the probabilities still sum to 100 %, because the network can only share them out among ten digits. "
        "It cannot say “none of these”, so a high probability does not mean that there is a digit."
    )


def _usable(keys: list[str], titles: dict[str, str]) -> list[Network]:
    networks = []
    for key in keys:
        try:
            networks.append(read(key, titles))
        except (ModelError, OSError):
            st.warning(f"{titles[key]}: its weights cannot be read, so it is left out.")
    return networks


def _table(networks: list[Network], chances: NDArray[np.float32], pixels: NDArray[np.float32]) -> pd.DataFrame:
    rows = []
    for network, chance in zip(networks, chances, strict=True):
        sigma = spread(network, pixels)
        rows.append(
            {
                "Network": network.name,
                "Reads": str(chance.argmax()),
                "Probability": as_percent(float(chance.max())),
                "Second": str(chance.argsort()[-2]),
                "Loss it was trained with": LOSSES[network.config.loss].title,
                "Its own σ": "-" if sigma is None else f"{sigma[chance.argmax()]:.3f}",
            }
        )
    return pd.DataFrame(rows)
