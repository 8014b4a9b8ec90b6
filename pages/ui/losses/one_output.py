"""One output under all losses: dragged along the curves, and the formulas of the loss in front."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import streamlit as st

from core.losses import LOSSES
from pages.ui import experiments
from pages.ui.components import one_output, with_lines
from pages.ui.losses.linked import Linked, number, numbers_within

LARGEST_OUTPUT: Final = 8.0
SIGMAS: Final = (0.2, 4.0)
UNITS: Final = {"nats": "nats", "squared units": "sq. units"}


@dataclass(frozen=True)
class OneOutput:
    """What the component shows."""

    shown: str = "cross_entropy"  # the loss in front, whose formulas are below
    truth: str = "yes"
    output: float = -2.0
    sigma: float = 2.0
    curves: tuple[str, ...] = tuple(LOSSES)

    @classmethod
    def usable(cls, given: Mapping[str, Any]) -> Self:
        """Those of these values that are usable, from a link or a browser; in place of the others the defaults."""
        found: dict[str, Any] = {}
        if given.get("shown") in LOSSES:
            found["shown"] = given["shown"]
        if given.get("truth") in ("yes", "no"):
            found["truth"] = given["truth"]
        limits = {"output": (-LARGEST_OUTPUT, LARGEST_OUTPUT), "sigma": SIGMAS}
        found |= {name: round(value, 1) for name, value in numbers_within(given, limits).items()}
        curves = given.get("curves")
        names = curves.split(",") if isinstance(curves, str) else curves
        if isinstance(names, list | tuple):
            found["curves"] = tuple(name for name in LOSSES if name in names)
        return cls(**found)


EARLIER: Final = ("logit", "prediction", "y")  # parameters that only links of an earlier version have


def read_link(link: Mapping[str, str]) -> dict[str, Any]:
    """The settings in a link, also in one that an earlier version wrote, which had titles for names.

    There a logit was this output; or a prediction had a target of its own, and the output here is as far from its target, 1.
    """
    given: dict[str, Any] = dict(link)
    by_title = {loss.title: name for name, loss in LOSSES.items()}
    shown = by_title.get(link.get("shown", ""))
    if shown or any(name in link for name in EARLIER):
        given |= {"shown": shown or "cross_entropy", "output": link.get("logit"), "sigma": link.get("sigma", "1")}
        if not LOSSES[given["shown"]].takes_logits:
            prediction, target = number(link.get("prediction", "-1"), -4, 4), number(link.get("y", "1"), -3, 3)
            given |= {"truth": "yes", "output": None if prediction is None or target is None else 1 + prediction - target}
    return given


SETTINGS: Final = Linked("one_output", OneOutput.usable, read=read_link, outdated=EARLIER)
EXPERIMENTS: Final[experiments.Experiments] = {
    "confident and wrong": {"truth": "yes", "output": -8.0, "shown": "cross_entropy", "curves": ["cross_entropy", "softmax_mse"]},
    "confident and right": {"truth": "yes", "output": 8.0, "shown": "cross_entropy", "curves": ["cross_entropy", "softmax_mse"]},
    "twice as wrong, four times the loss": {"truth": "yes", "output": -1.0, "shown": "mse", "curves": ["mse", "gaussian"]},
    "wrong, but unsure": {
        "truth": "yes",
        "output": -2.0,
        "sigma": 4.0,
        "shown": "gaussian_spread",
        "curves": ["gaussian", "gaussian_spread"],
    },
}


def show_one_output() -> None:
    """All losses over one output, and the formulas of the one in front."""
    rows = [{"name": name, "title": loss.title, "unit": UNITS[loss.unit]} for name, loss in LOSSES.items()]
    SETTINGS.show(one_output.show, rows=with_lines(rows, one_output.LINES))
    experiments.show(EXPERIMENTS, SETTINGS.apply)
    loss = LOSSES[SETTINGS.now().shown]
    st.markdown(f"**{loss.title}.** {loss.words}")
    left, right = st.columns(2)
    left.latex(rf"\begin{{aligned}} L &= {loss.formula} \end{{aligned}}")
    right.latex(loss.gradient_formula)
    st.caption("The table and the formula of the gradient are of one example. L is the mean over N: each example adds one Nth of its own.")
