"""Links that a messenger or a mail program has damaged: marks that it took for a part of the address, and &amp; for &."""

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MARKS: Final = ").,>;!]'\"*）。，"  # after which a link goes on only by mistake
FORMS: Final = tuple({form for mark in MARKS for form in (mark, quote(mark), quote(mark).lower()) if form.isascii()})


class MendedLinks:
    """ASGI middleware that sends who opens a page by such a link on to the mended address, so that Streamlit sees that one."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI scope."""
        if scope["type"] == "http" and scope["method"] == "GET":
            request = Request(scope)
            mended = mend(request.url.query)
            if mended != request.url.query and "text/html" in request.headers.get("accept", ""):
                await RedirectResponse(f"?{mended}", 307)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def mend(query: str) -> str:
    """The query without marks at its end; where a value has an opening bracket they stay. Between parameters is & again."""
    query = query.replace("&amp;", "&")
    while query.endswith(FORMS) and "(" not in query and "%28" not in query:
        query = query.removesuffix(next(form for form in FORMS if query.endswith(form)))
    return query
