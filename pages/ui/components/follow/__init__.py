"""Follow runs: the fragment in which this is mounted runs again when something of them has changed, told by the server's stream."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from core.runs.live import RunState
from pages.ui.components import component

Positions = Mapping[str, tuple[int, int]]  # run -> the attempt, and the number of the newest event that a component was made from

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
    min_seconds_between: float,
) -> None:
    """Mount it under `key`.

    Args:
        states: of the runs that are followed.
        names: of the tokens whose change reruns the fragment.
        key: of the component's state.
        is_blocked: whether the page knows that no stream comes through.
        on_blocked: called when `st.session_state[key]["blocked"]` says otherwise; None where another one on the page does that.
        min_seconds_between: at least that much between two reruns, unless a run's status changes; and none while the place where this
            is mounted is out of sight. 0 for what is to run again at once and in any case.
    """
    data = {
        "positions": positions_of(states),
        "tokens": {state.run.id: {name: state.tokens[name] for name in names} for state in states},
        "on": list(names),
        "min_ms_between": round(1000 * min_seconds_between),
        "when_seen": min_seconds_between > 0,
        "spread_ms": round(max(500.0, 500 * min_seconds_between)),  # within which all who watch rerun, one after the other
        "is_blocked": is_blocked,
        "reports_blocked": on_blocked is not None,
    }
    _mount(key=key, data=data, on_news_change=lambda: None, on_blocked_change=on_blocked or (lambda: None))
