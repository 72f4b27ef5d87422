"""Logging in to a mail server with a name and a password, in whatever letters they are.

`smtplib` takes only ASCII for both. PLAIN and LOGIN show the password to whoever reads the line, so that over an
unencrypted one CRAM-MD5 comes first.
"""

from __future__ import annotations

import base64
import hmac
from binascii import Error as NotBase64

from notify.delivery.causes import Reply
from notify.delivery.line import Line
from notify.line_faults import Garbled

_GO_ON = 334
_HIDDEN = ("CRAM-MD5",)
_OPEN = ("PLAIN", "LOGIN")


def mechanisms(line: Line) -> tuple[str, ...]:
    """The ways to log in that a server offers."""
    return tuple(dict.fromkeys(line.esmtp_features.get("auth", "").upper().split()))


def log_in(line: Line, username: str, password: str, *, encrypted: bool) -> Reply | None:
    """The reply to a login by the best way that is offered; None where none of them is known here."""
    known = _OPEN + _HIDDEN if encrypted else _HIDDEN + _OPEN
    way = next((one for one in known if one in mechanisms(line)), None)
    if way == "PLAIN":
        both = f"\0{username}\0{password}"
        return line.ask("AUTH", f"PLAIN {_coded(both.encode())}")
    if way == "LOGIN":
        reply = line.ask("AUTH", f"LOGIN {_coded(username.encode())}")
        return line.ask(_coded(password.encode())) if reply.code == _GO_ON else reply
    if way == "CRAM-MD5":
        reply = line.ask("AUTH", "CRAM-MD5")
        if reply.code != _GO_ON:
            return reply
        proof = hmac.digest(password.encode(), _challenge(reply), "md5").hex()
        return line.ask(_coded(f"{username} {proof}".encode()))
    return None


def _challenge(reply: Reply) -> bytes:
    try:
        return base64.b64decode(reply.text, validate=True)
    except (NotBase64, ValueError):
        raise Garbled from None


def _coded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
