"""Which web addresses may become links that others follow.

A text decides nothing here: an address of another kind, or of the machine itself, is no link.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from mappings.wording import clean


def web_link(url: str | None) -> str | None:
    """The address if it may become a link: http or https, on a machine that others can reach; else None."""
    if not url or clean(url) != url or set(url) & {" ", "\\"}:  # browsers take a backslash for a slash
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - a port that is no number is an error
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
