"""What the owner of a run can do with it: pause, stop, change, resume, continue training."""

from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from core.config import FIELDS, LIVE_FIELDS, ConfigError
from core.events import RESUMABLE, Change
from core.runs import admission
from core.runs.admission import RefusedError
from core.runs.run import ResumeError, Run
from core.schedules import SCHEDULES
from pages.ui.resources import history, store

MAX_EPOCHS: Final = int(FIELDS["epochs"].high)
PAUSE_OR_RESUME_PIXELS: Final = 118  # fits both labels
REFUSAL: Final = "refusal"  # why the last button did nothing; said once


def show_controls(run: Run) -> None:
    """What its owner can do with this run now, beside its progress.

    Until it has finished these are the same three widgets, so that none moves away under a press when the state changes.
    """
    if run.status == "finished":
        _continue_form(run)
    elif run.status in (*RESUMABLE, "queued", "running"):
        _change_form(run)
        _pause_or_resume(run)
        help = "End here, with what it has learnt."
        st.button("Stop", key="stop", icon=":material/stop_circle:", help=help, disabled=run.ended, on_click=_command, args=[run, "stop"])


def show_refusal() -> None:
    """Why what was just asked for was not done."""
    if refusal := st.session_state.pop(REFUSAL, None):
        st.error(refusal, icon=":material/block:")


def resume(run: Run, epochs: int | None = None) -> None:
    """Let a run go on, to that many epochs; a callback, so that a refusal is said when the page is drawn."""
    try:
        admission.resume(store(), run, epochs=epochs)
    except (RefusedError, ConfigError, ResumeError) as error:
        st.session_state[REFUSAL] = str(error)


def continue_training(run: Run, key: str) -> None:
    """Let a finished run go on for as many epochs as the widget `key` says."""
    resume(run, run.config.epochs + int(st.session_state[key] or 0))


def change(run: Run) -> None:
    """Send what differs in the form from what holds now; all of it or, after saying why, nothing."""
    held = settings_now(run)
    wanted = {name: st.session_state.get(_key(run, name)) for name in held}
    new = {name: value for name, value in wanted.items() if value is not None and value != held[name]}
    try:
        replace(run.config, **new)
    except ConfigError as error:
        st.session_state[REFUSAL] = str(error)
        return
    for name, value in new.items():
        store().command(run.id, "change", Change(name, value))


def settings_now(run: Run) -> dict[str, float]:
    """What can be changed, with the values that hold now."""
    names = [name for name in LIVE_FIELDS if name != "dropout" or run.config.hidden_sizes]
    changed = history(run.id)["Changed"]
    return {name: float(getattr(run.config, name)) for name in names} | {
        str(name): float(value) for name, value in zip(changed["name"], changed["value"], strict=True) if name in names
    }


def _continue_form(run: Run) -> None:
    most, key = MAX_EPOCHS - run.config.epochs, f"more epochs of {run.id}"
    if most <= 0:
        return
    with st.popover("Continue training", icon=":material/more_time:", help="Go on from the last epoch's weights.", key="continue_training"):
        n_more = st.number_input("More epochs", 1, most, value=min(run.config.epochs, most), key=key)
        if SCHEDULES[run.config.schedule].factor(1000, 1000) < 0.01:
            st.caption("Its schedule has ended near 0: more epochs change little, unless you change the learning rate.")
        st.button(f"Continue for {n_more} more", key="continue_now", type="primary", on_click=continue_training, args=[run, key])


def _pause_or_resume(run: Run) -> None:
    button = partial(st.button, key="pause_or_resume", width=PAUSE_OR_RESUME_PIXELS)
    if run.status in RESUMABLE:
        help = "Go on from where its last state was kept."
        button("Resume", icon=":material/resume:", help=help, on_click=resume, args=[run])
    else:
        help = "Wait here; Resume goes on from the very step."
        disabled = run.status != "running"
        button("Pause", icon=":material/pause_circle:", help=help, disabled=disabled, on_click=_command, args=[run, "pause"])


def _change_form(run: Run) -> None:
    help = "Change settings while it trains."
    form = st.popover("Change", icon=":material/tune:", help=help, key=_key(run, "settings"), disabled=run.status != "running")
    if run.status != "running":
        return
    with form, st.form("change", border=False, enter_to_submit=False):  # else "Press Enter" lies over the number that is typed
        for name, value in settings_now(run).items():
            st.number_input(FIELDS[name].label, value=value, step=FIELDS[name].step, format="%g", key=_key(run, name))
        st.form_submit_button("Change from the next step on", on_click=change, args=[run])


def _key(run: Run, name: str) -> str:
    """A change, also another tab's, makes another key: the form closes and begins anew."""
    return f"changed {name} of {run.id} after {len(history(run.id)['Changed'])}"


def _command(run: Run, name: str) -> None:
    store().command(run.id, name)
