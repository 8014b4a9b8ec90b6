"""What the regression page knows of its visitor: which points, which settings; kept in the session, and in the link.

Points come from a preset, from the generator, or are the visitor's own (moved in the plot, typed, pasted, uploaded).
`revision` counts every time the server puts other points there; the browser takes points over only under a new revision, so that a
drag is never undone by a late answer. And when a report from the browser turns the choice of data into "Your own points", the choice is
another widget from then on: what the browser sends before it has heard of that still says the old choice, which must not be taken
for the visitor's wish to have those points back. (Nor may that be decided in a callback: Streamlit calls those of widgets that are
no longer there.)
"""

import math
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import streamlit as st

from core.lessons.points import MAX_IN_LINK, Points, finite_or_nan, from_link, generate, thin_out, to_link, validated
from core.lessons.presets import PRESETS
from core.regression import summarise
from pages.ui import address
from pages.ui.components import reported

LESSON: Final = "regression_lesson"  # key of the component
GENERATOR: Final = "Random line"
OWN: Final = "Your own points"
CHOICES: Final = (*PRESETS, GENERATOR, OWN)
OWN_WORDS: Final = "These are your own points; the link in the address bar carries them."
MANY_WORDS: Final = f"These are your own points. A link carries {MAX_IN_LINK} at most, so this one does not carry them."
MAX_DRAWN: Final = 400
BATCHES: Final = (0, 1, 8)


def new_revision() -> None:
    """Say that the server has put other points there."""
    st.session_state["regression_revision"] = revision() + 1


def revision() -> int:
    """How many times the server has put other points there."""
    return int(st.session_state.get("regression_revision", 0))


def choice_key() -> str:
    """Key of the choice of data: another one whenever the server has chosen."""
    return f"regression_choice_{st.session_state.get('regression_n_chosen', 0)}"


def choice_from_link() -> str:
    """The choice that the link names; if it names none, own points where it carries some, else the first preset."""
    named = st.query_params.get("example")
    usual = OWN if "points" in st.query_params else CHOICES[0]
    if named is not None and named not in CHOICES:
        address.complain("example", named, usual)
    return named if named in CHOICES else usual


def use_points(points: Points) -> None:
    """Make `points` the visitor's own; call it from a callback, before the widgets are drawn."""
    _own(points)
    new_revision()


def _own(points: Points) -> None:
    words = MANY_WORDS if len(points.x) > MAX_IN_LINK else OWN_WORDS
    st.session_state["regression_own"] = Points(points.x, points.y, words)
    if st.session_state.get(choice_key()) != OWN:
        st.session_state["regression_n_chosen"] = st.session_state.get("regression_n_chosen", 0) + 1
        st.session_state[choice_key()] = OWN
        st.session_state["regression_source"] = (OWN,)


def points_shown(chosen: str) -> Points:
    """The points to show for the choice; under a new revision if it is another choice than before, or other knobs of the generator."""
    knobs = [st.session_state[name] for name in ("line_n", "line_w", "line_b", "line_noise", "line_seed")] if chosen == GENERATOR else []
    source = (chosen, *knobs)
    if source != st.session_state.setdefault("regression_source", source):
        st.session_state["regression_source"] = source
        new_revision()
    if chosen in PRESETS:
        points = PRESETS[chosen]
    elif chosen == GENERATOR:
        points = generate(*knobs)
    else:
        points = st.session_state.get("regression_own") or _own_from_link()
    st.session_state["regression_shown"] = points
    return points


def _own_from_link() -> Points:
    """The points in the link; else those shown before; else none."""
    text = st.query_params.get("points", "")
    points = (from_link(text) if text else None) or st.session_state.get("regression_shown")
    if text and from_link(text) is None:
        st.warning("The points in this link could not be read. Click in the plot to add some, or choose another set.")
    none = np.zeros(0)
    own = Points(points.x, points.y, OWN_WORDS) if points else Points(none, none, "Click in the plot to add points.")
    st.session_state["regression_own"] = own
    return own


def settings() -> dict[str, Any]:
    """Step size, start, standardise and batch: as last reported by the browser, at first from the link."""
    if "regression_settings" not in st.session_state:
        link = st.query_params
        start = {"w": link.get("w"), "b": link.get("b")}
        wanted = {
            "step_size": link.get("eta"),
            "start": start,
            "standardise": link.get("standardise") == "true",
            "batch": link.get("batch"),
        }
        found = st.session_state["regression_settings"] = _usable(wanted)
        used = {"eta": found["step_size"], **found["start"], "standardise": found["standardise"], "batch": found["batch"]}
        for name, value in used.items():
            if name in link and not address.means(link[name], value):
                address.complain(name, link[name], "a step size that suits the points" if value is None else value)
    return dict(st.session_state["regression_settings"])


def _usable(wanted: dict[str, Any]) -> dict[str, Any]:
    start = wanted.get("start")
    start = start if isinstance(start, dict) else {}
    step_size, batch = _number(wanted.get("step_size")), _number(wanted.get("batch"))
    return {
        "step_size": step_size if 0 < step_size <= 1e6 else None,
        "start": {name: 0.0 if math.isnan(_number(start.get(name))) else _number(start.get(name)) for name in ("w", "b")},
        "standardise": wanted.get("standardise") is True,
        "batch": int(batch) if batch in BATCHES else 0,
    }


def _number(value: object) -> float:
    found = address.number(value)
    return math.nan if found is None else finite_or_nan(found)


def receive() -> None:
    """Take in what the browser reports: settings, and points where the visitor changed them."""
    report = reported(LESSON, "lesson")
    if not isinstance(report, dict) or report.get("revision") != revision():
        return
    st.session_state["regression_settings"] = _usable(report)
    try:
        pairs = np.array(report.get("points") or [], dtype=np.float64).reshape(-1, 2)
        points = validated(pairs[:, 0], pairs[:, 1])
    except (ValueError, TypeError):
        return
    shown = st.session_state.get("regression_shown")
    if isinstance(report.get("points"), list) and not (shown and np.array_equal(shown.x, points.x) and np.array_equal(shown.y, points.y)):
        _own(points)


def write_link(chosen: str, points: Points) -> None:
    """Put settings and own points into the address bar, and take out what is as it was at first."""
    now = settings()
    link = {
        "example": chosen if chosen != CHOICES[0] else None,
        "eta": f"{now['step_size']:.6g}" if now["step_size"] else None,
        "w": f"{now['start']['w']:.8g}" if now["start"]["w"] else None,
        "b": f"{now['start']['b']:.8g}" if now["start"]["b"] else None,
        "standardise": "true" if now["standardise"] else None,
        "batch": str(now["batch"]) if now["batch"] else None,
        "points": to_link(points) if chosen == OWN and len(points.x) else None,
    }
    address.write_parameters(link, {name: value for name, value in link.items() if value is not None})


def for_browser(points: Points) -> dict[str, Any]:
    """The points as the component takes them: all, or a sample with the sums of all."""
    shown = thin_out(points, MAX_DRAWN)
    sampled = len(shown.x) < len(points.x)
    return {
        "revision": revision(),
        "points": np.stack([shown.x, shown.y], axis=1).tolist(),
        "total": len(points.x),
        "sums": asdict(summarise(points.x, points.y)) if sampled else None,
        "settings": settings(),
    }
