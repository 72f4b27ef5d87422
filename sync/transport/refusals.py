"""Which error a refusal is, by its status alone. What a tracker says in its body is the adapter's to read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import urlsplit

from mappings.language import gettext as _
from sync.errors import AuthFailed, Conflict, Misconfigured, NotFound, Purpose, Rejected

_BROKEN = re.compile("[\0\ud800-\udfff]")


def refuse_broken_text(body: Any, purpose: Purpose) -> None:
    """Raise `Rejected` for what is no text: trackers fail at NUL, and half a surrogate pair is no character."""
    if isinstance(body, Mapping | list | tuple):
        for value in body.values() if isinstance(body, Mapping) else body:
            refuse_broken_text(value, purpose)
    elif isinstance(body, str) and _BROKEN.search(body):
        raise Rejected("text-invalid", _("the value is not valid text"), purpose)


def refuse(status: int, headers: Mapping[str, str], purpose: Purpose) -> NoReturn:
    """Raise the error of a redirect or a 4xx."""
    if status < 400:  # noqa: PLR2004
        place = urlsplit(headers.get("Location", ""))
        message = _("the tracker sends on to another address: {place}")
        message = message.format(place=f"{place.scheme}://{place.hostname}{place.path}")
        raise Misconfigured("tracker-moved", message, purpose, hint=_("check url: in the config"))
    if status == 401:  # noqa: PLR2004
        hint = _("check the token, and that its user is not locked")
        raise AuthFailed("token-refused", _("the tracker does not accept the token"), purpose, hint=hint)
    if status == 403:  # noqa: PLR2004
        raise AuthFailed("forbidden", _("the tracker does not allow this"), purpose, hint=_("run `vekha check`"))
    if status in (404, 410):
        raise NotFound("not-found", _("the tracker does not have this, or does not show it"), purpose)
    if status == 409:  # noqa: PLR2004
        raise Conflict("stale", _("somebody else has changed this meanwhile"), purpose)
    raise Rejected("refused", _("the tracker refused this with {status}").format(status=status), purpose)
