"""Follow runs: the fragment in which this is mounted runs again when something of them has changed, told by the server's stream."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from core.runs.live import RunState
from pages.ui.components import component

Positions = Mapping[str, tuple[int, int]]  # run -> the attempt, and the number of the newest event that a component was made from


class Pace(NamedTuple):
    """How often a fragment may run again."""

    min_seconds_between: float = 0.0  # two reruns, unless a run's status changes
    only_in_sight: bool = False  # it rests while the place where its follower is mounted is out of sight


_mount = component(Path(__file__).parent)


def positions_of(states: Sequence[RunState]) -> Positions:
    """Where these runs are."""
    return {state.run.id: (state.position.attempt, state.position.number) for state in states}


def rerun_on(
    states: Sequence[RunState],
    names: Sequence[str],
    *,
    key: str,
    is_blocked: bool,
    on_blocked: Callable[[], None] | None,
    pace: Pace,
) -> None:
    """Mount it under `key`.

    Args:
        states: of the runs that are followed.
        names: of the tokens whose change reruns the fragment.
        key: of the component's state.
        is_blocked: whether the page knows that no stream comes through.
        on_blocked: called when `st.session_state[key]["blocked"]` says otherwise; None where another one on the page does that.
        pace: of the reruns.
    """
    data = {
        "positions": positions_of(states),
        "tokens": {state.run.id: {name: state.tokens[name] for name in names} for state in states},
        "on": list(names),
        "min_ms_between": round(1000 * pace.min_seconds_between),
        "only_in_sight": pace.only_in_sight,
        "spread_ms": round(max(500.0, 500 * pace.min_seconds_between)),  # within which all who watch rerun, one after the other
        "is_blocked": is_blocked,
        "reports_blocked": on_blocked is not None,
    }
    _mount(key=key, data=data, on_news_change=lambda: None, on_blocked_change=on_blocked or (lambda: None))
