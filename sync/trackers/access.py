"""How a tracker on a server is reached: its address, its project and the token, as the config says them.

Decides what may be set and what can be a token. It asks no server; the token itself never stands in the config.
"""

from __future__ import annotations

import ssl
from contextlib import suppress
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, field_validator, model_validator

from mappings.language import gettext as _
from mappings.operator_files.validation import Block, InvalidValue, Text
from sync.config.secret import Secret, read_secret, readable
from sync.errors import AuthFailed, Misconfigured, Purpose
from sync.transport.addresses import ascii_url, shown


def _as_text(value: Any) -> Any:
    """A name may be a number, such as that of a project."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Name = Annotated[Text, BeforeValidator(_as_text)]
"""A name, or the number that stands for it."""


class Access(Block):
    """What the settings of every tracker on a server have in common. `tracker` is its name in errors.

    `public_url` is where people open the tracker's pages, where that is another address than Vekha's own way to it.
    """

    tracker: ClassVar[str]

    url: Text
    public_url: Text | None = None
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

    @field_validator("url", "public_url")
    @classmethod
    def _address(cls, text: str | None) -> str | None:
        if text is None:
            return None
        try:
            parts = urlsplit(text)
            known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
            ascii_url(text)
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
    return token_of(read_secret(folder, variable=settings.token_env, file=settings.token_file), settings)


def token_of(secret: Secret, settings: Access | type[Access]) -> str:
    """The token that is in a secret. Raises `AuthFailed` where there is nothing in it, or what can be no token."""
    token, place = secret.text, secret.place
    if not token:
        raise _no_token("token-missing", _("there is no key in {place}").format(place=place), settings)
    if not token.isascii() or not token.isprintable() or " " in token:
        raise _no_token("token-invalid", _("what stands in {place} cannot be a key").format(place=place), settings)
    return token


def ca_path(settings: Access, folder: str) -> str | None:
    """The file of the authority, where one is set.

    Raises `FileUnreadable` where it cannot be read, `Misconfigured` where no certificate stands in it.
    """
    return None if settings.ca_file is None else authority(readable(folder, settings.ca_file), settings)


def authority(path: str, settings: Access | type[Access]) -> str:
    """The path of an authority's certificate; raises `Misconfigured` where none stands in the file."""
    authorities = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with suppress(ssl.SSLError):
        authorities.load_verify_locations(path)
    if not authorities.cert_store_stats()["x509"]:
        message = _("there is no certificate in {file}").format(file=path)
        hint = _("a file in PEM is expected in ca_file: it holds a line -----BEGIN CERTIFICATE-----")
        raise Misconfigured("ca-file-broken", message, Purpose(settings.tracker, "check"), hint=hint)
    return path


def not_there(url: str, purpose: Purpose) -> Misconfigured:
    """At the address something answers that has not even a word for who is asking: it is no such tracker."""
    message = _("there is no such tracker at {url}").format(url=shown(url))
    hint = _("check url: in the config; a path such as /{tracker} may be missing or too much")
    return Misconfigured("tracker-not-there", message, purpose, hint=hint.format(tracker=purpose.tracker))


def _no_token(code: str, message: str, settings: Access | type[Access]) -> AuthFailed:
    return AuthFailed(code, message, Purpose(settings.tracker, "check"), hint=settings.token_hint())
