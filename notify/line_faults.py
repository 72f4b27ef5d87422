"""What goes wrong on a line to a server of mail, whichever way the mail goes: told by type and number, never by words.

It words nothing: what is to be done about it depends on what the server was asked for.
"""

from __future__ import annotations

import ssl
from enum import StrEnum

from mappings.wording import clean

_OTHER_HOST = (62, 64)  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
_OTHER_TIME = (9, 10)  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"})


class Broken(Exception):
    """The line to the server is of no more use: it was closed, it is silent, or what comes is no reply."""


class Closed(Broken):
    """The other side, or something between, has closed the line."""


class Silent(Broken):
    """No whole reply came in the time for it."""


class Garbled(Broken):
    """What came is no reply of a mail server's."""


class Handshake(StrEnum):
    """Why a line could not be encrypted, or is not to whom it should be."""

    BROKEN_OFF = "broken-off"
    NO_TLS = "no-tls"  # what answers speaks none
    DISAGREED = "disagreed"  # both sides know no common way
    OTHER_HOST = "other-host"  # the certificate is for another name
    OTHER_TIME = "other-time"  # it has expired, or is not yet valid
    UNTRUSTED = "untrusted"  # it is signed by nobody who is trusted here


def handshake_fault(error: ssl.SSLError) -> Handshake:
    """Why the line could not be encrypted."""
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _OTHER_HOST:
            return Handshake.OTHER_HOST
        return Handshake.OTHER_TIME if error.verify_code in _OTHER_TIME else Handshake.UNTRUSTED
    reason = error.reason or ""
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or "UNEXPECTED_EOF" in reason:
        return Handshake.BROKEN_OFF
    return Handshake.NO_TLS if reason in _NO_TLS else Handshake.DISAGREED


def untrusted_since(error: ssl.SSLError) -> str:
    """Why a certificate is not trusted, in OpenSSL's words, harmless to a terminal."""
    return clean(error.verify_message) if isinstance(error, ssl.SSLCertVerificationError) else ""
