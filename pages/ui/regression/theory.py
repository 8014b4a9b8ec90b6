"""The mathematics of the page with the numbers of its points, and the same with two inputs."""

import inspect

import streamlit as st

from core.figures import regression as figures
from core.lessons import plane
from core.lessons.points import Points
from core.regression import curvature, hessian, mse_and_gradient, summarise
from pages.ui.components.figure import show
from pages.ui.regression.state import settings

STEPS = (0, 1, 2, 3, 5, 10, 20, 50, 100, 200)
SHARES = (0.1, 0.5, 0.9, 1.05)


def show_limits(points: Points) -> None:
    """Where the limit comes from: the Hessian with its numbers."""
    st.subheader("Where does the limit come from?", anchor=False)
    st.markdown("The loss is a quadratic bowl. Its second derivatives, the Hessian H, are the same everywhere and depend on x alone:")
    if not len(points.x):
        st.info("With points in the plot, their numbers will be here.")
        return
    (a, b), (_, c) = hessian(points.x)
    curve = curvature(summarise(points.x, points.y))
    st.latex(
        r"\small H = \frac{2}{N}\begin{pmatrix}\sum x_i^2 & \sum x_i\\ \sum x_i & N\end{pmatrix} = "
        rf"\begin{{pmatrix}}{a:.4g} & {b:.4g}\\ {b:.4g} & {c:.4g}\end{{pmatrix}}"
    )
    st.latex(rf"\lambda_{{\max}} = {curve.steep:.4g},\quad \lambda_{{\min}} = {curve.shallow:.4g}")
    st.markdown(
        "A step takes the error *e* along an eigenvector to (1 − ηλ) *e*. It shrinks while |1 − ηλ| < 1, so while η < 2/λ. "
        "The largest λ sets the limit, the smallest sets the pace, and κ, their ratio, says how badly the two fit together."
    )
    st.markdown("With *standardise x* above, z takes the place of x: then both λ are 2, the limit is 1 and κ = 1.")
    code = st.expander("The loss and its gradient in Python", key="gradient_code", on_change="rerun")
    if code.open:  # Streamlit's highlighter comes with it, and keeps the browser busy while the page opens
        with code:
            _show_gradient_code(points)


def _show_gradient_code(points: Points) -> None:
    """The source, and what it returns at the start of the path."""
    st.code(inspect.getsource(mse_and_gradient), language="python")
    now = settings()
    w, b = (now["start"][name] for name in ("w", "b"))
    loss, grad_w, grad_b = mse_and_gradient(points.x, points.y, w, b)
    st.markdown(
        f"For these points{' (x as it is, not standardised)' if now['standardise'] else ''} and the start w = {w:.4g}, b = {b:.4g} "
        f"it returns L = {loss:.4g}, ∂L/∂w = {grad_w:.4g}, ∂L/∂b = {grad_b:.4g}."
    )


def show_two_inputs() -> None:
    """y = Wᵀx + b as a plane in three dimensions."""
    st.subheader("And with two inputs?", anchor=False)
    st.markdown("The line becomes a plane, w becomes a vector W, and nothing else changes: the same loss, the same descent.")
    if not st.toggle("Show the plane in 3-D", key="plane", bind="query-params"):
        return
    left, right = st.columns([2, 3])
    x, y = plane.generate()
    with left:
        steps = st.select_slider("Steps of descent from W = 0, b = 0", STEPS, value=5, key="plane_steps", bind="query-params")
        share = st.select_slider("Step size as a share of its limit", SHARES, value=0.5, key="plane_share", bind="query-params")
        model, diverged = plane.descend(x, y, step_size=share * plane.largest_stable_step(x), n_steps=steps)
        best = plane.least_squares(x, y)
        st.latex(r"\hat y = X W + b")
        st.latex(_matrix_form(x, model))
        end = f"Diverged at step {diverged}: loss {model.loss:.3g}" if diverged else f"Loss {model.loss:.3g} after {steps} steps"
        st.markdown(f"{end}; least squares {best.loss:.3g}.")
        if diverged or share > 1:
            st.markdown("Above the limit the loss grows at every step in the end, however many inputs there are.")
    with right:
        alt = f"Points over two inputs and {'' if diverged else f'the plane after {steps} steps, beside '}the least-squares plane."
        show(figures.plane(x, y, None if diverged else model, best), key="regression_plane", alt=alt)


def _matrix_form(x: plane.Matrix, model: plane.Plane) -> str:
    outputs = x @ model.w + model.b
    rows = r"\\".join(f"{one:.2f} & {two:.2f}" for one, two in x[:2])
    results = r"\\".join(f"{value:.2f}" for value in outputs[:2])
    weights = r"\\".join(f"{value:.3f}" for value in model.w)
    return (
        rf"\small \begin{{pmatrix}}{results}\\ \vdots\end{{pmatrix}} = \begin{{pmatrix}}{rows}\\ \vdots & \vdots\end{{pmatrix}}"
        rf"\begin{{pmatrix}}{weights}\end{{pmatrix}} {model.b:+.3f}"
    )
