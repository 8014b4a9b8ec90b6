"""What the server does beside pages: headers and a cookie on its answers, mended links, packed files, and the stream of runs."""

from core.web.headers import CACHED, VISITOR_COOKIE, Headers, content_security_policy, owner_of
from core.web.mended_links import MendedLinks
from core.web.packed_files import PackedFiles, pack
from core.web.streams import Streams

__all__ = ["CACHED", "VISITOR_COOKIE", "Headers", "MendedLinks", "PackedFiles", "Streams", "content_security_policy", "owner_of", "pack"]
