"""Which web addresses may become links that others follow.

A text decides nothing here: an address of another kind, or of the machine itself, is no link.
"""

from __future__ import annotations

import re
from ipaddress import ip_address

from mappings.wording import clean

_WEB = re.compile(
    r"https?://(?:[^/?#@\s\\]*@)?(?:\[(?P<number>[0-9a-f:.]+)\]|(?P<name>[^\[\]/?#:@\s\\]+))(?::\d*)?(?:[/?#]\S*)?",
    re.IGNORECASE,
)


def web_link(url: str | None) -> str | None:
    """The address if it may become a link: http or https, on a machine that others can reach; else None."""
    if not url or clean(url) != url:
        return None
    found = _WEB.fullmatch(url)
    if found is None:
        return None
    return None if _is_own((found["number"] or found["name"]).lower()) else url


def _is_own(host: str) -> bool:
    """Whether a host is the machine itself, whoever asks."""
    if host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
