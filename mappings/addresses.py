"""What is a mail address, and its domain as it travels: national letters as xn--.

Before the @ any letters are allowed; whether a mail server takes such an address, only the server knows.
"""

from __future__ import annotations

import re

import idna

_LOCAL_LENGTH, _LENGTH = 64, 254  # bytes: before the @, and in all (RFC 5321)
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")


def is_address(text: str) -> bool:
    """Whether a text is a mail address and nothing else."""
    return travelling(text) is not None


def travelling(address: str) -> str | None:
    """An address with its domain in ASCII; None where it is none."""
    local, _at, domain = address.rpartition("@")
    there = ascii_domain(domain)
    if there is None or not _LOCAL.fullmatch(local) or len(local.encode("utf-8", "replace")) > _LOCAL_LENGTH:
        return None
    return f"{local}@{there}" if len(local.encode()) + len(there) < _LENGTH else None


def ascii_domain(domain: str) -> str | None:
    """A domain in ASCII; None where it is none."""
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    return domain if _DOMAIN.fullmatch(domain) and len(domain) < _LENGTH else None
