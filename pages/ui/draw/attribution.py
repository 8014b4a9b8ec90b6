"""Why this digit and not that one: the attribution to every pixel."""

from typing import Final

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from core.figures.draw import as_percent, picture, pixel_map
from core.figures.evaluation import calibration_curve
from core.interpret.attribution import N_STEPS, Network, gradient_times_input, integrated_gradients, margins
from core.mlp import ModelError
from core.mnist import DataError
from pages.ui.components.figure import show
from pages.ui.draw.prediction import Prediction
from pages.ui.resources import calibration_on_augmented

MIN_IN_BIN: Final = 20  # pictures, of which a share is worth saying
SIDE: Final = 170  # px: two side by side on a phone


@st.fragment
def show_attribution(prediction: Prediction) -> None:
    """The margin of one digit over another, and each pixel's contribution to it."""
    st.header("Why this digit, and not another?", anchor=False)
    network, pixels = prediction.network, prediction.pixels
    order = prediction.probabilities.argsort()[::-1].tolist()
    with st.container(horizontal=True, gap="medium"):
        target = _digit_choice("Why", "its first choice", order[0], "draw_why")
        other = _digit_choice("and not", "its second choice", order[1], "draw_why_not")
    if target == other:
        st.caption("Choose two different digits.")
        return
    here, _ = margins(network, pixels, target, other)
    attribution = integrated_gradients(network, pixels, target, other)
    st.markdown(
        f"The network has ten outputs, one for each digit; the higher, the more probable. For your drawing the output of {target} is "
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
    if network.path:
        with st.expander("Is it right to be so sure?", key="draw_why_sure", on_change="rerun") as sure:
            if sure.open:
                _show_calibration(prediction)


def _show_calibration(prediction: Prediction) -> None:
    """How often the network is right when it is as sure as here."""
    try:
        bins = calibration_on_augmented(prediction.network.path)
    except (ModelError, DataError, OSError) as error:
        reason = "The weights of this run are gone." if isinstance(error, OSError) else error
        st.warning(f"{reason} So it cannot be measured how often it is right.", icon=":material/broken_image:")
        return
    show(
        calibration_curve(bins[bins["n"] >= MIN_IN_BIN]),
        key="draw_calibration",
        alt="How often answers were right, by the probability they were given with.",
    )
    n_read, highest = int(bins["n"].sum()), float(prediction.probabilities.max())
    tenth = min(int(10 * highest), 9)
    sentences = [f"The network read {n_read:,} test pictures, each turned, stretched and distorted at random."]
    if tenth in bins.index and bins["n"][tenth] >= MIN_IN_BIN:
        n, share = int(bins["n"][tenth]), as_percent(float(bins["accuracy"][tenth]))
        sentences += [
            f"To {n:,} of them it gave a highest probability of {10 * tenth} to {10 * tenth + 10} %, as it does to your drawing "
            f"({as_percent(highest)}), and **{share}** of these {n:,} it read right."
        ]
    sentences += [
        "On the dashed line it is right as often as it is sure; below the line it is too sure of itself, above it not sure enough.",
        f"Tenths with fewer than {MIN_IN_BIN} pictures are left out.",
    ]
    if prediction.network.refuses_below:
        sentences += [
            f"Where no digit gets {as_percent(prediction.network.refuses_below)}, it gives no answer: it was also trained on letters, "
            "shapes and scribbles, to find all ten digits equally likely there."
        ]
    st.markdown(" ".join(sentences))


def _digit_choice(label: str, usual: str, default: int, key: str) -> int:
    """A choice of digit; until one is chosen it follows the network's choice."""
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
