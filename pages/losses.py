"""Losses: what each one says about a prediction, which two are one, and when each pays off."""

import streamlit as st

from pages.ui.components.figure import show
from pages.ui.heading import heading

heading("Losses", "A loss says how wrong a prediction is; its gradient says where to move it. Drag the prediction along the curves.")

# After the heading: these need torch, which takes a moment on a server that has just started.
from core.figures import losses as figures  # noqa: E402
from core.lessons import confidently_wrong, heteroscedastic  # noqa: E402
from pages.ui.losses.comparison import compare_losses  # noqa: E402
from pages.ui.losses.likelihood import show_likelihood  # noqa: E402
from pages.ui.losses.logits import show_logits  # noqa: E402
from pages.ui.losses.one_output import show_one_output  # noqa: E402
from pages.ui.losses.outlier import show_outlier  # noqa: E402
from pages.ui.losses.race import show_race  # noqa: E402


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


st.fragment(show_one_output)()
st.fragment(show_logits)()
st.fragment(show_likelihood)()
st.fragment(show_outlier)()
when_likelihood_pays()
st.fragment(show_race)()
confident_and_wrong()
compare_losses()
