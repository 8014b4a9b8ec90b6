"""The forward pass, traced: the network as one diagram, and any of its units with weights, inputs and formula."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from core.activations import ACTIVATIONS
from core.figures.draw import as_percent, pixel_map
from core.figures.forward_trace import network_diagram, unit_at
from core.interpret.attribution import Network
from core.interpret.forward_trace import (
    MAX_CONNECTIONS,
    MAX_UNITS,
    ForwardTrace,
    forward_trace,
    pixel_weights,
    probability_steps,
    weighted_sum,
)
from core.losses import LOSSES
from pages.ui.components.figure import clicked, show
from pages.ui.draw.prediction import Prediction

Chosen = tuple[int, int]  # layer, and place in its column
FIGURE: Final = "draw_forward_trace"
UNIT: Final = "draw_unit"
FOLLOWED_TAP: Final = "draw_followed_tap"  # the last tap that was followed
ANSWER: Final = "the answer"


@st.fragment
def show_forward_trace(prediction: Prediction) -> None:
    """The diagram of the network, the unit that is tapped or chosen, and the softmax."""
    st.header("How did your drawing pass through the network?", anchor=False)
    network = prediction.network
    trace = forward_trace(network, prediction.pixels, prediction.probabilities)
    st.markdown(_legend(trace))
    with st.container(horizontal=True, gap="medium"):
        diagram, detail = st.container(width=450), st.container(width=440)
    with detail:
        layer, slot = _chosen(trace)
        _show_unit(network, trace, layer, trace.shown[layer][slot])
    with diagram:
        answer = int(trace.probabilities.argmax())
        alt = (
            f"The network as columns of units with lines between them; its most probable digit is {answer}. "
            "Choose a unit beside it to read its numbers."
        )
        show(network_diagram(trace, (layer, slot)), key=FIGURE, alt=alt)
    _show_probabilities(network, trace)


def _legend(trace: ForwardTrace) -> str:
    hidden = f" Each hidden layer shows only the {MAX_UNITS} units with the most influence on the answer; the others count too."
    return (
        f"Read it from left to right. A line is one product, weight × input: **orange** pushes the next unit up, **blue** pushes it "
        f"down. Between two layers only the {MAX_CONNECTIONS} strongest lines are shown. An orange unit speaks for the answer, a "
        "blue one against it." + (hidden if trace.attributions else "")
    )


def _chosen(trace: ForwardTrace) -> Chosen:
    """The unit in the select box, which follows a tap on the diagram."""
    last = len(trace.shown) - 1
    options: list[Chosen | str] = [ANSWER, *[(last, digit) for digit in range(10)]]
    options += [(layer, slot) for layer in range(last) for slot in range(len(trace.shown[layer]))]
    tap = clicked(FIGURE)
    if tap != st.session_state.get(FOLLOWED_TAP):
        st.session_state[FOLLOWED_TAP] = tap
        if tap and (unit := unit_at(tap.x, tap.y, trace.shown)):
            st.session_state[UNIT] = unit
    if st.session_state.get(UNIT) not in options:
        st.session_state[UNIT] = ANSWER
    chosen = st.selectbox("Tap a unit, or choose one", options, format_func=lambda option: _title(option, last), key=UNIT)
    return (last, int(trace.probabilities.argmax())) if isinstance(chosen, str) else chosen


def _title(option: Chosen | str, last: int) -> str:
    if isinstance(option, str):
        return "The output of the answer"
    layer, slot = option
    return f"Output {slot}" if layer == last else f"Hidden layer {layer + 1}, number {slot + 1} from the top"


def _show_unit(network: Network, trace: ForwardTrace, at: int, unit: int) -> None:
    layer, is_output = trace.layers[at], at == len(trace.layers) - 1
    st.markdown(f"**{f'Output {unit}' if is_output else f'Hidden layer {at + 1}, unit {unit} of {len(layer.z)}'}**")
    _show_weights(trace, at, unit)
    products = float(layer.z[unit] - layer.bias[unit])
    lines = [f"$z = w \\cdot x + b = {products:.2f} {layer.bias[unit]:+.2f} = {layer.z[unit]:.2f}$"]
    if not is_output:
        lines += [f"$a = {ACTIVATIONS[network.config.activation].formula} = {layer.a[unit]:.2f}$", _contribution_to_answer(trace, at, unit)]
    st.markdown("  \n".join(lines))
    if network.config.batch_norm and not is_output:
        st.caption("Its batch norm is one more affine map: here it is multiplied into w and b.")
    terms = weighted_sum(trace.layers, at, unit)
    numbers = ["w", "x", "contribution"]
    terms[numbers] = terms[numbers].map(lambda value: "" if pd.isna(value) else f"{value:.3f}")
    st.dataframe(terms, hide_index=True, column_config=_right_aligned(numbers))


def _show_weights(trace: ForwardTrace, at: int, unit: int) -> None:
    weights = pixel_weights(trace.layers, at, unit)
    pictures = {
        "Its effective weights" if at else "Its weights": weights,
        "Weights × your pixels": weights * trace.layers[0].x.reshape(28, 28),
    }
    with st.container(horizontal=True, gap="small"):
        for number, (name, picture) in enumerate(pictures.items()):
            with st.container(width=170):
                show(pixel_map(picture, 170), key=f"draw_unit_{number}", alt=f"{name} as a picture.")
                st.caption(name)
    words = "Ink on **orange** pushes this unit up, ink on **blue** pushes it down. Does your stroke run over orange?"
    deeper = " It sees no pixels itself: this is how its z would change with each pixel, through the layers before it, for this drawing."
    st.caption(words + (deeper if at else ""))


def _contribution_to_answer(trace: ForwardTrace, at: int, unit: int) -> str:
    """What a hidden unit contributes to the answer, as a formula with its numbers."""
    answer, contribution, a = int(trace.probabilities.argmax()), float(trace.attributions[at][unit]), float(trace.layers[at].a[unit])
    if at == len(trace.layers) - 2:
        return (
            f"To output {answer} it adds $a \\cdot w = {a:.2f} \\cdot ({trace.layers[-1].weight[answer, unit]:.2f}) = {contribution:+.2f}$"
        )
    return (
        f"For output {answer}, through all later layers: $a \\cdot \\frac{{\\partial z_{{{answer}}}}}{{\\partial a}} = {contribution:+.2f}$"
    )


def _show_probabilities(network: Network, trace: ForwardTrace) -> None:
    softmax = LOSSES[network.config.loss].takes_logits
    st.markdown(
        "**From ten outputs to ten probabilities: softmax.** Every output becomes positive by $e^z$, then is divided by the sum of all ten."
        if softmax
        else "**From ten outputs to ten probabilities.** This network was trained to output probabilities itself, without softmax: "
        "they are only clipped to [0, 1] and divided by their sum."
    )
    rows = probability_steps(network.config.loss, trace.layers[-1].z)
    cells = {name: [*map(_short, row), _short(row.sum())] for name, row in rows[:-1]}
    cells[rows[0][0]][-1] = ""  # the outputs' own sum means nothing
    name, shares = rows[-1]
    cells[name] = [*(as_percent(float(share)) for share in shares), "100 %"]
    table = pd.DataFrame.from_dict(cells, orient="index", columns=[*map(str, range(10)), "sum"])
    st.dataframe(table, column_config=_right_aligned(list(table.columns)))


def _right_aligned(columns: list[str]) -> dict[str, Any]:
    return {column: st.column_config.TextColumn(alignment="right") for column in columns}


def _short(value: float) -> str:
    """Short enough for a narrow column: 12.35, < 0.01, 782,013, 4.9e+08."""
    if abs(value) < 1000:
        return "< 0.01" if 0 < value < 0.005 else f"{value:.2f}"
    return f"{value:,.0f}" if value < 1e6 else f"{value:.1e}"
