"""Ten logits in the hand: softmax, cross-entropy, and the gradient on each output."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

import streamlit as st

from pages.ui import experiments
from pages.ui.components import ten_logits
from pages.ui.losses.linked import Linked, number, numbers

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
        found: dict[str, Any] = {}
        logits = numbers(given.get("logits"), -LIMIT, LIMIT)
        if logits and len(logits) == len(START):
            found["logits"] = logits
        digit = number(given.get("digit"), 0, 9)
        if digit is not None:
            found["digit"] = round(digit)
        temperature = number(given.get("temperature"), *TEMPERATURES)
        if temperature is not None:
            found["temperature"] = temperature
        return cls(**found)


SETTINGS: Final = Linked("ten_logits", Logits.usable, prefix="z_")


def show_logits() -> None:
    """Ten logits, what becomes of them, and the direction in which each is pushed."""
    st.header("What does cross-entropy do to ten outputs?", anchor=False)
    st.markdown(
        "Drag a logit. Softmax makes positive numbers of all ten that sum to 1, so one that rises presses the others down. **Look at the "
        "arrows**: a step of gradient descent raises the true class's logit and lowers the others, each by its own probability."
    )
    ten_logits.show(asdict(SETTINGS.now()), SETTINGS.revision(), key=SETTINGS.key, on_change=SETTINGS.receive)
    experiments.show(experiments.LOGITS, SETTINGS.apply)
    SETTINGS.write_link()
