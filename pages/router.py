"""The frame around every page: names, order, icons. app.py names this file as its script.

It lies inside pages/ on purpose: Streamlit treats a folder `pages` beside the main script as its old automatic multipage
mode, which would skip this file on deep links.
"""

from pathlib import Path

import streamlit as st

from pages.ui import address
from pages.ui.components import rerun_trigger

# An own file: Streamlit would fetch a Material icon for the browser's tab from Google.
st.set_page_config(layout="wide", page_icon=Path(__file__).parent / "ui/icon.svg")

page = st.navigation(
    [
        st.Page("home.py", title="Home", icon=":material/home:", default=True),
        st.Page("regression.py", title="Regression", icon=":material/show_chart:"),
        st.Page("layers.py", title="Layers", icon=":material/layers:"),
        st.Page("losses.py", title="Losses", icon=":material/balance:"),
        st.Page("train.py", title="Train", icon=":material/model_training:"),
        st.Page("runs.py", title="Runs", icon=":material/list_alt:"),
        st.Page("draw.py", title="Draw", icon=":material/draw:"),
    ],
    position="top",
)
before, above = st.query_params.to_dict(), st.container()
page.run()
if complaints := address.complaints(before, page.url_path):
    above.warning(f"Of the link: {' '.join(complaints)}", icon=":material/link:")
rerun_trigger.mount("page", fires_on_reconnect=True)
