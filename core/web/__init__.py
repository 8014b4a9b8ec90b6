"""What the server does beside pages: headers and a cookie on its answers, and the stream by which runs are followed."""

from core.web.headers import VISITOR_COOKIE, YEAR_SECONDS, Headers, content_security_policy, owner_of
from core.web.streams import Streams

__all__ = ["VISITOR_COOKIE", "YEAR_SECONDS", "Headers", "Streams", "content_security_policy", "owner_of"]
