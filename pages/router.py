"""The frame around every page: names, order, icons. app.py names this file as its script.

It lies inside pages/ on purpose: Streamlit treats a folder `pages` beside the main script as its old automatic multipage
mode, which would skip this file on deep links.
"""

import streamlit as st

st.set_page_config(layout="wide", page_icon=":material/neurology:")

page = st.navigation(
    {
        "": [st.Page("home.py", title="Home", icon=":material/home:", default=True)],
        "Understand": [
            st.Page("regression.py", title="Regression", icon=":material/show_chart:"),
            st.Page("ideas.py", title="Layers", icon=":material/layers:", url_path="layers"),
            st.Page("losses.py", title="Losses", icon=":material/balance:"),
        ],
        "Experiment": [
            st.Page("train.py", title="Train", icon=":material/model_training:"),
            st.Page("runs.py", title="Runs", icon=":material/list_alt:"),
            st.Page("draw.py", title="Draw", icon=":material/draw:"),
        ],
    }
)
page.run()
