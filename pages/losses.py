"""Losses: what each one says about a prediction, which two are one, and when each pays off."""

import streamlit as st

from pages.ui import experiments
from pages.ui.components.figure import show
from pages.ui.heading import heading
from pages.ui.registry_choice import choose

heading("Losses", "A loss says how wrong a prediction is; its gradient says where to move it. Choose a loss, then move the prediction.")

# After the heading: these need torch, which takes a moment on a server that has just started.
from core.figures import losses as figures  # noqa: E402
from core.lessons import confidently_wrong, heteroscedastic  # noqa: E402
from core.lessons.loss_curves import loss_curve  # noqa: E402
from core.losses import LOSSES  # noqa: E402
from pages.ui.losses.comparison import compare_losses  # noqa: E402
from pages.ui.losses.controls import logit_controls, number_controls  # noqa: E402


@st.fragment
def one_loss() -> None:
    """A loss over the prediction, for a target and a prediction that the visitor sets."""
    controls, figure = st.columns([2, 3], gap="large")
    with controls:
        name = choose("Loss", LOSSES, key="shown", default="cross_entropy")
        curve, target, x = logit_controls(name) if LOSSES[name].takes_logits else number_controls(name)
        with st.container(horizontal=True):
            st.metric("Loss", f"{curve.loss_here:.3f}", help=f"In {LOSSES[name].unit}.")
            st.metric(
                "Gradient",
                f"{curve.gradient_here:+.3f}",
                help="With respect to the prediction. Gradient descent moves the prediction the other way.",
            )
            if curve.probability is not None:
                st.metric(
                    "ŷ of the true answer",
                    f"{100 * curve.probability:.2g} %",
                    help="The probability that softmax gives to the true answer.",
                )
        st.markdown(f"For {LOSSES[name].task.lower()}. {LOSSES[name].words}")
    with figure:
        alt = f"{LOSSES[name].title} over the prediction, and below it its gradient, both marked at {curve.prediction}."
        show(figures.one_loss(curve, target, x, LOSSES[name].unit), key="one_loss", alt=alt)
    experiments.show(experiments.LOSS)
    loss = rf"\begin{{aligned}} L &= {LOSSES[name].formula} \end{{aligned}}"
    for column, formula in zip(st.columns(2), (loss, LOSSES[name].gradient_formula), strict=True):
        column.latex(formula)


def same_minimiser() -> None:
    """Squared error and the Gaussian with σ = 1."""
    st.header("Are squared error and the Gaussian with σ = 1 two methods?", anchor=False)
    mse, gaussian = (loss_curve(name, 1.0, -1.0) for name in ("mse", "gaussian"))
    words, figure = st.columns([2, 3], gap="large", vertical_alignment="center")
    with figure:
        show(
            figures.same_minimiser(mse, gaussian), key="same", alt="Two parabolas with their minimum at the same place, one half as steep."
        )
    with words:
        st.latex(r"-\log \mathcal N(y;\, \hat y, 1) = \tfrac12 (y - \hat y)^2 + \tfrac12 \log 2\pi")
        st.markdown(
            "**No.** The minimum lies at the same ŷ, and the gradient is half as large everywhere: at ŷ = −1 with target y = 1 it is "
            f"{mse.gradient_here:g} and {gaussian.gradient_here:g}. Gradient descent on one with step size η takes the same steps as "
            "gradient descent on the other with 2η. The values of the two losses differ; the network that they lead to does not."
        )


@st.fragment
def when_likelihood_pays() -> None:
    """One σ̂ for all data, or a σ̂ predicted from x."""
    st.header("When does the likelihood pay off?", anchor=False)
    st.markdown(
        "When the network also predicts **how uncertain** it is. These points scatter more to the right: y = 2x + 1, with noise of "
        "standard deviation σ(x) = 0.2 + 0.4x. Each band should hold 95 % of new points."
    )
    points, seeds = st.columns(2)
    n_points = points.select_slider("Points N", (50, 100, 300, 1000), 300, key="n_points", bind="query-params")
    seed = seeds.number_input("Seed of the data", 0, 999, 0, key="data_seed", bind="query-params")
    x, y = heteroscedastic.sample(n_points, seed)
    fits = {"One σ̂ for all": heteroscedastic.fit_homoscedastic(x, y), "σ̂ predicted from x": heteroscedastic.fit_heteroscedastic(x, y)}
    for column, (title, fit) in zip(st.columns(2), fits.items(), strict=True):
        with column:
            st.markdown(f"**{title}**")
            show(figures.heteroscedastic_fit(x, y, fit), key=f"fit_{title}", alt=f"The data with a line and a 95 % band. {title}.")
    table = heteroscedastic.comparison(fits)
    st.table(table.style.format("{:.0%}").format("{:.3f} nats", subset=table.columns[-1:]))
    st.caption(
        f"Measured on {heteroscedastic.N_TEST:,} new points. The predicted σ̂ is close, not exact: log σ̂² is a straight line in x, "
        "the logarithm of the true σ² is not."
    )


def confident_and_wrong() -> None:
    """A network that starts sure of one wrong digit."""
    st.header("Why not squared error for classes?", anchor=False)
    curves = confidently_wrong.load_curves()
    biased, normal = ([curve for curve in curves if (curve.bias > 0) == wrong] for wrong in (True, False))
    lr, digit, bias = confidently_wrong.CONFIG.lr, confidently_wrong.WRONG_DIGIT, confidently_wrong.BIAS
    st.markdown(
        f"Here MNIST networks (784-256-10, SGD, learning rate {lr:g}) start **sure of a wrong answer**: the output for digit {digit} "
        f"begins {bias:g} too high. Where softmax is sure, it is flat, so squared error has almost no gradient there. "
        "Cross-entropy's gradient, ŷ − y, is largest exactly where the answer is wrong."
    )
    for column, group, title in zip(st.columns(2), (biased, normal), ("Sure of a wrong answer at the start", "Normal start"), strict=True):
        with column:
            st.markdown(f"**{title}**")
            show(figures.accuracy_over_steps(group), key=title, alt=f"{title}: {confidently_wrong.summary(group)}.")
    st.markdown(
        f"After {biased[0].steps[-1]:,} steps {confidently_wrong.summary(biased)}. "
        f"From a normal start the two differ little: {confidently_wrong.summary(normal)}."
    )
    st.caption("Accuracy on the 10,000 test digits, measured by `python -m core.lessons.confidently_wrong`, seed 0.")


one_loss()
same_minimiser()
when_likelihood_pays()
confident_and_wrong()
compare_losses()
