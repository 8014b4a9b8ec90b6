"""Points with an outlier: the line of each loss, fitted while a point is dragged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import streamlit as st

from core.lessons.robust import ROBUST_LOSSES
from pages.ui import experiments
from pages.ui.components import outlier, with_lines
from pages.ui.losses.linked import Linked, number, numbers

X: Final = (0.5, 1.2, 2.0, 2.8, 3.5, 4.3, 5.1, 5.9, 6.6, 7.4, 8.2, 9.0)
Y: Final = (1.1, 1.8, 1.7, 2.6, 2.4, 3.3, 3.2, 4.1, 4.2, 4.5, 5.3, -4.0)  # about y = x / 2 + 1, and the last one far below
MAX_POINTS: Final = 60
EXPERIMENTS: Final[experiments.Experiments] = {
    "no outlier": {"x": X, "y": (*Y[:-1], 5.6)},
    "far away": {"x": X, "y": (*Y[:-1], -6.0)},
    "two of twelve": {"x": X, "y": (*Y[:-2], -5.0, -6.0)},
}


@dataclass(frozen=True)
class Outlier:
    """What the component shows."""

    x: tuple[float, ...] = X
    y: tuple[float, ...] = Y
    selected: int = len(X) - 1  # -1: none

    @classmethod
    def usable(cls, given: Mapping[str, Any]) -> Self:
        """Those of these values that are usable, from a link or a browser; in place of the others the defaults."""
        x, y = (numbers(given.get(name), low, high) for name, low, high in (("x", 0, 10), ("y", -6, 12)))
        chosen = number(given.get("selected"), -1, MAX_POINTS)
        if x is None or y is None or len(x) != len(y) or len(x) > MAX_POINTS:
            return cls() if chosen is None else cls(selected=min(round(chosen), len(X) - 1))
        return cls(x, y, -1 if chosen is None else min(round(chosen), len(x) - 1))


SETTINGS: Final = Linked("outlier", Outlier.usable, prefix="points_")


def show_outlier() -> None:
    """A line for each loss, and one point that pulls."""
    st.header("How far may one point pull the line?", anchor=False)
    st.markdown(
        "Squared error is what a Gaussian expects, and a Gaussian expects no point far away. **Drag the orange point up and down** and "
        "watch which lines follow it. The table tells how hard it pulls on each: the derivative of the loss by its residual."
    )
    rows = [{"name": name, "title": loss.title} for name, loss in ROBUST_LOSSES.items()]
    SETTINGS.show(outlier.show, rows=with_lines(rows, outlier.LINES))
    experiments.show(EXPERIMENTS, SETTINGS.apply)
    with st.expander("These losses as formulas"):
        for loss in ROBUST_LOSSES.values():
            st.markdown(f"**{loss.title}**: ${loss.formula}$. {loss.words}")
