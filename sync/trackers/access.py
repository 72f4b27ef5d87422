"""How a tracker on a server is reached: its address, its project and the token, as the config says them.

Decides what may be set, and reads the token and the authority's file. It asks no server; the token itself never
stands in the config.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, field_validator, model_validator

from mappings.errors import FileUnreadable
from mappings.language import gettext as _
from mappings.operator_files.validation import Block, InvalidValue, Text
from sync.errors import AuthFailed, Purpose


def _as_text(value: Any) -> Any:
    """A name may be a number, such as that of a project."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Name = Annotated[Text, BeforeValidator(_as_text)]
"""A name, or the number that stands for it."""


class Access(Block):
    """What the settings of every tracker on a server have in common. `tracker` is its name in errors."""

    tracker: ClassVar[str]

    url: Text
    project: Name
    token_env: Text | None = None
    token_file: Text | None = None
    ca_file: Text | None = None
    in_flight_seconds: float = Field(default=60.0, ge=0, le=86_400)
    full_pull_every: float = Field(default=24.0, ge=0, le=8_784)  # hours

    @classmethod
    def url_hint(cls) -> str:
        """What an address looks like."""
        raise NotImplementedError

    @classmethod
    def token_hint(cls) -> str:
        """Where the tracker shows or makes a token."""
        raise NotImplementedError

    @field_validator("url")
    @classmethod
    def _address(cls, text: str) -> str:
        try:
            parts = urlsplit(text)
            known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            known = False
        if not known:
            raise InvalidValue(_("an address that begins with https:// or http:// is expected"))
        if parts.username is not None or parts.query or parts.fragment:
            raise InvalidValue(_("only a host and a path are expected in the address"), cls.url_hint())
        return text.rstrip("/")

    @model_validator(mode="after")
    def _one_token(self) -> Self:
        if (self.token_env is None) == (self.token_file is None):
            hint = _("such as token_env: {variable}").format(variable=f"VEKHA_{self.tracker.upper()}_TOKEN")
            raise InvalidValue(_("one of token_env and token_file is expected"), hint)
        return self


def read_token(settings: Access, folder: str) -> str:
    """The token. Raises `AuthFailed` where it is not set, `FileUnreadable` where its file cannot be read."""
    if settings.token_file is None:
        place, found = f"${settings.token_env}", os.environ.get(settings.token_env or "", "")
    else:
        place, found = settings.token_file, _contents(Path(folder, settings.token_file))
    token = found.strip()
    if not token:
        raise _no_token("token-missing", _("there is no key in {place}").format(place=place), settings)
    if not token.isascii() or not token.isprintable() or " " in token:
        message = _("what stands in {place} cannot be a key").format(place=place)
        raise _no_token("token-invalid", message, settings)
    return token


def ca_path(settings: Access, folder: str) -> str | None:
    """The file of the authority, where one is set; raises `FileUnreadable` where it cannot be read."""
    if settings.ca_file is None:
        return None
    path = Path(folder, settings.ca_file)
    _contents(path)
    return str(path)


def _contents(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint = _("check that the file exists and may be read")
        raise FileUnreadable("secret-unreadable", reason, hint=hint, place=str(path)) from None


def _no_token(code: str, message: str, settings: Access) -> AuthFailed:
    return AuthFailed(code, message, Purpose(settings.tracker, "check"), hint=settings.token_hint())
