"""What an operator answers on the first day, and whether an answer can stand in a config. It asks nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from typing import Any

from pydantic import BaseModel

from mappings.errors import ConfigError
from mappings.operator_files.validation import validate
from sync.config.alerting import RecipientSettings

KIND = "kind"
SERVERS = ("redmine", "gitlab")


@dataclass(frozen=True)
class Recipient:
    """One who is told everything."""

    name: str
    email: str


@dataclass(frozen=True)
class Answers:
    """All that a config is made of. `tracker` and `mail` are its blocks, with their kind; secrets are in neither.

    `secrets` are what was typed, by the name of the file beside the config in which it is to lie.
    """

    language: str
    key: str
    name: str
    plan_file: str
    tracker: Mapping[str, str]
    mail: Mapping[str, str]
    recipients: tuple[Recipient, ...]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def as_setting(model: type[BaseModel], name: str, value: str, *, option: str) -> str:
    """A value as it may stand in a block, without the blanks around it; raises `ConfigError` for what may not.

    `option` is how the error names it.
    """
    data: dict[str, Any] = {name: value.strip()}
    checked = validate(model, data, {}, option)
    if isinstance(checked, list):
        wrong = [one for one in checked if one.code != "key-missing"]  # the others are asked for on their own
        told = [replace(one, place=option, message=one.message.removeprefix(f"{name}: ")) for one in wrong]
        if told:
            raise ConfigError(told)
    return value.strip()


def as_recipient(text: str, *, option: str) -> Recipient:
    """A recipient of `Name <address>` or of an address alone; raises `ConfigError`."""
    name, address = parseaddr(text.strip())
    email = as_setting(RecipientSettings, "email", address or text, option=option)
    return Recipient(as_setting(RecipientSettings, "name", name or email, option=option), email)
