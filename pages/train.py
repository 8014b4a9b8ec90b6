"""Train: configure an MNIST network, train it on the server, watch it live."""

import streamlit as st

from pages.ui.heading import heading

heading("Train a network", "Choose a question or your own settings, press **Train**, and watch the network learn to read 60,000 digits.")

# After the heading: these need torch, which takes a moment on a server that has just started.
from core.config import RunConfig  # noqa: E402
from core.runs.store import Run  # noqa: E402
from pages.ui.config.form import fill_form, show_config_form  # noqa: E402
from pages.ui.config.questions import show_question  # noqa: E402
from pages.ui.resources import store, visitor  # noqa: E402
from pages.ui.run.charts import show_empty_charts  # noqa: E402
from pages.ui.run.sections import look_closer  # noqa: E402
from pages.ui.run.watch import show_run, submit, watch  # noqa: E402


def watched_run() -> Run | None:
    """The run in the address, else this visitor's newest."""
    if asked := st.query_params.get("run"):
        return store().run(asked)
    return next(iter(store().runs(owner=visitor(), limit=1)), None)


st.session_state.setdefault("just_started", st.query_params.get("run", ""))  # who follows a link to a run comes to its curve
settings, view = st.columns([3, 7], gap="large")
with settings:
    question = st.container()
    buttons = st.container(horizontal=True)
    config = show_config_form(st.container())
    with question:
        show_question(config)
    buttons.button(
        "The lecture's settings", on_click=fill_form, args=[RunConfig()], help="784-256-10, ReLU, cross-entropy, Adam 0.001, 10 epochs."
    )
    if (
        buttons.button("Train", type="primary", icon=":material/play_arrow:", disabled=config is None)
        and config
        and (new := submit(config))
    ):
        st.query_params["run"] = st.session_state["just_started"] = new[0]

run = watched_run()
with view:
    if run:
        st.query_params["run"] = run.id
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**Run {run.number}**: {run.config.summary()}")
            if config != run.config:  # opened by its link, or the visitor went on
                st.button("Use its settings", key="use_settings", on_click=fill_form, args=[run.config], icon=":material/content_copy:")
        watch([run.id], show_run)
    elif "run" in st.query_params:
        st.warning(
            "This server knows no run with that link. It may have been removed, or the link was cut short.", icon=":material/link_off:"
        )
        st.page_link("runs.py", label="See all runs", icon=":material/list_alt:")
    else:
        st.markdown("Here you will see the loss fall and the accuracy rise, live. Press **Train** to begin.")
        show_empty_charts(config or RunConfig())

if run:
    look_closer(run)
