"""How a mail shows web addresses: which become links, and that none becomes one by itself.

Pure functions over text.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from mappings.wording import clean

_SCHEME = re.compile(r"\bhttps?://", re.IGNORECASE)


def plain(text: str) -> str:
    """The text with web addresses that a mail program will not turn into links."""
    return _SCHEME.sub("", text)


def web_link(url: str | None) -> str | None:
    """The address if it may become a link, that is, is http or https; else None."""
    if not url or clean(url) != url or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
