"""What a config may say of Vekha's own upkeep: how whoever runs it learns that it no longer does its work."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from mappings.language import gettext as _
from mappings.operator_files.validation import Address, Block, InvalidValue, Text
from sync.transport.addresses import is_web_address


def _ping(url: str) -> str:
    if not is_web_address(url):  # what stands there may be a secret, and is not repeated
        hint = _("such as https://hc-ping.com/UUID/start")
        raise InvalidValue(_("an address that begins with https:// or http:// is expected"), hint)
    return url


Ping = Annotated[Text, AfterValidator(_ping)]
"""An address that is asked; all of it but the host may be a secret."""


class PingSettings(Block):
    """Which addresses are asked when a run starts, and when it ends well or otherwise."""

    start: Ping | None = Field(default=None, repr=False)
    success: Ping | None = Field(default=None, repr=False)
    failure: Ping | None = Field(default=None, repr=False)


class OperatorSettings(Block):
    """How the operator learns of it: by mail, a file for monitoring, addresses that are asked."""

    email: Address | None = None
    stamp: Text | None = None
    ping: PingSettings = PingSettings()

    @property
    def pings(self) -> dict[str, str]:
        """The addresses that are set, by when they are asked."""
        return {name: url for name, url in self.ping.model_dump().items() if url is not None}
