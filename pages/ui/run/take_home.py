"""Below a run: all of it as one ZIP, and links to share it."""

from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from core.events import Changed
from core.export.take_home import file_name, take_home
from core.runs.store import Run
from pages.ui.resources import store

TRAIN_PAGE: Final = "train"


def show_take_home(run: Run) -> None:
    """The download, of a run that has ended, and the two links; the ZIP is made when it is asked for."""
    st.header("Take it home", anchor=False)
    if run.ended:
        _download(run)
    else:
        st.caption("When the run has ended, all of it can be downloaded here as one ZIP.")
    _share(run)


def _download(run: Run) -> None:
    has_weights = store().weights_path(run.id).is_file()
    network = "the weights (safetensors), the network for other programs (ONNX), " if has_weights else ""
    st.markdown(
        f"One ZIP: {network}the settings (JSON), the curves (CSV), the versions it ran with, "
        "and **reproduce.py**, a plain PyTorch script that trains it again, loss by loss."
    )
    if not has_weights:
        st.caption("The weights of this run are gone, so the network itself is not in it.")
    st.download_button(
        "Download",
        lambda: take_home(store(), run),
        file_name=file_name(run),
        mime="application/zip",
        on_click="ignore",
        icon=":material/download:",
        key=f"take home {run.id}",
    )


def _share(run: Run) -> None:
    """Two links to copy: the settings alone, and this result."""
    settings, result = links(run, st.context.url or "")
    left, right = st.columns(2)
    with left:
        changed = ", but not what was changed while it trained" if len(store().events(run.id, Changed)) else ""
        st.markdown(f"**Share the settings**: whoever opens this can train it anew{changed}.")
        st.code(settings, language=None, wrap_lines=True)
    with right:
        st.markdown("**Share this result**: its curves and what it learnt.")
        st.code(result, language=None, wrap_lines=True)


def links(run: Run, url: str) -> tuple[str, str]:
    """The addresses of a run's settings and of the run, on the server on which a page has this address."""
    parts = urlsplit(url)
    folder = parts.path.rpartition("/")[0]  # a server may lie below a path of its host

    def address(query: dict[str, str]) -> str:
        return urlunsplit((parts.scheme, parts.netloc, f"{folder}/{TRAIN_PAGE}", urlencode(query, safe=","), ""))

    return address(run.config.to_query()), address({"run": run.id})
