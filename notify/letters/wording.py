"""How a mail shows web addresses: which become links, and that none becomes one by itself.

Pure functions over text.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from mappings.wording import clean

_SCHEME = re.compile(r"\bhttps?://", re.IGNORECASE)


def plain(text: str) -> str:
    """The text with web addresses that a mail program will not turn into links."""
    return _SCHEME.sub("", text)


def web_link(url: str | None) -> str | None:
    """The address if it may become a link: http or https, on a machine that others can reach; else None."""
    if not url or clean(url) != url or " " in url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host and not _is_own(host) else None


def _is_own(host: str) -> bool:
    """Whether a host is the machine itself, whoever asks."""
    if host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
