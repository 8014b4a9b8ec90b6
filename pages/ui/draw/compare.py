"""Several networks on one drawing."""

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.drawings.not_digits import ON_PAGE, render_plain
from core.figures.draw import as_percent, picture, probabilities_of_networks
from core.interpret.attribution import Network, median_sigma, predicted_sigma, probabilities
from core.losses import LOSSES
from core.mlp import ModelError
from pages.ui.components.figure import show
from pages.ui.draw.networks import choices, load_network
from pages.ui.draw.prediction import Prediction
from pages.ui.resources import digits

MAX_NETWORKS: Final = 6  # as many as there are distinct colours and shapes
OWN_DRAWING: Final = "Your drawing"
N_TYPICAL: Final = 300  # test digits that say which σ̂ is typical

SOFTMAX_OR_NOT: Final = (
    "**The loss matters.** Cross-entropy's softmax raises e to each output, so a lead of 7 is already 1,000 to 1. Networks of the other "
    "losses give the probabilities directly: the small probabilities that they give to other digits add up."
)


@st.fragment
def show_comparison(prediction: Prediction) -> None:
    """The chosen networks' probabilities for one picture, as a figure and a table."""
    st.header("Do other networks read it the same way?", anchor=False)
    titles = choices()
    keys = st.multiselect(
        "Networks", list(titles), default=["default", "lecture"], format_func=lambda key: titles[key], max_selections=MAX_NETWORKS,
        key="draw_compared", help="The two that come with the app, and every finished run.",
    )  # fmt: skip
    networks = _loaded(keys, titles)
    if not networks:
        st.caption("Choose a network to see its answer here.")
        return
    what = st.segmented_control("What they read", [OWN_DRAWING, *ON_PAGE], default=OWN_DRAWING, required=True, key="draw_compared_on")
    pixels = prediction.pixels if what == OWN_DRAWING else render_plain(what)
    if what != OWN_DRAWING:
        with st.container(width=150):
            show(picture(pixels, 150), key="draw_not_a_digit", alt=f"{what}, as 28 by 28 pixels.")
    rows = np.stack([_probabilities(network, prediction, pixels) for network in networks])  # (networks, 10)
    sigmas = [_sigma_of_answer(network, pixels, int(row.argmax())) for network, row in zip(networks, rows, strict=True)]
    alt = ". ".join(f"{n.name}: {row.argmax()} with {as_percent(float(row.max()))}" for n, row in zip(networks, rows, strict=True))
    show(probabilities_of_networks([network.name for network in networks], rows), key="draw_side_by_side", alt=alt)
    st.dataframe(_table(networks, rows, sigmas), hide_index=True, width="stretch")
    st.markdown(_about_own_drawing(networks, rows) if what == OWN_DRAWING else _about_not_a_digit(networks, rows))
    if len({LOSSES[network.config.loss].takes_logits for network in networks}) == 2:
        st.markdown(SOFTMAX_OR_NOT)
    for network, sigma in zip(networks, sigmas, strict=True):
        if sigma is not None:
            st.markdown(_about_sigma(network, sigma))


def _probabilities(network: Network, prediction: Prediction, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    known = network.model is prediction.network.model and pixels is prediction.pixels
    return prediction.probabilities if known else probabilities(network, pixels)


def _sigma_of_answer(network: Network, pixels: NDArray[np.float32], answer: int) -> float | None:
    sigma = predicted_sigma(network, pixels)
    return None if sigma is None else float(sigma[answer])


def _about_own_drawing(networks: list[Network], rows: NDArray[np.float32]) -> str:
    answers = {_answer(network, row) for network, row in zip(networks, rows, strict=True)}
    sentences = ["All give the same answer." if len(answers) == 1 else "They do not agree on the answer."]
    sentences += [
        "**Look at how sure each of them is**, not only at the answer.",
        "Then let them read something that is not a digit: choose it above.",
    ]
    return " ".join(sentences)


def _about_not_a_digit(networks: list[Network], rows: NDArray[np.float32]) -> str:
    sentences = ["This is not a digit."]
    answering = [(network, row) for network, row in zip(networks, rows, strict=True) if not network.refuses(row)]
    if answering:
        surest, row = max(answering, key=lambda pair: float(pair[1].max()))
        sentences += [f"Yet *{surest.name}* says {row.argmax()} with **{as_percent(float(row.max()))}**."]
    sentences += [
        "A network can only divide 100 % among ten digits, and has no output that says “none of these”.",
        "Its probabilities tell which digit fits best, not whether there is a digit at all.",
    ]
    for network, row in zip(networks, rows, strict=True):
        if network.refuses_below:
            sentences += [
                f"*{network.name}* was also trained on letters, shapes and scribbles, though not on this one: there it is to find all ten "
                f"digits equally likely. Here its highest probability is **{as_percent(float(row.max()))}**.",
                f"Below {as_percent(network.refuses_below)} it gives no answer.",
            ]
    return " ".join(sentences)


def _answer(network: Network, row: NDArray[np.float32]) -> str:
    return "none" if network.refuses(row) else str(row.argmax())


def _about_sigma(network: Network, sigma: float) -> str:
    typical = median_sigma(network, digits().test.images[:N_TYPICAL])
    verdict = "More than usual: the network itself warns you." if sigma > 1.2 * typical else "No more than usual: it does not warn you."
    return (
        f"*{network.name}* also predicts how far off it may be: σ = **{sigma:.2f}** for its answer. On {N_TYPICAL} test digits the "
        f"median is {typical:.2f}. {verdict}"
    )


def _loaded(keys: list[str], titles: dict[str, str]) -> list[Network]:
    networks = []
    for key in keys:
        try:
            networks.append(load_network(key, titles))
        except (ModelError, OSError):
            st.warning(f"{titles[key]}: its weights cannot be read, so it is left out.")
    return networks


def _table(networks: list[Network], rows: NDArray[np.float32], sigmas: list[float | None]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Network": network.name,
                "Answer": _answer(network, row),
                "Probability": as_percent(float(row.max())),
                "Second": str(row.argsort()[-2]),
                "Loss it was trained with": LOSSES[network.config.loss].title,
                "Its own σ": "-" if sigma is None else f"{sigma:.3f}",
            }
            for network, row, sigma in zip(networks, rows, sigmas, strict=True)
        ]
    )
