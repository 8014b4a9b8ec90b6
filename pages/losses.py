"""Losses: what each one says about a prediction, which two are one, and when each pays off."""

import streamlit as st

from pages.ui.heading import heading

heading("Losses", "A loss says how wrong a prediction is; its gradient says where to move it. Drag the prediction along the curves.")

# After the heading: these need torch, which takes a moment on a server that has just started.
from pages.ui.guesses import show_summary  # noqa: E402
from pages.ui.losses.comparison import compare_losses  # noqa: E402
from pages.ui.losses.confidently_wrong import show_confidently_wrong  # noqa: E402
from pages.ui.losses.growing_noise import show_growing_noise  # noqa: E402
from pages.ui.losses.likelihood import show_likelihood  # noqa: E402
from pages.ui.losses.logits import show_logits  # noqa: E402
from pages.ui.losses.one_output import show_one_output  # noqa: E402
from pages.ui.losses.outlier import show_outlier  # noqa: E402
from pages.ui.losses.race import show_race  # noqa: E402

GUESSES = {  # name -> what it is about
    "race": "which loss recovers in the plane",
    "intercepts": "whose line is steadier",
    "mnist_recovers": "which loss recovers on MNIST",
    "most_accurate": "which loss classifies best",
}

st.fragment(show_one_output)()
st.fragment(show_logits)()
st.fragment(show_likelihood)()
st.fragment(show_outlier)()
st.fragment(show_growing_noise)()
st.fragment(show_race)()
show_confidently_wrong()
compare_losses()
show_summary(GUESSES)
