"""The server: Streamlit's ASGI application over pages/router.py. Start it with `streamlit run app.py`."""

import asyncio
import functools
import logging
import os
import secrets
import signal
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import plotly
import streamlit as st
from filelock import FileLock, Timeout
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from core.environment import data_folder, max_run_seconds
from core.runner import Controller, LocalBackend
from core.web import CACHED, Headers, MendedLinks, PackedFiles, Streams, content_security_policy, pack
from pages.ui.components import MODULES, MODULES_URL
from pages.ui.components.canvas import PACKAGE_FILES, PACKAGE_URL
from pages.ui.components.figure import CARTESIAN_FILE, CARTESIAN_JS, PLOTLY_JS
from pages.ui.resources import feeds, store

TICK_IS_LATE_SECONDS = 10.0
WARM_AFTER_SECONDS = 4.0  # the first visitor's first page goes first
os.environ.setdefault("OMP_NUM_THREADS", "1")  # pages compute little, and the cores are for training, which sets its own number
log = logging.getLogger(__name__)
controllers: list[Controller] = []


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Run the training queue for as long as the server stands.

    Raises:
        SystemExit: another server uses the same data folder.
    """
    try:
        with (
            FileLock(data_folder() / "server.lock", timeout=0),
            Controller(store(), LocalBackend(), max_run_seconds()) as controller,
        ):
            controllers.append(controller)
            end_streams_at_exit(asyncio.get_running_loop())
            warming = threading.Timer(WARM_AFTER_SECONDS, warm)
            warming.daemon = True
            warming.start()
            yield
    except Timeout as error:
        raise SystemExit(f"Another server is running on {data_folder()}. Stop it, or set DATA_DIR to another folder.") from error


def end_streams_at_exit(loop: asyncio.AbstractEventLoop) -> None:
    """Let a signal that stops the server end all streams first: it waits for open responses, and these have no end of their own."""
    for number in (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ():
        stop = signal.getsignal(number)

        def end(received: int, frame: FrameType | None, stop: Any = stop) -> None:
            loop.call_soon_threadsafe(streams().close)
            if callable(stop):
                stop(received, frame)

        signal.signal(number, end)


def apologise(error: Exception) -> bool:
    """Say on the page that it failed, without the traceback; that goes to the log, to be found by the same number."""
    number = secrets.token_hex(4)
    log.error("Uncaught app execution error %s", number, exc_info=error)
    if isinstance(error, SQLAlchemyError | OSError):
        st.error(
            "The server's disk is full, or its database does not answer. What was kept is safe: try again in a while.",
            icon=":material/error:",
        )
        return True
    st.error(
        f"This page failed; your runs are safe. Reload it to try again. (Error {number} in the server's log.)", icon=":material/error:"
    )
    return True  # Streamlit's own error box stays away


async def health(_: Request) -> Response:
    """200 when runs can be taken and trained, else 503."""
    late = time.monotonic() - controllers[-1].last_tick if controllers else None
    healthy = late is not None and late < TICK_IS_LATE_SECONDS
    return JSONResponse({"controller_tick_age_seconds": late}, status_code=200 if healthy else 503)


@functools.cache
def packed_plotly_js() -> bytes:
    """All of plotly.js as the plotly package carries it, compressed from 4.8 to 1.4 MB."""
    return pack((Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes())


async def cartesian_js(_: Request) -> Response:
    """The part of plotly.js that draws on two axes; its name holds its version, so a browser fetches it once."""
    return FileResponse(CARTESIAN_FILE, headers=CACHED | {"Content-Encoding": "gzip"}, media_type="text/javascript")


async def plotly_js(_: Request) -> Response:
    """All of plotly.js; its name holds its version, so a browser fetches it once."""
    return Response(await asyncio.to_thread(packed_plotly_js), headers=CACHED | {"Content-Encoding": "gzip"}, media_type="text/javascript")


async def component_module(request: Request) -> Response:
    """One JavaScript module of our components; the folder in its address holds their content's hash."""
    source = MODULES.get(request.path_params["path"])
    return Response(status_code=404) if source is None else Response(source, headers=CACHED, media_type="text/javascript")


@functools.cache
def streams() -> Streams:
    """What all who follow runs share."""
    return Streams(feeds())


async def run_stream(request: Request) -> Response:
    """What happens to runs, as it happens."""
    return await streams().answer(request)


def warm() -> None:
    """Import what pages need later, so that no visitor waits the 1.5 s that it takes."""
    import torch  # noqa: F401


base = f"/{st.get_option('server.baseUrlPath')}".rstrip("/")  # "" or "/lecture": below it Streamlit serves, and so do we
streamlits_files = Path(st.__file__).parent / "static"
app = st.App(
    "pages/router.py",
    lifespan=lifespan,
    routes=[
        Route(f"{base}/{CARTESIAN_JS}", cartesian_js),
        Route(f"{base}/{PLOTLY_JS}", plotly_js),
        Route(f"{base}/{MODULES_URL}/{{path:path}}", component_module),
        Route(f"{base}/runs/{{ids}}/stream", run_stream),
        Route(f"{base}/health", health),
    ],
    on_script_error=apologise,
    middleware=[
        Middleware(Headers, policy=content_security_policy(streamlits_files / "index.html")),
        Middleware(MendedLinks),
        Middleware(PackedFiles, folder=streamlits_files / "static", path=f"{base}/static"),
        Middleware(PackedFiles, folder=PACKAGE_FILES, path=f"{base}/{PACKAGE_URL}"),
    ],
)
