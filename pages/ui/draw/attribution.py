"""Why this digit and not that one: the attribution to every pixel."""

from typing import Final

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from core.figures.draw import picture, pixel_map
from core.interpret.attribution import N_STEPS, Network, gradient_times_input, integrated_gradients, margins
from pages.ui.components.figure import show
from pages.ui.draw.prediction import Prediction

SIDE: Final = 170  # px: two side by side on a phone


@st.fragment
def show_attribution(prediction: Prediction) -> None:
    """The margin of one digit over another, and each pixel's contribution to it."""
    st.header("Why this digit, and not another?", anchor=False)
    network, pixels = prediction.network, prediction.pixels
    order = prediction.probabilities.argsort()[::-1].tolist()
    with st.container(horizontal=True, gap="medium"):
        target = _digit_choice("Why", "its answer", order[0], "draw_why")
        other = _digit_choice("and not", "its second choice", order[1], "draw_why_not")
    if target == other:
        st.caption("Choose two different digits.")
        return
    here, _ = margins(network, pixels, target, other)
    attribution = integrated_gradients(network, pixels, target, other)
    st.markdown(
        f"The network has ten outputs, one for each digit, and the highest wins. For your drawing the output of {target} is "
        f"**{abs(here):.2f} {'higher' if here >= 0 else 'lower'}** than that of {other}. Which pixels made this difference?"
    )
    _pictures({"Your drawing": picture(pixels, SIDE), "What each pixel adds": pixel_map(attribution, SIDE)}, f"{target} over {other}")
    st.markdown(
        f"**Look at your strokes.** Orange pixels speak for {target}, blue ones for {other}; the stronger the colour, the more. "
        "A pixel without ink adds nothing."
    )
    with st.expander("How is it calculated?", key="draw_why_how", on_change="rerun") as how:
        if how.open:
            _show_method(network, pixels, (target, other), float(attribution.sum()))


def _digit_choice(label: str, usual: str, default: int, key: str) -> int:
    """A choice of digit; until one is chosen it follows the network's answer."""
    chosen = st.selectbox(label, [usual, *map(str, range(10))], key=key, width=180)
    return default if chosen == usual else int(chosen)


def _pictures(shown: dict[str, go.Figure], comparison: str) -> None:
    with st.container(horizontal=True, gap="small"):
        for title, figure in shown.items():
            with st.container(width=SIDE):
                st.markdown(f"**{title}**")
                show(figure, key=f"draw_why {title}", alt=f"{title}, 28 by 28 pixels: {comparison}.")


def _show_method(network: Network, pixels: NDArray[np.float32], classes: tuple[int, int], integrated: float) -> None:
    """Integrated gradients and gradient × input in words, and a picture of the second."""
    target, other = classes
    here, baseline = margins(network, pixels, target, other)
    straight = gradient_times_input(network, pixels, target, other)
    st.markdown(
        f"**One pixel.** Let the ink of your drawing grow from nothing to what it is, in {N_STEPS} small steps. At each step ask: if this "
        f"pixel had a little more ink, how much more would {target} be ahead of {other}? That is a gradient. The mean of all these "
        "gradients, times the pixel's ink, is what the pixel adds.\n\n"
        f"**All pixels.** A blank picture begins at {baseline:+.2f}, and your pixels together add {integrated:+.2f}. That gives "
        f"{baseline + integrated:+.2f}, and the network says {here:+.2f}: nothing is missing but the error of {N_STEPS} steps. This is "
        "called *integrated gradients* ([Sundararajan, Taly and Yan, 2017](https://arxiv.org/abs/1703.01365)).\n\n"
        "**A shorter way** asks only once, at the finished drawing: *gradient × input*. It treats the network as if it were linear. Its "
        f"pixels add {straight.sum():+.2f}, which need not be the right sum."
    )
    _pictures({"Gradient × input": pixel_map(straight, SIDE)}, f"{target} over {other}")
