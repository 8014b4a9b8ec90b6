"""What the server does beside pages: headers and a cookie on its answers, packed files, and the stream by which runs are followed."""

from core.web.headers import CACHED, VISITOR_COOKIE, Headers, content_security_policy, owner_of
from core.web.packed_files import PackedFiles, pack
from core.web.streams import Streams

__all__ = ["CACHED", "VISITOR_COOKIE", "Headers", "PackedFiles", "Streams", "content_security_policy", "owner_of", "pack"]
