"""MNIST networks that start sure of one wrong digit: as measured before, and live."""

import math
from typing import Final

import streamlit as st

from core.figures import losses as figures
from core.figures.overlay import Expected
from core.lessons.confidently_wrong import BIAS, CONFIG, LIVE_EPOCHS, LOSSES_COMPARED, Curve, configs, load_curves, summary
from core.losses import LOSSES
from core.mnist import DataError
from core.runs.live import RunState
from pages.ui import guesses
from pages.ui.components.figure import show
from pages.ui.losses.side_by_side import SideBySide, loss_title
from pages.ui.resources import first_gradients, history
from pages.ui.run.watch import show_comparison

BOTH: Final = SideBySide("wrong", parameter="wrong_runs", label="Train both", n_runs=len(LOSSES_COMPARED))
RAN_TO_ITS_END: Final = ("finished", "diverged")
RECOVERED: Final = 0.9  # test accuracy
ONLY: Final = {loss: f"only the one with {LOSSES[loss].title.lower()}" for loss in LOSSES_COMPARED}
GUESSES: Final = {"both": "both", **ONLY, "none": "neither"}


def show_confidently_wrong() -> None:
    """The curves of both losses from both starts, and the same on this server from a start that the visitor chooses."""
    st.header("Why not squared error for classes?", anchor=False)
    curves = load_curves()
    wrong, normal = ([curve for curve in curves if (curve.bias > 0) == is_wrong] for is_wrong in (True, False))
    st.markdown(
        f"The same with MNIST: these networks (784-256-10, SGD, learning rate {CONFIG.lr:g}) start **sure of a wrong answer**, the output "
        f"for digit 0 begins {BIAS:g} too high. Where softmax is sure, it is flat, so squared error has almost no gradient there. "
        "Cross-entropy's gradient, ŷ − y, is largest exactly where the answer is wrong."
    )
    for column, group, title in zip(st.columns(2), (wrong, normal), ("Sure of a wrong answer at the start", "Normal start"), strict=True):
        with column:
            st.markdown(f"**{title}**")
            show(figures.accuracy_over_steps(group), key=title, alt=f"{title}: {summary(group)}.")
    st.markdown(
        f"After {wrong[0].steps[-1]:,} steps {summary(wrong)}. From a normal start the two differ little: {summary(normal)}. "
        "Measured by `python -m core.lessons.confidently_wrong`, seed 0."
    )
    st.subheader("See it happen on this server", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        bias = st.slider(
            "How sure of a 0 the start is: its output's first bias", 0.0, BIAS, BIAS, 0.5, key="wrong_start", bind="query-params", width=360
        )
        BOTH.controls(configs(bias))
    _compare_gradients(bias)
    guesses.ask("mnist_recovers", f"After {LIVE_EPOCHS} epochs, which of the two will read 90 % of the test digits?", GUESSES)
    BOTH.show(_show, "Here you will see the test accuracy of both, live, over the curves above.")


def _compare_gradients(bias: float) -> None:
    try:
        first = first_gradients(bias)
    except DataError as error:
        st.caption(str(error))
        return
    ratio = first["cross_entropy"] / first["softmax_mse"]
    st.markdown(
        f"At this start the mean |∂L/∂z| is {first['cross_entropy']:.3f} with cross-entropy and {_plain(first['softmax_mse'])} with "
        f"squared error: **{f'{ratio:,.0f}' if ratio >= 10 else f'{ratio:.1f}'} times** as much."
    )


def _plain(value: float) -> str:
    """Two digits, without an exponent: 0.0000026."""
    return f"{value:.{max(0, 1 - math.floor(math.log10(value)))}f}"


def _show(states: list[RunState]) -> None:
    bias = states[0].run.config.start_bias
    measured = {curve.loss: curve for curve in load_curves() if (curve.bias > 0) == (bias > BIAS / 2)}
    expected = [_expected(measured[state.run.config.loss]) for state in states if state.run.config.loss in measured]
    show_comparison(loss_title, expected, key="wrong_comparison")(states)
    st.caption(f"These start with {bias:g}. The pale lines are the curves above, from a start with {BIAS if bias > BIAS / 2 else 0:g}.")
    if len(states) == len(LOSSES_COMPARED) and all(state.run.status in RAN_TO_ITS_END for state in states):
        recovered = [state.run.config.loss for state in states if _test_accuracy(state) >= RECOVERED]
        answer = "both" if len(recovered) == len(LOSSES_COMPARED) else recovered[0] if recovered else "none"
        st.markdown(guesses.settle("mnist_recovers", answer))


def _test_accuracy(state: RunState) -> float:
    """After the last epoch, 0 before the first."""
    return max(history(state.run.id, state.position.number)["Epoch"]["test_acc"].tail(1), default=0.0)


def _expected(curve: Curve) -> Expected:
    steps_per_epoch = -(-CONFIG.n_examples // CONFIG.batch_size)
    return Expected(f"{LOSSES[curve.loss].title}, measured before", [step / steps_per_epoch for step in curve.steps], curve.test_acc)
