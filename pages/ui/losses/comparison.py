"""The same network trained with three losses from equal seeds, live, side by side."""

from typing import Final

import streamlit as st

from core.config import RunConfig
from core.losses import LOSSES
from pages.ui.resources import store, visitor
from pages.ui.run.watch import show_comparison, submit, watch

COMPARED: Final = ("cross_entropy", "mse", "gaussian")


def compare_losses() -> None:
    """Start the three runs, and show them for as long as their ids are in the address (`?runs=`)."""
    st.header("What do the losses make of the same network?", anchor=False)
    st.markdown(
        "The lecture's network, 784-256-10 with Adam, trained on this server with each of the three losses. Equal seeds: the same "
        "first weights, the same digits in the same order. Squared error and the Gaussian are one method, and Adam's steps hardly "
        "depend on the gradient's scale: their curves all but meet."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        epochs = st.slider("Epochs", 1, 10, 3, key="compared_epochs", bind="query-params", width=260)
        if st.button("Train all three", key="train_all", type="primary", icon=":material/play_arrow:"):
            started = submit(*(RunConfig(loss=name, epochs=epochs) for name in COMPARED))
            if started:
                st.query_params["runs"] = ",".join(started)
        asked = [run_id for run_id in st.query_params.get("runs", "").split(",") if run_id][: len(COMPARED)]
        runs = [run for run in map(store().run, asked) if run]
        if unfinished := [run.id for run in runs if not run.ended and run.owner == visitor()]:
            st.button("Stop", key="stop_all", icon=":material/stop_circle:", on_click=stop, args=[unfinished])
    if runs:
        watch([run.id for run in runs], show_comparison(lambda run: LOSSES[run.config.loss].title))
    elif asked:
        st.warning("This server does not know the runs in the link. Press **Train all three** for new ones.", icon=":material/link_off:")
    else:
        st.info("Here you will see the test accuracy of all three rise, live.", icon=":material/show_chart:")


def stop(run_ids: list[str]) -> None:
    """Ask for the end of these runs."""
    for run_id in run_ids:
        store().command(run_id, "stop")
