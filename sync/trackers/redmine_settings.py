"""What the config says of a Redmine: `tracker: {kind: redmine, …}`, and the key it is worked with.

Decides what may be set. It asks no server, and the key itself never stands in the config.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from mappings.errors import FileUnreadable
from mappings.language import gettext as _
from mappings.validation import Block, InvalidValue, Text
from sync.errors import AuthFailed

TRACKER = "redmine"


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise InvalidValue(_("an address that begins with https:// or http:// is expected"))
    if parts.username is not None or parts.query or parts.fragment:
        hint = _("such as https://redmine.example.org or https://example.org/redmine")
        raise InvalidValue(_("only a host and a path are expected in the address"), hint)
    return text.rstrip("/")


def _as_text(value: Any) -> Any:
    """A name may be a number: that of the project, the tracker, the field or the status."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Name = Annotated[Text, BeforeValidator(_as_text)]


class RedmineSettings(Block):
    """Names may be ids too. `project` goes by its identifier; the fields and statuses by what the pages show."""

    url: Annotated[Text, AfterValidator(_url)]
    project: Name
    issue_tracker: Name
    token_env: Text | None = None
    token_file: Text | None = None
    marker_field: Name | None = None
    fact_field: Name | None = None
    done_status: Name | None = None
    cancelled_status: Name | None = None
    version_sharing: Literal["none", "descendants", "hierarchy", "tree", "system"] = "none"
    ca_file: Text | None = None
    in_flight_seconds: float = Field(default=60.0, ge=0, le=86_400)
    full_pull_every: float = Field(default=24.0, ge=0, le=8_784)  # hours

    @model_validator(mode="after")
    def _one_token(self) -> Self:
        if (self.token_env is None) == (self.token_file is None):
            hint = _("such as token_env: VEKHA_REDMINE_TOKEN")
            raise InvalidValue(_("one of token_env and token_file is expected"), hint)
        return self


def read_token(settings: RedmineSettings, folder: str) -> str:
    """The API key. Raises `AuthFailed` where it is not set, `FileUnreadable` where its file cannot be read."""
    if settings.token_file is None:
        place, found = f"${settings.token_env}", os.environ.get(settings.token_env or "", "")
    else:
        place, found = settings.token_file, _contents(Path(folder, settings.token_file))
    token = found.strip()
    if not token:
        raise _no_token("token-missing", _("there is no key in {place}").format(place=place))
    if not token.isascii() or not token.isprintable() or " " in token:
        raise _no_token("token-invalid", _("what stands in {place} cannot be a key").format(place=place))
    return token


def ca_path(settings: RedmineSettings, folder: str) -> str | None:
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


def _no_token(code: str, message: str) -> AuthFailed:
    hint = _("the key stands in Redmine under «My account», «API access key»")
    return AuthFailed(code, message, tracker=TRACKER, operation="check", hint=hint)
