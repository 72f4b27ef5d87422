"""How a mail shows web addresses: none becomes a link by itself."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"\bhttps?://", re.IGNORECASE)


def plain(text: str) -> str:
    """The text with web addresses that a mail program will not turn into links."""
    return _SCHEME.sub("", text)
