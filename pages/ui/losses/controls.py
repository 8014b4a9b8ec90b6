"""What a visitor sets to see a loss: the target, and the prediction."""

import streamlit as st

from core.lessons.loss_curves import LossCurve, largest_prediction, loss_curve
from core.losses import LOSSES


def logit_controls(name: str) -> tuple[LossCurve, None, str]:
    """The true answer and the logit, for a loss that takes logits."""
    truth = st.pills("The true answer", ("yes", "no"), key="truth", bind="query-params", default="yes", required=True)
    z = st.slider("Logit z of “yes” (that of “no” is 0)", -8.0, 8.0, -2.0, 0.1, key="logit", bind="query-params")
    return loss_curve(name, float(truth == "yes"), z), None, "logit z of “yes”"


def number_controls(name: str) -> tuple[LossCurve, float, str]:
    """Target and prediction for a loss between numbers."""
    target = st.slider("Target y", -3.0, 3.0, 1.0, 0.1, key="y", bind="query-params")
    limit = largest_prediction(name)
    prediction = st.slider("Prediction ŷ", -limit, limit, -1.0, 0.1, key="prediction", bind="query-params")
    sigma = 1.0
    if LOSSES[name].sigma:
        sigma = st.slider("Predicted standard deviation σ̂", 0.2, 4.0, 1.0, 0.1, key="sigma", bind="query-params")
    return loss_curve(name, target, prediction, sigma), target, "prediction ŷ"
