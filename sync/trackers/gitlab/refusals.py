"""What GitLab's refusals say: in what form the reason comes, what keeps the bot from its work, and where to click.

Decides how a refusal is worded. Which answers are refusals, `client`, `project` and `issue` find out.
"""

from __future__ import annotations

from typing import Any, NoReturn

from mappings.language import gettext as _
from sync.errors import AuthFailed, Misconfigured, Rejected, TokenRefused
from sync.transport import Answer, Purpose, decoded

_UNAUTHORIZED = 401
READ_REFUSED = (_UNAUTHORIZED, 403)


def reason(answer: Answer) -> tuple[str, str]:
    """What a refusal says, and the field that it names. Its message may be a text, a list, or a dict by field."""
    try:
        data = decoded(answer.body)
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


def not_taken(fields: list[str], purpose: Purpose) -> Rejected:
    """What to say where GitLab took a write and left fields out of it."""
    words = {
        "title": _("title"),
        "description": _("description"),
        "milestone_id": _("milestone"),
        "parent_id": _("parent issue"),
        "start": _("start"),
        "due": _("due date"),
        "labels": _("labels"),
        "marker": _("the plan's key"),
        "status": _("status"),
        "comment": _("comment"),
        "page": _("wiki page"),
    }
    message = _("GitLab took the change and left out: {fields}")
    message = message.format(fields=", ".join(words[name] for name in fields))
    return Rejected("dropped", message, purpose, field=fields[0], hint=role_hint())


def archived(purpose: Purpose) -> AuthFailed:
    """Nobody may write in an archived project."""
    hint = _("take it out of the archive in Settings, General, Advanced, or the tracker out of the config")
    return AuthFailed(
        "project-archived", _("the project is archived: GitLab lets nobody write in it"), purpose, hint=hint
    )


def issues_disabled(purpose: Purpose) -> AuthFailed:
    """The project has no issues."""
    hint = _("switch them on in the project: Settings, General, Visibility, Issues")
    return AuthFailed("issues-disabled", _("the project has no issues: they are switched off"), purpose, hint=hint)


def wiki_disabled(purpose: Purpose) -> AuthFailed:
    """The project has no wiki."""
    hint = _(
        "switch it on in the project: Settings, General, Visibility, Wiki; or take publish: wiki out of the config"
    )
    return AuthFailed("wiki-off", _("the project has no wiki: it is switched off"), purpose, hint=hint)


def wiki_role_hint() -> str:
    """Where a role is given that may write in the wiki."""
    return _("give the bot the role Planner, or Developer or a higher one: in the project, Manage, Members")


def drops() -> str:
    """What GitLab does with the plan's fields where the role is too small."""
    return _(
        "without a word GitLab would leave out labels, milestone, dates and assignee, and it would refuse to make "
        "labels and milestones and to change issues"
    )


def role_hint() -> str:
    """Where a role is given."""
    return _("give the bot the role Planner or Reporter, or a higher one: in the project, Manage, Members")


def project_moved(path: str | None, purpose: Purpose) -> Misconfigured:
    """The project has another path now; at the old one GitLab takes no writes."""
    if path is None:
        message = _("the project has been moved or renamed")
    else:
        message = _("the project has been moved or renamed: it is «{project}» now").format(project=path)
    return Misconfigured(
        "project-moved", message, purpose, hint=_("put its new path, or its id, into project: in the config")
    )


def unsupported(words: str, purpose: Purpose) -> Rejected:
    """GitLab does not make tasks below issues."""
    message = _("GitLab does not hang tasks below issues here: {words}").format(words=words)
    hint = _("set hierarchy: links in the config, which every GitLab can do")
    return Rejected("hierarchy-unsupported", message, purpose, field="parent_id", hint=hint)


def _token_refused(body: str, purpose: Purpose) -> TokenRefused:
    """GitLab tells of a token that was good once what has become of it (lib/api/api_guard.rb)."""
    message = _("the tracker does not accept the token")
    hint = _("it may have expired or been revoked: compare it with the list of access tokens in GitLab")
    if "expired" in body or "revoked" in body:
        message = _("the token has expired") if "expired" in body else _("the token has been revoked")
        hint = _("make a new one with the scope «api» and put it in the place of the old one")
    return TokenRefused("token-refused", message, purpose, hint=hint)


def _words(said: Any) -> list[str]:
    if isinstance(said, dict):
        return [f"{name}: {word}" for name, value in said.items() for word in _words(value)]
    if isinstance(said, list):
        return [word for value in said for word in _words(value)]
    return [str(said)] if said else []
