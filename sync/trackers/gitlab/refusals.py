"""What GitLab's refusals say: in what form the reason comes, and what keeps the bot out altogether.

Decides how a refusal is worded. Which answers are refusals, and what is done about them, is decided elsewhere.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from mappings.language import gettext as _
from sync.errors import AuthFailed
from sync.transport import Answer, Purpose

_UNAUTHORIZED = 401
READ_REFUSED = (_UNAUTHORIZED, 403)


def reason(answer: Answer) -> tuple[str, str]:
    """What a refusal says, and the field that it names. Its message may be a text, a list, or a dict by field."""
    try:
        data = json.loads(answer.body)
    except ValueError:
        data = None
    said = (data.get("message") or data.get("error") or data.get("errors")) if isinstance(data, dict) else None
    field = next(iter(said), "") if isinstance(said, dict) else ""
    return "; ".join(_words(said)) or _("it gives no reason"), str(field)


def shut_out(answer: Answer, purpose: Purpose) -> NoReturn:
    """Raise what a 401 or a 403 says: of the token, of its scope, or of the bot's role."""
    words, _field = reason(answer)
    body = answer.body.decode(errors="replace")
    if answer.status == _UNAUTHORIZED:
        raise _token_refused(body, purpose)
    if "insufficient_scope" in body:
        message = _("the token may only read: it lacks the scope «api»")
        if purpose.operation in ("fetch", "find"):
            message = _("the token lacks the scope «api», or «read_api» where nothing is written")
        hint = _("make a token with the scope «api»; the scopes of a token cannot be changed")
        raise AuthFailed("scope-missing", message, purpose, hint=hint)
    message = _("GitLab does not allow this to the bot: {words}").format(words=words)
    hint = _("run `vekha check`; the bot needs the role Reporter, Planner or a higher one in the project")
    raise AuthFailed("right-missing", message, purpose, hint=hint)


def _token_refused(body: str, purpose: Purpose) -> AuthFailed:
    """GitLab tells of a token that was good once what has become of it (lib/api/api_guard.rb)."""
    message = _("the tracker does not accept the token")
    hint = _("it may have expired or been revoked: compare it with the list of access tokens in GitLab")
    if "expired" in body or "revoked" in body:
        message = _("the token has expired") if "expired" in body else _("the token has been revoked")
        hint = _("make a new one with the scope «api» and put it in the place of the old one")
    return AuthFailed("token-refused", message, purpose, hint=hint)


def _words(said: Any) -> list[str]:
    if isinstance(said, dict):
        return [f"{name}: {word}" for name, value in said.items() for word in _words(value)]
    if isinstance(said, list):
        return [word for value in said for word in _words(value)]
    return [str(said)] if said else []
