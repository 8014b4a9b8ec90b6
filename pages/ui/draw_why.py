"""Why this digit and not that one: what every pixel adds."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.explain import Network, gradient_times_input, integrated_gradients, leads, probabilities
from core.figures.draw import contributions, picture
from pages.ui.components.figure import show


@st.fragment
def show_why(network: Network, pixels: NDArray[np.float32]) -> None:
    """The picture, and two ways to share the lead of one class over another out among the pixels."""
    st.header("Why this digit, and not another?", anchor=False)
    order = probabilities(network, pixels).argsort()[::-1].tolist()
    with st.container(horizontal=True, gap="medium"):
        target = _digit("Why", "its answer", order[0], "draw_why")
        other = _digit("and not", "its second choice", order[1], "draw_why_not")
    if target == other:
        st.caption("Choose two different digits.")
        return
    here, empty = leads(network, pixels, target, other)
    integrated = integrated_gradients(network, pixels, target, other)
    _pictures(pixels, integrated, gradient_times_input(network, pixels, target, other), f"{target} over {other}")
    st.markdown(
        f"Vermilion pixels speak for {target}, blue ones for {other}. The output for {target} is **{here:+.2f}** ahead of the one for "
        f"{other}; on an empty field it would be {empty:+.2f}. Integrated gradients share out just this difference: their pixels sum to "
        f"**{integrated.sum():+.2f}** (the difference is {here - empty:+.2f}). Gradient × input looks only at how steep the network is "
        "here, so its sum need not match."
    )


def _digit(label: str, usual: str, default: int, key: str) -> int:
    """A choice of digit; until one is chosen it follows the reading."""
    chosen = st.selectbox(label, [usual, *map(str, range(10))], key=key, width=180)
    return default if chosen == usual else int(chosen)


def _pictures(pixels: NDArray[np.float32], integrated: NDArray[np.float32], straight: NDArray[np.float32], which: str) -> None:
    shown = {
        "The picture": picture(pixels, 240),
        "Integrated gradients": contributions(integrated, 240),
        "Gradient × input": contributions(straight, 240),
    }
    with st.container(horizontal=True, gap="small"):
        for number, (title, figure) in enumerate(shown.items()):
            with st.container(width=250):
                st.markdown(f"**{title}**")
                show(
                    figure, key=f"draw_why_{number}", alt=f"{title}: what each pixel adds to {which}." if number else "The 28 by 28 pixels."
                )
