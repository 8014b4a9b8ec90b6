"""What the server adds to every HTTP response: security headers, and a cookie that recognises a visitor's runs later."""

import base64
import hashlib
import re
import secrets
from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

VISITOR_COOKIE: Final = "visitor"  # the cookie's name
YEAR_SECONDS: Final = 31_536_000
CACHED: Final = {"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"}  # for addresses that name their content


def owner_of(cookie: str) -> str:
    """What the store keeps of a visitor's secret cookie: its SHA-256, so that the store reveals no secret."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def content_security_policy(index_html: Path) -> str:
    """Only what this server sends may run; the inline scripts of `index_html` are allowed by their hash."""
    scripts = re.findall(r"<script>(.*?)</script>", index_html.read_text(encoding="utf-8"), re.DOTALL)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts)
    return (
        f"default-src 'self'; script-src 'self' blob: {hashes}; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; "
        "frame-ancestors 'none'; base-uri 'self'; object-src 'none'"
    )


class Headers:
    """ASGI middleware; websockets pass through untouched."""

    def __init__(self, app: ASGIApp, policy: str):
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI scope."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        known = VISITOR_COOKIE in Request(scope).cookies

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                if not known and headers.get("content-type", "").startswith("text/html"):
                    value = f"{VISITOR_COOKIE}={secrets.token_hex(16)}; Path=/; Max-Age={YEAR_SECONDS}; HttpOnly; SameSite=Lax"
                    headers.append("Set-Cookie", value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
