"""The Gaussian over a few points: where the likelihood comes from, and why with σ = 1 it is the squared error."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import streamlit as st

from pages.ui.components import bell
from pages.ui.losses.linked import Linked, numbers, numbers_within

LIMIT: Final = 4.0  # of mean and points
SIGMAS: Final = (0.2, 3.0)
MAX_POINTS: Final = 8


@dataclass(frozen=True)
class Likelihood:
    """What the component shows."""

    points: tuple[float, ...] = (1.0,)
    mean: float = -1.0
    sigma: float = 1.0

    @classmethod
    def usable(cls, given: Mapping[str, Any]) -> Self:
        """Those of these values that are usable, from a link or a browser; in place of the others the defaults."""
        found: dict[str, Any] = dict(numbers_within(given, {"mean": (-LIMIT, LIMIT), "sigma": SIGMAS}))
        points = numbers(given.get("points"), -LIMIT, LIMIT)
        if points and len(points) <= MAX_POINTS:
            found["points"] = points
        return cls(**found)


SETTINGS: Final = Linked("bell", Likelihood.usable, prefix="bell_")


def show_likelihood() -> None:
    """Likelihood, its logarithm, and the loss, in the hand."""
    st.header("Where does the Gaussian likelihood come from?", anchor=False)
    st.markdown(
        "A network that predicts a number can be read as predicting a **bell curve** around it. The likelihood of the points is the "
        "product of the bell's heights over them: **maximum likelihood** wants it as large as possible. Its logarithm is a sum and is "
        "largest at the same place; minus that is a loss. Drag the bell, its width σ, or the points."
    )
    SETTINGS.show(bell.show)
    st.markdown(
        "**Are squared error and the Gaussian with σ = 1 two methods? No.** Both curves are least at the same ŷ, and with σ = 1 the "
        "gradient of one is half that of the other everywhere: descent with step size η on the squared error takes the steps of 2η on the "
        "likelihood. The values differ, the network that they lead to does not."
    )
