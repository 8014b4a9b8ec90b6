"""Home: what this is, where things are, and the idea behind all of it."""

import streamlit as st

from core.figures.home import pictures
from pages.ui.heading import heading

CARDS = (
    (
        "regression.py",
        "Regression",
        "show_chart",
        "Fit a line by gradient descent. Find the step size that learns, and the one that diverges.",
    ),
    ("layers.py", "Layers", "layers", "See what an activation function does, and why layers without one gain nothing."),
    ("losses.py", "Losses", "balance", "Compare how losses judge a wrong prediction, and see when each pays off."),
    ("train.py", "Train", "model_training", "Train a network on 60,000 handwritten digits and watch it learn, live."),
    ("draw.py", "Draw", "draw", "Draw a digit. See what the network receives, and what it answers."),
    ("runs.py", "Runs", "list_alt", "Open and compare all networks trained here."),
)
IDEA = (
    ("**Affine maps**, wx + b: a number in, a straight line out.", "Four straight lines."),
    ("**A nonlinear function** ρ bends each of them. Here it is ReLU.", "The same lines, each cut off at zero: four hinges."),
    (
        "**Affine again**: a weighted sum. It bends where any of them bends: with more units it comes near to any curve.",
        "One line that goes up, down, up and down.",
    ),
)


def card(page: str, title: str, icon: str, words: str) -> None:
    """A link to one page, and what can be done there."""
    with st.container(border=True, height="stretch"):
        st.page_link(page, label=f"**{title}**", icon=f":material/{icon}:")
        st.markdown(words)


heading(
    "Neural networks, by trying",
    "An introduction to neural networks in which every idea can be tried. Drag a point, change a step size, stack layers, train a "
    "network on real handwritten digits, draw one for it to read. It runs in your browser and on this server; you install nothing.",
)
for row in (CARDS[:3], CARDS[3:]):
    for column, entry in zip(st.columns(3), row, strict=True):
        with column:
            card(*entry)

st.header("What is a neural network?", anchor=False)
st.markdown(
    "A function that can become almost any function: **affine maps, stacked, with a nonlinear function between them**. Learning is finding "
    "the numbers in these maps. Judge it by its mathematics, not by its likeness to a brain: an aeroplane does not fly as a bird does."
)
for column, picture, (words, alt) in zip(st.columns(3, gap="large"), pictures(), IDEA, strict=True):
    with column:
        st.image(picture, width="stretch", alt=alt)
        st.markdown(words)
st.latex(r"y = W_2^\top \rho(W_1^\top x + b_1) + b_2")
