"""A sweep: choose settings and lists of values, start all runs at once, and see which combination does best (`?sweep=`)."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import streamlit as st

from core.config import FIELDS, RunConfig
from core.figures.sweep import Cell, Sweep, dots, heat_map, sweep_of
from core.runs import admission
from core.runs.admission import RefusedError
from core.runs.live import RunState
from core.runs.store import Run
from core.runs.sweep import MAX_FIELDS, MAX_RUNS, SweepError, describe_fixed_settings, expand, parse_values
from pages.ui.components.figure import clicked, show
from pages.ui.config.form import last_config, time_in_words
from pages.ui.resources import cached_figure, store, visitor
from pages.ui.run.following import TABLE
from pages.ui.run.watch import watch

CLICKS: Final = "sweep_clicks"  # where each figure was clicked when it was last shown, and which was clicked last


def show_sweep(newest: str, open_run: Callable[[Run], None]) -> None:
    """The section: what to vary, and what came of the sweep in the address, else of `newest`. `open_run` shows a run on its page."""
    st.header("Sweep", anchor=False)
    st.markdown(f"Train a network for every combination of up to {MAX_FIELDS} settings' values, {MAX_RUNS} runs at most, in one go.")
    base = last_config()
    configs = _configs(base)
    if st.button("Start the sweep", type="primary", icon=":material/grid_on:", key="start_sweep", disabled=not configs):
        _start(configs)
    asked = st.query_params.get("sweep", "")
    runs = store().runs(sweep=asked or newest) if asked or newest else []
    if runs:
        _watch_sweep(runs, open_run)
    elif asked:
        st.warning("This server knows no sweep with that link. Its runs may have been deleted.", icon=":material/link_off:")
    else:
        st.info("Here you will see the test accuracy of every combination, live.", icon=":material/grid_on:")


def _configs(base: RunConfig) -> list[RunConfig]:
    """The widgets, and the configs that they describe; none, after a sentence, where they describe none."""
    names = st.multiselect(
        "Settings to vary", list(FIELDS), ["lr"], format_func=lambda name: FIELDS[name].label,
        max_selections=MAX_FIELDS, key="sweep_fields", persist_state="session",
        help="All other settings are as you last chose them on the Train page.",
    )  # fmt: skip
    with st.container(horizontal=True):
        texts = {name: _values_input(name, base) for name in names}
    origin = "as last chosen on the Train page" if "lr" in st.session_state else "the lecture's, until others are chosen on the Train page"
    st.caption(f"Every other setting is {origin}: {describe_fixed_settings(base, names)}.")
    try:
        configs = expand(base, {name: parse_values(name, text) for name, text in texts.items()})
    except SweepError as error:
        st.error(str(error), icon=":material/error:")
        return []
    st.markdown(f"**{len(configs)} runs**, {_epochs(configs)} each: {time_in_words(configs)}.")
    return configs


def _values_input(name: str, base: RunConfig) -> str:
    between = "semicolons" if name == "hidden_sizes" else "commas"
    example = FIELDS[name].sweep or FIELDS[name].describe(getattr(base, name))
    return st.text_input(
        f"{FIELDS[name].label}: values", example, max_chars=300, key=f"values of {name}", persist_state="session",
        help=f"With {between} between them, such as {example}", width=360,
    )  # fmt: skip


def _start(configs: list[RunConfig]) -> None:
    try:
        st.query_params["sweep"] = admission.submit_sweep(store(), configs, visitor())
    except RefusedError as error:
        st.error(str(error), icon=":material/block:")
    else:
        st.rerun()  # the table above shows its runs too


def _watch_sweep(runs: list[Run], open_run: Callable[[Run], None]) -> None:
    def show_now(states: list[RunState]) -> None:
        now = [state.run for state in states]
        _show_results(sweep_of(now, store().last_epochs(run.id for run in now)), open_run)

    watch([run.id for run in runs], show_now, on=("status", "epoch"), pace=TABLE)


def _show_results(sweep: Sweep, open_run: Callable[[Run], None]) -> None:
    runs = [cell.run for cell in sweep.cells]
    n_ended = sum(run.ended for run in runs)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(n_ended / max(1, len(runs)), text=f"{n_ended} of {len(runs)} runs have ended")
        if n_ended < len(runs) and runs[0].owner == visitor():
            st.button(
                "Stop all", key="stop_sweep", icon=":material/stop_circle:", on_click=admission.stop_sweep,
                args=[store(), runs[0].sweep, visitor()],
            )  # fmt: skip
    if best := sweep.best():
        st.text(f"Best{' so far' if n_ended < len(runs) else ''}: {_in_words(sweep, best)}")
    row = st.container(horizontal=True, vertical_alignment="center")  # above the figures, and filled after them
    clicked = _show_figures(sweep)
    with row:
        if st.button("Open", key="open_cell", icon=":material/open_in_full:", disabled=not clicked) and clicked:
            open_run(clicked.run)
        st.text(
            _in_words(sweep, clicked) if clicked else f"Press a {'cell' if len(sweep.fields) > 1 else 'dot'} to see which run it is.",
            width="content",
        )


def _show_figures(sweep: Sweep) -> Cell | None:
    """The figures; returns the cell last clicked, if any."""
    if not sweep.fields:
        st.caption("Only one run of this sweep is left." if len(sweep.cells) == 1 else "The runs left of this sweep have equal settings.")
        return None
    alt, asked = "Test accuracy, in percent, of every combination of the sweep.", st.query_params.get("sweep", "")
    begun = asked if asked != st.session_state.get("sweep_seen") else ""  # the page comes to it once, when it is begun or linked
    st.session_state["sweep_seen"] = asked
    keys = [f"figure {k} of sweep {sweep.cells[0].run.sweep}" for k in range(len(sweep.layers()))]
    chosen = _chosen_cell(sweep, keys)
    cells = tuple((cell.run.id, cell.run.label, cell.run.status, cell.test_acc) for cell in sweep.cells)
    version = (chosen and chosen.run.id, cells)
    for k, (key, (words, _)) in enumerate(zip(keys, sweep.layers(), strict=True)):
        figure = partial(dots, sweep, chosen) if len(sweep.fields) == 1 else partial(heat_map, sweep, k, chosen)
        show(cached_figure((key, version), figure), key=key, alt=f"{alt} {words}", into_view=begun if k == 0 else "")
    return chosen


def _chosen_cell(sweep: Sweep, keys: list[str]) -> Cell | None:
    """The cell last clicked in the figures under these keys, which are a sweep's layers."""
    now = {key: clicked(key) for key in keys}
    seen, newest = st.session_state.get(CLICKS, ({}, ""))
    newest = next((key for key in keys if now[key] != seen.get(key)), newest)
    st.session_state[CLICKS] = now, newest
    if newest not in keys or not (point := now[newest]):
        return None
    n = min(2, len(sweep.fields))
    cells = sweep.layers()[keys.index(newest)][1]
    return next((cell for cell in cells if cell.at[:n] == tuple(map(round, point[:n]))), None)


def _in_words(sweep: Sweep, cell: Cell) -> str:
    values = ", ".join(
        f"{FIELDS[name].label.lower()} {ticks[i]}" for name, ticks, i in zip(sweep.fields, sweep.ticks, cell.at, strict=True)
    )
    found = f"{100 * cell.test_acc:.2f} % of the test digits" if cell.test_acc is not None else "no epoch done"
    return f"{cell.run.label}, {cell.run.status}: {values}: {found}"


def _epochs(configs: Sequence[RunConfig]) -> str:
    """In words: 3 epochs, or 1 to 5 epochs."""
    low, high = min(config.epochs for config in configs), max(config.epochs for config in configs)
    return f"{low} to {high} epochs" if low < high else f"{low} epoch{'s' if low > 1 else ''}"
