"""A mail address with a name: read from an operator's text, and written in a header.

What is an address at all is said in `mappings.addresses`; whether a server takes it, in `notify.delivery`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr

from mappings.addresses import travelling
from mappings.language import gettext as _
from mappings.wording import clean
from notify.errors import MailRefused

_NAME_LENGTH = 120  # characters of a display name

_MAILBOX = re.compile(r"^(?:(?P<name>[^<>]*)<(?P<address>[^<>]*)>|(?P<bare>[^<>]*))$")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ,.'&()-]{1,50}")


@dataclass(frozen=True)
class Mailbox:
    """A display name, which may be empty, and a mail address with its domain in ASCII."""

    name: str
    address: str

    @classmethod
    def parse(cls, text: str) -> Mailbox:
        """Read `Name <address>` or a bare address; raises `MailRefused` where it is neither."""
        match = _MAILBOX.match(clean(text))
        if match is None:
            raise _bad_address(text)
        name = (match["name"] or "").strip().strip('"').strip()
        return cls.of(name, match["bare"] if match["address"] is None else match["address"])

    @classmethod
    def of(cls, name: str, address: str) -> Mailbox:
        """A mailbox of these two; raises `MailRefused` where the address is none."""
        known = travelling(unicodedata.normalize("NFC", address.strip()))
        if known is None:
            raise _bad_address(address)
        return cls(in_header(name)[:_NAME_LENGTH].strip(), known)

    @property
    def domain(self) -> str:
        """The part after the @."""
        return self.address.rpartition("@")[2]

    def __str__(self) -> str:
        """The mailbox as it reads once decoded."""
        if self._plain:
            return formataddr((self.name, self.address))
        return f"{self.name} <{self.address}>" if self.name else self.address

    def header(self, header_name: str) -> Header | str:
        """The mailbox as the value of a header; a name that is not plain travels as encoded words."""
        if self._plain or (not self.name and self.address.isascii()):
            return str(self)
        header = Header(self.name, "utf-8", header_name=header_name) if self.name else Header(header_name=header_name)
        address = f"<{self.address}>" if self.name else self.address
        # as UTF-8 itself where it is not ASCII (RFC 6532): an address must not be written in encoded words
        header.append(address.encode().decode("ascii", "surrogateescape"), "us-ascii", "surrogateescape")
        return header

    @property
    def _plain(self) -> bool:
        return bool(_PLAIN_NAME.fullmatch(self.name)) and self.address.isascii()


def in_header(text: str) -> str:
    """The text as a header may carry it: one clean line without the opening of an encoded word."""
    return clean(text).replace("=?", "= ?")


def _bad_address(text: str) -> MailRefused:
    return MailRefused(
        "mail-address",
        _("“{address}” is no mail address").format(address=clean(text)),
        hint=_("write it as name@example.org or Name <name@example.org>"),
    )
