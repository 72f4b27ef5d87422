"""What a config may name as a mail server: its name alone, and whether it is this machine."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator

from mappings.addresses import ascii_domain
from mappings.language import gettext as _
from mappings.operator_files.validation import InvalidValue, Text

_HOST_PORT = re.compile(r"[^:]+:\d+")


def _host(value: str) -> str:
    if value.startswith("[") or "/" in value or _HOST_PORT.fullmatch(value):
        hint = _("such as mail.example.org; the port stands in `port`, and `security` says how it is encrypted")
        raise InvalidValue(_("only the name of the mail server is expected"), hint)
    if ":" not in value and ascii_domain(value) is None:
        raise InvalidValue(_("this is no name of a server"), _("such as mail.example.org"))
    return value


Host = Annotated[Text, AfterValidator(_host)]
"""The name or the address of a mail server and nothing else."""


def is_here(host: str) -> bool:
    """Whether a host is this machine itself, so that nobody else can read along."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
