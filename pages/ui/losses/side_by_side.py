"""Runs that are started together and watched side by side, for as long as their ids are in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.config import RunConfig
from core.losses import LOSSES
from core.runs.run import Run
from pages.ui.resources import store, visitor
from pages.ui.run.watch import ShowRuns, submit, watch


@dataclass(frozen=True)
class SideBySide:
    """One such group of a page."""

    name: str  # of the buttons' keys
    parameter: str  # of the address: ids with commas between them
    label: str  # of the button that starts them
    n_runs: int

    def controls(self, configs: Sequence[RunConfig]) -> None:
        """The button that starts these runs, and one that stops those of this visitor."""
        if st.button(self.label, key=f"train_{self.name}", type="primary", icon=":material/play_arrow:"):
            started = submit(*configs)
            if started:
                st.query_params[self.parameter] = ",".join(started)
        if unfinished := [run.id for run in self.runs() if not run.ended and run.owner == visitor()]:
            st.button("Stop", key=f"stop_{self.name}", icon=":material/stop_circle:", on_click=stop, args=[unfinished])

    def runs(self) -> list[Run]:
        """Those in the address that this server knows."""
        return [run for run in map(store().run, self._asked()) if run]

    def show(self, show_runs: ShowRuns, hint: str) -> None:
        """Watch the runs; without any, say what will be seen here."""
        if runs := self.runs():
            watch([run.id for run in runs], show_runs, name=self.name)
        elif self._asked():
            st.warning(f"This server does not know the runs in the link. Press **{self.label}** for new ones.", icon=":material/link_off:")
        else:
            st.info(hint, icon=":material/show_chart:")

    def _asked(self) -> list[str]:
        asked = dict.fromkeys(run_id for run_id in st.query_params.get(self.parameter, "").split(",") if run_id)  # each once
        return list(asked)[: self.n_runs]


def stop(run_ids: list[str]) -> None:
    """Ask for the end of these runs."""
    for run_id in run_ids:
        store().command(run_id, "stop")


def loss_title(run: Run) -> str:
    """What a run is called where its loss tells it from the others."""
    return LOSSES[run.config.loss].title
