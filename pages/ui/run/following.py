"""What a page needs so that a fragment runs again when a run has changed, with the server's stream or without it."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from core.runs.live import DELETED, NOTHING_SEEN, RunState
from core.runs.run import Position
from pages.ui.components import reported
from pages.ui.components.deliver import deliver
from pages.ui.components.follow import Pace, rerun_on
from pages.ui.resources import feeds

DELIVER_SECONDS: Final = 0.5  # between two looks, where no stream comes through
AT_ONCE: Final = Pace()
SECTION: Final = Pace(5.0, only_in_sight=True)  # below a run, at a new epoch: an epoch may take less than a second
DIAGNOSTICS: Final = Pace(2.0, only_in_sight=True)
TABLE: Final = Pace(2.0)  # a table or a heat map of several runs, each of which has its own epochs
BLOCKED: Final = "stream_is_blocked"


def are_live(states: Sequence[RunState]) -> bool:
    """Whether something more will happen to one of these runs by itself."""
    return not all(state.run.ended for state in states)


def is_blocked() -> bool:
    """Whether no stream comes through to this visitor's page, so that it has to ask."""
    return bool(st.session_state.get(BLOCKED, False))


def rerun_when_changed(
    states: Sequence[RunState],
    names: Sequence[str],
    *,
    key: str,
    pace: Pace = AT_ONCE,
    reports_blocked: bool = False,
) -> None:
    """Run the fragment in which this is called again when one of these tokens of the runs is another one than in `states`.

    `reports_blocked`: the fragment runs again also when it turns out that no stream comes through, or that one does; that is for one
    fragment of a page.
    """
    if are_live(states):
        on_blocked = partial(_note_blocked, key) if reports_blocked else None
        rerun_on(states, names, key=key, is_blocked=is_blocked(), on_blocked=on_blocked, pace=pace)


def deliver_if_blocked(states: Sequence[RunState], *, key: str) -> None:
    """Ask for what is new of these runs, for all that follows them on this page, where no stream brings it. Not in a fragment."""
    if are_live(states) and is_blocked():
        seen = {state.run.id: state.position for state in states}
        st.fragment(lambda: _deliver(seen, key), run_every=DELIVER_SECONDS)()


def _note_blocked(key: str) -> None:
    st.session_state[BLOCKED] = bool(reported(key, "blocked"))


def _deliver(seen: dict[str, Position], key: str) -> None:
    messages = []
    found = feeds().refresh(list(seen))
    messages += [DELETED % run_id for run_id in seen if run_id not in found]
    for run_id, feed in found.items():
        message, seen[run_id] = feed.message(seen.get(run_id, NOTHING_SEEN))
        messages.append(message)
    deliver(messages, key=key)
