"""Noise that grows with x: one σ̂ for all data, or a σ̂ predicted from x."""

import streamlit as st

from core.figures import losses as figures
from core.lessons import heteroscedastic
from pages.ui import guesses
from pages.ui.components.figure import show
from pages.ui.resources import intercepts

TRUE_INTERCEPT = 1.0


def show_growing_noise() -> None:
    """Both fits with their bands, what the bands hold of new points, and what the better width does for the line."""
    st.header("When does the likelihood pay off?", anchor=False)
    st.markdown(
        "When the network also predicts **how uncertain** it is. These points scatter more to the right: y = 2x + 1, with noise of "
        "standard deviation σ(x) = 0.2 + 0.4x. The bands should hold 50, 80 and 95 % of new points."
    )
    points, seeds = st.columns(2)
    n_points = points.select_slider("Points N", (50, 100, 300, 1000), 300, key="n_points", bind="query-params")
    seed = seeds.number_input("Seed of the data", 0, 999, 0, key="data_seed", bind="query-params")
    x, y = heteroscedastic.sample(n_points, seed)
    constant, predicted = heteroscedastic.fit_homoscedastic(x, y), heteroscedastic.fit_heteroscedastic(x, y)
    fits = {"One σ̂ for all": constant, "σ̂ predicted from x": predicted}
    for column, (title, fit) in zip(st.columns(2), fits.items(), strict=True):
        with column:
            st.markdown(f"**{title}**")
            show(figures.heteroscedastic_fit(x, y, fit), key=f"fit_{title}", alt=f"The data with a line and three bands. {title}.")
    st.table(heteroscedastic.coverage_table(fits).style.format("{:.0%}"))
    losses = list(heteroscedastic.losses_on_new_points(fits).values())
    st.markdown(
        f"Measured on {heteroscedastic.N_TEST:,} new points. The −log likelihood of one of them is **{losses[0]:.3f} nats** with one σ̂ and "
        f"**{losses[1]:.3f} nats** with σ̂ predicted. The predicted σ̂ is close, not exact: log σ̂² is a straight line in x, the "
        "logarithm of the true σ² is not."
    )
    _lines(n_points, seed, heteroscedastic.largest_distance(constant, predicted))


def _lines(n_points: int, seed: int, distance: float) -> None:
    """The two lines hardly differ here; over many data sets one of them is steadier."""
    st.markdown(
        f"**And the lines?** Here they are at most {distance:.2f} apart. Now imagine {heteroscedastic.N_DATA_SETS} other data sets of "
        f"{n_points} points, a line of each kind through every one."
    )
    options = {"alike": "equally much", "one": "with one σ̂", "predicted": "with σ̂ predicted"}
    if not guesses.ask("intercepts", "Whose intercept b, the height at x = 0, varies more?", options):
        return
    spreads = intercepts(n_points, seed)  # after the guess: it takes a quarter of a second
    constant, predicted = (values.std() for values in spreads)
    figure = figures.intercepts(dict(zip(("One σ̂ for all", "σ̂ predicted from x"), spreads, strict=True)), TRUE_INTERCEPT)
    show(figure, key="intercepts", alt=f"The intercept's standard deviation is {constant:.3f} and {predicted:.3f}.")
    verdict = guesses.settle("intercepts", "one" if constant > predicted else "predicted")
    st.markdown(
        f"{verdict} Its standard deviation is {constant:.3f} with one σ̂ and {predicted:.3f} with σ̂ predicted, smaller by a "
        f"factor of {constant / predicted:.1f}: the likelihood listens to the points on the left, which are known to be precise."
    )
