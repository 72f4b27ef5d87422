"""What a config may say of answers by mail: to which address, from which mailbox they are read, what is asked of them.

The keys and what each means stand in docs/replies.md; who may answer is decided in `notify.replies.admission`.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from mappings.addresses import is_address
from mappings.language import gettext as _
from mappings.operator_files.validation import Address, Block, InvalidValue, Text
from sync.config.servers import Host, is_here

LONGEST_NAME = 20  # signs before the @; the signed part takes the other 44 that a mail server lets through
_SERVER_ID = re.compile(r'[^\s;=()"\\]+')


def _signable(address: str) -> str:
    local, _at, domain = address.rpartition("@")
    hint = _("such as otvet@example.org: an address of its own, which nobody else reads")
    if not local.isascii() or "+" in local:
        raise InvalidValue(_("Latin letters and no + are expected before the @: the signed part comes there"), hint)
    if len(local) > LONGEST_NAME or not is_address(f"{'x' * 64}@{domain}"):
        message = _("at most {limit} characters are expected before the @: the signed part takes the rest")
        raise InvalidValue(message.format(limit=LONGEST_NAME), hint)
    return address


class RepliesSettings(Block):
    """Where answers go and from where they are read. Without a `port` it is the one that goes with `security`.

    `taken` and `refused` are folders into which mails are moved; without one they stay where they are.
    """

    address: Annotated[Address, AfterValidator(_signable)]
    host: Host
    port: int | None = Field(default=None, ge=1, le=65_535)
    security: Literal["tls", "starttls", "none"] = "tls"
    password_env: Text | None = None
    password_file: Text | None = None
    username: Text
    ca_file: Text | None = None
    folder: Text = "INBOX"
    taken: Text | None = None
    refused: Text | None = None
    key_file: Text
    valid_days: int = Field(default=60, ge=1, le=366)
    require: Literal["dmarc", "token"] = "dmarc"
    authserv_id: Text | None = Field(default=None, validate_default=True)
    per_run: int = Field(default=200, ge=1, le=10_000)
    per_day: int = Field(default=20, ge=1, le=1_000)

    @field_validator("security")
    @classmethod
    def _unencrypted_here_alone(cls, security: str, others: ValidationInfo) -> str:
        host = others.data.get("host")
        if security == "none" and host is not None and not is_here(host):
            message = _("without encryption only a mail server on this machine is asked")
            raise InvalidValue(message, _("write tls or starttls"))
        return security

    @field_validator("username")
    @classmethod
    def _one_password(cls, username: str, others: ValidationInfo) -> str:
        named = [others.data[key] for key in ("password_env", "password_file") if key in others.data]
        if len(named) - named.count(None) != 1:
            message = _("with it one of password_env and password_file is expected")
            raise InvalidValue(message, _("such as password_file: otvet.key"))
        return username

    @field_validator("ca_file")
    @classmethod
    def _an_authority_of_something(cls, file: str, others: ValidationInfo) -> str:
        if others.data.get("security") == "none":
            raise InvalidValue(_("ca_file goes with security: starttls or tls"), _("leave one of them out"))
        return file

    @field_validator("taken", "refused")
    @classmethod
    def _another_folder(cls, folder: str, others: ValidationInfo) -> str:
        if folder.casefold() == str(others.data.get("folder")).casefold():  # INBOX has no case
            message = _("another folder is expected than the one that is read")
            raise InvalidValue(message, _("leave the key out, and mails stay where they are"))
        return folder

    @field_validator("authserv_id")
    @classmethod
    def _whose_word_counts(cls, server: str | None, others: ValidationInfo) -> str | None:
        if server is None and others.data.get("require") == "dmarc":
            message = _("with require: dmarc the key «authserv_id» is expected")
            hint = _("it is the first word of the Authentication-Results that your mail server writes")
            raise InvalidValue(message, hint)
        if server is not None and not _SERVER_ID.fullmatch(server):
            raise InvalidValue(_("one word is expected"), _("such as mx.example.org"))
        return server

    @property
    def served_port(self) -> int:
        """The port, the usual one where none is set."""
        return self.port or {"tls": 993, "starttls": 143, "none": 143}[self.security]
