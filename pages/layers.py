"""Layers: what an activation function does, what depth is worth without one, and what one hidden layer can become."""

import streamlit as st

from pages.ui import experiments
from pages.ui.components.figure import show
from pages.ui.heading import heading
from pages.ui.registry_choice import choose

heading(
    "Layers", "A network stacks affine maps Wx + b with a nonlinear function ρ between them. Choose one, and see what it does to a number."
)

# After the heading: these need torch, which takes a moment on a server that has just started.
from core.activations import ACTIVATIONS  # noqa: E402
from core.figures import layers as figures  # noqa: E402
from core.lessons.approximator import MAX_UNITS, N_STARTS, N_STEPS, TARGETS, rms_error  # noqa: E402
from core.lessons.layers import TwoLayers, as_latex, compare, slope_through_layers  # noqa: E402
from pages.ui.layers.matrices import matrix_inputs, randomise_matrices  # noqa: E402
from pages.ui.resources import approximations  # noqa: E402

UNIT_CHOICES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, MAX_UNITS)
VISIBLE_ERROR = 0.005  # a smaller one is shown as 0.00


@st.fragment
def activations() -> None:
    """One activation function and its slope."""
    controls, figure = st.columns([2, 3], gap="large")
    with controls:
        name = choose("Activation function ρ", ACTIVATIONS, key="rho", default="relu")
        st.latex(ACTIVATIONS[name].formula)
        st.markdown(ACTIVATIONS[name].words)
        z = st.slider("Input z", -6.0, 6.0, 1.5, 0.1, key="z", bind="query-params")
        value, slope, deep = slope_through_layers(name, z, 10)
        with st.container(horizontal=True):
            st.metric("ρ(z)", f"{value:.3f}")
            st.metric("Slope ρ′(z)", f"{slope:.3f}")
            st.metric("ρ′(z)¹⁰", f"{deep:.2g}", help="The factor by which ten layers in a row scale a gradient at this z, weights aside.")
    with figure:
        alt = f"{ACTIVATIONS[name].title}: its curve, and below it its slope, both marked at z = {z}."
        show(figures.activation_curve(name, z), key="curve", alt=alt)
    experiments.show(experiments.ACTIVATION)


@st.fragment
def depth() -> None:
    """Two layers with and without a nonlinear function between them."""
    st.header("What is depth worth without ρ?", anchor=False)
    st.markdown(
        "A matrix product is a map between two vector spaces, here two planes. The first layer moves the grid, ρ bends it, "
        "the second layer moves it again. The green dots are the **best single affine map**, fitted to the same outputs."
    )
    left, middle, right = st.columns(3, gap="medium")
    with left:
        name = choose("Function ρ between the layers", ACTIVATIONS, key="between", default="identity")
        st.button("New matrices", key="new_matrices", on_click=randomise_matrices, icon=":material/casino:")
    with middle:
        first = matrix_inputs("Matrix W₁ᵀ", "first")
    with right:
        second = matrix_inputs("Matrix W₂ᵀ", "second")
    layers = compare(first, second, name)
    for column, figure, what in zip(st.columns(3), figures.planes(layers), ("before", "between", "after"), strict=True):
        with column:
            show(figure, key=f"plane_{what}", alt=f"The grid of points {what} the two layers.")
    verdict(layers, bends=not ACTIVATIONS[name].is_linear)
    experiments.show(experiments.DEPTH)


def verdict(layers: TwoLayers, *, bends: bool) -> None:
    """The two layers as one matrix, in numbers, and how good a substitute it is."""
    numbers, words = st.columns([3, 2], gap="large", vertical_alignment="center")
    with numbers:
        product = rf"W_2^\top W_1^\top &= {as_latex(layers.second, 1)} {as_latex(layers.first, 1)}"
        st.latex(rf"\begin{{aligned}} {product} \\ &= {as_latex(layers.product)} \end{{aligned}}")
        st.latex(rf"x = {as_latex(layers.x, 0)}, \quad W_2^\top \rho(W_1^\top x) = {as_latex(layers.stepwise)}")
        st.latex(rf"(W_2^\top W_1^\top)\, x = {as_latex(layers.at_once)}")
    with words:
        st.metric("Error of the best single map", f"{layers.rms_gap:.2f}", help="Root mean square distance over the grid's points.")
        if bends and layers.rms_gap < VISIBLE_ERROR:
            st.markdown("ρ bends, but with these matrices one affine map does the same. **Here the second layer gains nothing.**")
        elif bends:
            st.markdown("ρ bends straight lines, which no affine map can. **Now the second layer is worth something.**")
        else:
            st.markdown("Two layers, one map: the product matrix sends every point to the same place. **Depth alone gains nothing.**")


@st.fragment
def approximation() -> None:
    """One hidden layer fitted to a function."""
    st.header("What can one hidden layer become?", anchor=False)
    st.markdown(
        "With enough units, **almost any continuous function**, as closely as you wish. That such a network exists does not say "
        f"that training finds it: the {N_STARTS} starts differ only in their first, random weights."
    )
    controls, figure = st.columns([2, 3], gap="large")
    with controls:
        target = choose("Function f", TARGETS, key="f", default="sine")
        name = choose("Activation function ρ", ACTIVATIONS, key="unit_rho", default="relu")
        n_units = st.select_slider("Hidden units H", UNIT_CHOICES, 8, key="units", bind="query-params")
        start = st.pills("Start", range(1, N_STARTS + 1), key="start", bind="query-params", default=1, required=True) - 1
        trained, built = approximations(target, n_units, name)
        errors, by_hand = rms_error(trained, target), rms_error(built, target).item()
        alt = f"Errors of the {N_STARTS} starts; of start {start + 1}: {errors[start]:.3f}; of the network placed by hand: {by_hand:.3f}."
        show(figures.starts(errors, start, by_hand), key="starts", alt=alt)
    with figure:
        alt = f"{TARGETS[target].title}, the network trained on it, and below what each of its {n_units} units adds."
        show(figures.approximation(target, trained[start], built), key="approximation", alt=alt)
    experiments.show(experiments.APPROXIMATION)
    st.caption(
        f"Trained: {N_STEPS} steps of Adam on the mean squared error. Placed by hand: the units stand side by side and only the "
        "output layer is solved for, by least squares; nothing is trained."
    )


activations()
depth()
approximation()
