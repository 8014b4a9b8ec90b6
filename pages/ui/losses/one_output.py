"""One output under all losses: dragged along the curves, and the formulas of the loss in front."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

import streamlit as st

from core.losses import LOSSES
from pages.ui import experiments
from pages.ui.components import one_output
from pages.ui.losses.linked import Linked, number

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
        for name, (low, high) in {"output": (-LARGEST_OUTPUT, LARGEST_OUTPUT), "sigma": SIGMAS}.items():
            value = number(given.get(name), low, high)
            if value is not None:
                found[name] = round(value, 1)
        curves = given.get("curves")
        names = curves.split(",") if isinstance(curves, str) else curves
        if isinstance(names, list | tuple):
            found["curves"] = tuple(name for name in LOSSES if name in names)
        return cls(**found)


def read_link(link: Mapping[str, str]) -> dict[str, Any]:
    """The settings in a link, also in one that an earlier version wrote.

    That had a logit, or a prediction and a target of its own: the output here is as far from this target as that prediction from that.
    """
    given: dict[str, Any] = dict(link)
    by_title = {loss.title: name for name, loss in LOSSES.items()}
    given["shown"] = by_title.get(link.get("shown", ""), link.get("shown"))
    if "logit" in link:
        given["output"] = link["logit"]
    elif "prediction" in link or "y" in link:
        prediction, target = number(link.get("prediction", "-1"), -4, 4), number(link.get("y", "1"), -3, 3)
        given["output"] = None if prediction is None or target is None else 1 + prediction - target
    return given


SETTINGS: Final = Linked("one_output", OneOutput.usable, read=read_link, outdated=("logit", "prediction", "y"))


def show_one_output() -> None:
    """All losses over one output, and the formulas of the one in front."""
    now = SETTINGS.now()
    rows = [{"name": name, "title": loss.title, "unit": UNITS[loss.unit]} for name, loss in LOSSES.items()]
    one_output.show(rows, asdict(now), SETTINGS.revision(), key=SETTINGS.key, on_change=SETTINGS.receive)
    experiments.show(experiments.LOSS, SETTINGS.apply)
    loss = LOSSES[now.shown]
    st.markdown(f"**{loss.title}.** {loss.words}")
    left, right = st.columns(2)
    left.latex(rf"\begin{{aligned}} L &= {loss.formula} \end{{aligned}}")
    right.latex(loss.gradient_formula)
    st.caption("The table and the formula of the gradient are of one example. L is the mean over N: each example adds one Nth of its own.")
    SETTINGS.write_link()
