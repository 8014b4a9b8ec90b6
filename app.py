"""The server: Streamlit's ASGI application over pages/router.py. Start it with `streamlit run app.py`."""

from pathlib import Path

import plotly
import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from pages.ui.components.figure import PLOTLY_JS


async def plotly_js(_: Request) -> FileResponse:
    """plotly.js as the plotly package carries it; its name holds its version, so a browser fetches it once."""
    source = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return FileResponse(source, headers={"Cache-Control": "public, max-age=31536000, immutable"})


app = st.App("pages/router.py", routes=[Route(f"/{PLOTLY_JS}", plotly_js)])
