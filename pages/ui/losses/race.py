"""Two classes in the plane: cross-entropy and squared error race from the same confidently wrong start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import streamlit as st

from core.lessons.race import LARGEST_START, LR, sample
from pages.ui import experiments, guesses
from pages.ui.components import race, reported
from pages.ui.losses.linked import Linked, numbers, numbers_within

LIMIT: Final = 4.0
POINTS: Final = sample()[0]


@dataclass(frozen=True)
class Race:
    """What the component shows; the first half of the points is of class 1."""

    x: tuple[float, ...] = tuple(POINTS[:, 0].tolist())
    y: tuple[float, ...] = tuple(POINTS[:, 1].tolist())
    start: float = 10.0

    @classmethod
    def usable(cls, given: Mapping[str, Any]) -> Self:
        """Those of these values that are usable, from a link or a browser; in place of the others the defaults."""
        found: dict[str, Any] = dict(numbers_within(given, {"start": (0, LARGEST_START)}))
        x, y = (numbers(given.get(name), -LIMIT, LIMIT) for name in ("x", "y"))
        if x and y and len(x) == len(y) == len(POINTS):
            found |= {"x": x, "y": y}
        return cls(**found)


SETTINGS: Final = Linked("race", Race.usable, prefix="race_")
EXPERIMENTS: Final[experiments.Experiments] = {
    "knows nothing": {"start": 0.0},
    "somewhat wrong": {"start": 2.0},
    "surely wrong": {"start": 10.0},
    "as wrong as can be": {"start": LARGEST_START},
}


def show_race() -> None:
    """The same points, the same start, the same step size: two losses."""
    st.header("Who recovers from being surely wrong?", anchor=False)
    st.markdown(
        f"Two lines shall part squares from circles; each arrow points to the side that its line calls squares. Both begin at the same "
        f"weights, on the wrong side, and take the same gradient steps (η = {LR:g}); only the loss differs. **Guess first, then press "
        "Play.**"
    )
    SETTINGS.show(race.show)
    _take_guess(reported(SETTINGS.key, "settings"))
    experiments.show(EXPERIMENTS, SETTINGS.apply)
    st.markdown(
        "**Compare the gradients in the table at step 0.** Where softmax is sure it is flat, and squared error has to look through it: "
        "hardly a gradient is left. Cross-entropy's gradient is ŷ − y, largest where the answer is wrong."
    )


def _take_guess(report: object) -> None:
    """Keep whether the guess was right that the browser reports once the race is over."""
    guess, outcome = (report.get("guess"), report.get("outcome")) if isinstance(report, dict) else (None, None)
    if isinstance(guess, str) and isinstance(outcome, str) and guesses.record("race", is_right=guess == outcome):
        st.rerun()
