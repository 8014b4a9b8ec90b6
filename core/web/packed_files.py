"""Static files compressed once for all visitors: Streamlit sends its own as they are, 10 MB for a first visit."""

import asyncio
import gzip
import mimetypes
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.web.headers import CACHED

PACKED: Final = (".js", ".css")  # pictures and fonts are compressed already


def pack(content: bytes) -> bytes:
    """What a browser unpacks that accepts gzip."""
    return gzip.compress(content, compresslevel=9, mtime=0)


class PackedFiles:
    """ASGI middleware: answers for the scripts and style sheets in `folder`, whose names hold a hash of their content, under `path`."""

    def __init__(self, app: ASGIApp, folder: Path, path: str):
        self._app, self._path = app, f"{path}/"
        self._files = {f"/{file.relative_to(folder).as_posix()}": file for file in folder.rglob("*") if file.suffix in PACKED}
        self._packing: dict[str, asyncio.Task[bytes]] = {}  # all that was asked for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI scope."""
        asked = scope.get("path", "").removeprefix(self._path.rstrip("/"))
        is_get = scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(self._path)
        if not is_get or asked not in self._files or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self._app(scope, receive, send)
            return
        if asked not in self._packing:  # the first who ask for it wait for one packing
            self._packing[asked] = asyncio.create_task(asyncio.to_thread(lambda: pack(self._files[asked].read_bytes())))
        try:
            content = await asyncio.shield(self._packing[asked])
        except OSError:  # it may be there the next time
            self._packing.pop(asked, None)
            raise
        headers = CACHED | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        await Response(content, headers=headers, media_type=mimetypes.guess_type(asked)[0])(scope, receive, send)
