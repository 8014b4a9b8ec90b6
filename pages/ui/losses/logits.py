"""Ten logits in the hand: softmax, cross-entropy, and the gradient on each output."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import streamlit as st

from pages.ui import experiments
from pages.ui.components import ten_logits
from pages.ui.losses.linked import Linked, numbers, numbers_within

LIMIT: Final = 8.0
TEMPERATURES: Final = (0.25, 4.0)
START: Final = (0.5, -1.0, 2.0, 1.5, -2.0, 0.0, -1.5, 1.0, 2.5, -0.5)


@dataclass(frozen=True)
class Logits:
    """What the component shows."""

    logits: tuple[float, ...] = START
    digit: int = 3
    temperature: float = 1.0

    @classmethod
    def usable(cls, given: Mapping[str, Any]) -> Self:
        """Those of these values that are usable, from a link or a browser; in place of the others the defaults."""
        found: dict[str, Any] = dict(numbers_within(given, {"temperature": TEMPERATURES, "digit": (0, 9)}))
        if "digit" in found:
            found["digit"] = round(found["digit"])
        logits = numbers(given.get("logits"), -LIMIT, LIMIT)
        if logits and len(logits) == len(START):
            found["logits"] = logits
        return cls(**found)


SETTINGS: Final = Linked("ten_logits", Logits.usable, prefix="z_")
EXPERIMENTS: Final[experiments.Experiments] = {
    "all ten alike": {"logits": (0.0,) * 10, "temperature": 1.0},
    "sure and right": {"logits": (-2.0,) * 3 + (6.0,) + (-2.0,) * 6, "digit": 3, "temperature": 1.0},
    "sure and wrong": {"logits": (-2.0,) * 8 + (6.0,) + (-2.0,), "digit": 3, "temperature": 1.0},
    "cooler: surer": {"temperature": 0.25},
    "hotter: less sure": {"temperature": 4.0},
}


def show_logits() -> None:
    """Ten logits, what becomes of them, and the direction in which each is pushed."""
    st.header("What does cross-entropy do to ten outputs?", anchor=False)
    st.markdown(
        "Drag a logit. Softmax makes positive numbers of all ten that sum to 1, so one that rises presses the others down. **Look at the "
        "arrows**: a step of gradient descent raises the true class's logit and lowers the others, each by its own probability."
    )
    SETTINGS.show(ten_logits.show)
    experiments.show(EXPERIMENTS, SETTINGS.apply)
