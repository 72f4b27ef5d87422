"""When two spellings of a mail address are one correspondent, and when two domains are one.

Only compares; nothing of it is ever written to.
"""

from __future__ import annotations

import unicodedata

from mappings.addresses import ascii_domain, travelling
from notify.alerts.recipients import address_key


def correspondent(address: str) -> str:
    """The form in which two spellings of one address are equal, national domains as they travel."""
    plain = unicodedata.normalize("NFC", address.strip())
    return address_key(travelling(plain) or plain)


def domain_of(address: str) -> str:
    """The domain of an address in the form in which two spellings of it are equal; empty where there is none."""
    _local, at, domain = address.rpartition("@")
    return domain_key(domain) if at else ""


def domain_key(domain: str) -> str:
    """The form in which two spellings of one domain are equal; empty for what is no domain."""
    return (ascii_domain(unicodedata.normalize("NFC", domain)) or "").lower()
