"""What happens inside the network of a run while it trains: its gradients, its dead units, its numbers."""

from typing import Final

import pandas as pd
import streamlit as st

from core.figures.diagnostics import dead_units, gradient_sizes, histograms, layer_names
from core.runs.live import RunState
from core.runs.run import Run
from pages.ui.components.figure import show
from pages.ui.resources import cached_figure, feeds, history
from pages.ui.run.charts import growing, version_of
from pages.ui.run.following import DIAGNOSTICS, rerun_when_changed

GRADIENTS, DEAD, WEIGHTS, ACTIVATIONS = "Gradients", "Dead units", "Weights", "Activations"
WORDS: Final = {
    GRADIENTS: (
        "How large the gradient of a typical weight is in each layer. If the first layers' curves lie far below the last one's, "
        "gradients vanish on their way back, and those layers hardly learn; if they lie far above, gradients explode."
    ),
    DEAD: (
        "The share of units whose activation is flat on all of 256 training pictures: no gradient comes through them, so they stay "
        "as they are. A large learning rate can kill many at once."
    ),
    WEIGHTS: (
        "How the weights of each layer are spread; training spreads them out. Heights are square roots, so that the few large ones show."
    ),
    ACTIVATIONS: (
        "What the hidden units put out for 256 training pictures. With ReLU a peak at 0 is units that are silent; with sigmoid or "
        "tanh, peaks at both ends are units that saturate. Heights are square roots."
    ),
}


def show_diagnostics(state: RunState, diagnostics: pd.DataFrame, n_steps: int) -> None:
    """One view of the run's Diagnostics events, of the visitor's choice; nothing for a run that has none."""
    run = state.run
    if diagnostics.empty:
        return
    st.subheader("What happens inside?", anchor=False)
    views = [GRADIENTS, *([DEAD] if run.config.hidden_sizes else []), WEIGHTS, *([ACTIVATIONS] if run.config.hidden_sizes else [])]
    view = st.segmented_control("View", views, default=GRADIENTS, required=True, key=f"inside {len(views)}", label_visibility="collapsed")
    st.caption(WORDS[view])
    if view == GRADIENTS:
        key = (view, run.id, n_steps, version_of(diagnostics))
        figure = cached_figure(key, lambda: gradient_sizes(diagnostics, n_steps))
        live = growing(state, "Diagnostics", "step", [f"gradients {i}" for i in range(figure.n_traces)])
        show(figure, key="gradients", alt="The size of each layer's gradient over the steps.", live=live)
    else:
        st.fragment(_show_newest)(run.id, view, n_steps)


def _show_newest(run_id: str, view: str, n_steps: int) -> None:
    """A view that is drawn anew whenever there is something new."""
    state = next(iter(feeds().states([run_id])), None)
    if state is None:
        return
    diagnostics = history(run_id, state.position.number)["Diagnostics"]
    if view == DEAD:
        figure = cached_figure((view, run_id, n_steps, version_of(diagnostics)), lambda: dead_units(diagnostics, n_steps))
        show(figure, key="dead", alt="The share of each hidden layer's units that are dead, over the steps.")
    else:
        _show_histograms(state.run, view, diagnostics)
    rerun_when_changed([state], ["diagnostics"], key=f"rerun on diagnostics of {run_id}", pace=DIAGNOSTICS)


def _show_histograms(run: Run, view: str, diagnostics: pd.DataFrame) -> None:
    moments: list[str] = [str(step) for step in diagnostics["step"]]
    names = layer_names(len(diagnostics["weights"].iloc[0]))
    chosen = "latest"
    if len(moments) > 1:
        chosen = st.select_slider("After step", [*moments, "latest"], value="latest", key=f"moment of {run.id}")
    moment = diagnostics.iloc[-1 if chosen == "latest" else moments.index(chosen)]
    column, names, x = ("weights", names, "weight") if view == WEIGHTS else ("activations", names[:-1], "activation")
    show(
        cached_figure((column, run.id, int(moment["step"]), float(moment["seconds"])), lambda: histograms(moment[column], names, x=x)),
        key=f"histograms of {column}",
        alt=f"A histogram of each layer's {column} after step {moment['step']}.",
    )
