"""What keeps the bot from its work in a Redmine, and what Redmine refused or left out, in words with where to click.

Decides how a thing is said, and whether it stops the run since it would be so with every issue. Whether it is so,
`client`, `project` and `issue` find out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from mappings.language import gettext as _
from sync.errors import AuthFailed, Conflict, Misconfigured, Rejected, TokenRefused
from sync.trackers.redmine.payloads import Role
from sync.trackers.redmine.settings import RedmineSettings
from sync.transport import Answer, Purpose, decoded

_EVERYWHERE = ("tracker", "labels")  # what is left out of one issue would be left out of all
RIGHTS = ("view_issues", "add_issues", "edit_issues", "manage_subtasks", "manage_versions")


def right_label(right: str) -> str:
    """A right as the page of a role calls it."""
    labels = {
        "view_issues": _("View Issues"),
        "add_issues": _("Add issues"),
        "edit_issues": _("Edit issues"),
        "manage_subtasks": _("Manage subtasks"),
        "add_issue_notes": _("Add notes"),
        "manage_versions": _("Manage versions"),
        "manage_categories": _("Manage issue categories"),
        "view_wiki_pages": _("View wiki"),
        "edit_wiki_pages": _("Edit wiki pages"),
        "protect_wiki_pages": _("Protect wiki pages"),
    }
    return labels[right]


def rest_off(purpose: Purpose) -> AuthFailed:
    """The whole interface is off."""
    hint = _("an administrator ticks «Enable REST web service»: Administration, Settings, API")
    return AuthFailed("rest-off", _("Redmine's REST interface is switched off"), purpose, hint=hint)


def token_refused(purpose: Purpose) -> TokenRefused:
    """The key is nobody's, or that of a locked user: Redmine does not tell which."""
    hint = _("compare it with «My account», «API access key»; Administration, Users shows whether its user is locked")
    return TokenRefused("token-refused", _("the tracker does not accept the token"), purpose, hint=hint)


def project_closed(purpose: Purpose) -> AuthFailed:
    """Nobody may write in a closed project."""
    hint = _("open it again on its page, or take the tracker out of the config")
    return AuthFailed("project-closed", _("the project is closed: Redmine lets nobody write in it"), purpose, hint=hint)


def wiki_off(purpose: Purpose) -> AuthFailed:
    """The project has no wiki."""
    hint = _("tick «Wiki» in the project: Settings, Modules; or take publish: wiki out of the config")
    return AuthFailed("wiki-off", _("the project has no wiki: it is switched off"), purpose, hint=hint)


def right_missing(right: str, login: str, roles: Iterable[Role], purpose: Purpose) -> AuthFailed:
    """A right that is needed for what is about to be done."""
    message = _("the bot {login} lacks the right «{right}» in the project")
    message = message.format(login=login, right=right_label(right))
    return AuthFailed("right-missing", message, purpose, hint=right_hint(right, roles))


def sees_own_only(login: str, roles: Iterable[Role], purpose: Purpose) -> AuthFailed:
    """What another user has made of the plan the bot would not see, and make again."""
    message = _("the bot {login} sees only issues of its own, and would make again those made under another user")
    return AuthFailed("visibility-own", message.format(login=login), purpose, hint=visibility_hint(roles))


def field_unknown(name: str, settings: RedmineSettings, purpose: Purpose) -> Misconfigured:
    """A custom field of the config that issues of the tracker do not have, or do not show to the bot."""
    message = _("issues of the tracker «{tracker}» have no field «{field}»")
    message = message.format(tracker=settings.issue_tracker, field=name)
    return Misconfigured("field-unknown", message, purpose, hint=field_hint(name, settings))


def status_unknown(setting: str, name: str, closed: Iterable[str], purpose: Purpose) -> Misconfigured:
    """A status of the config that is no closed one of Redmine's."""
    message = _("Redmine has no closed status «{status}»; it has: {known}")
    message = message.format(status=name, known=", ".join(closed) or "—")
    hint = _("fix {setting}: in the config; the statuses stand in Administration, Issue statuses")
    return Misconfigured("closing-status-unknown", message, purpose, hint=hint.format(setting=setting))


def right_hint(right: str, roles: Iterable[Role]) -> str:
    """Where a right is given."""
    names = _names(roles)
    if not names:
        return _("add the bot in the project: Settings, Members")
    hint = _("an administrator ticks «{right}» in the role {roles}: Administration, Roles and permissions")
    return hint.format(right=right_label(right), roles=names)


def visibility_hint(roles: Iterable[Role]) -> str:
    """Where a role is let see all issues."""
    hint = _("an administrator sets «Issues visibility» of the role {roles} to «All issues»")
    return hint.format(roles=_names(roles))


def workflow_hint() -> str:
    """Where transitions between statuses are allowed."""
    return _("an administrator allows it for the bot's role and the tracker: Administration, Workflow")


def standard_field_hint() -> str:
    """Where a tracker gets a standard field."""
    return _("an administrator ticks it: Administration, Trackers, Standard fields")


def field_hint(name: str, settings: RedmineSettings) -> str:
    """Where a custom field is made."""
    hint = _(
        "an administrator makes it: Administration, Custom fields, New custom field, Issues; name «{field}», "
        "tracker «{tracker}», for all projects or for this one, used as a filter, visible to any users"
    )
    return hint.format(field=name, tracker=settings.issue_tracker)


def not_taken(fields: list[str], purpose: Purpose) -> Rejected | AuthFailed:
    """What to say where Redmine took a write and left fields out of it; `AuthFailed` where it would do so each time."""
    labels = {
        "title": _("title"),
        "description": _("description"),
        "milestone_id": _("version"),
        "parent_id": _("parent task"),
        "start": _("start date"),
        "due": _("due date"),
        "labels": _("category"),
        "marker": _("the plan's key"),
        "status": _("status"),
        "tracker": _("tracker"),
        "comment": _("comment"),
        "page": _("wiki page"),
    }
    message = _left_out([labels[name] for name in fields])
    if "parent_id" in fields:
        hint = _("the bot's role needs the right «{right}»").format(right=right_label("manage_subtasks"))
    elif "comment" in fields:
        hint = _("the bot's role needs the right «{right}»").format(right=right_label("add_issue_notes"))
    elif "status" in fields:
        hint = workflow_hint()
    elif "tracker" in fields:
        hint = _("let the bot's role add issues of this tracker: Administration, Roles and permissions")
    else:
        hint = _(
            "see in Administration, Workflow, Fields permissions whether they are read-only for the bot's role, and in "
            "the tracker whether it has them"
        )
    if any(name in _EVERYWHERE for name in fields):
        return AuthFailed("dropped", message, purpose, hint=hint)
    return Rejected("dropped", message, purpose, field=fields[0], hint=hint)


def status_not_taken(purpose: Purpose) -> Rejected:
    """What to say where Redmine took a change of status and left it out."""
    return Rejected("dropped", _left_out([_("status")]), purpose, field="status", hint=workflow_hint())


def refuse(answer: Answer, purpose: Purpose) -> NoReturn:
    """Raise what a 422 says. It says nothing at all where the lock version was stale."""
    try:
        errors = decoded(answer.body)["errors"]
    except (ValueError, TypeError, LookupError):
        errors = None
    words = [str(one) for one in errors or ()]
    if errors == []:
        raise Conflict("stale", _("somebody else has changed this meanwhile"), purpose)
    text = "; ".join(words) or _("it gives no reason")
    hint = _(
        "where it asks for a field that Vekha does not fill, an administrator gives that a default value or takes "
        "«Required» off: Administration, Custom fields; Administration, Workflow, Fields permissions"
    )
    raise Rejected("refused", _("Redmine refuses this: {words}").format(words=text), purpose, hint=hint)


def may_not_see(purpose: Purpose) -> AuthFailed:
    """The list of the project's issues is kept from the bot."""
    message = _("the bot may not see the project's issues")
    hint = _("its role needs the right «View Issues», and the project the module «Issue tracking»")
    return AuthFailed("right-missing", message, purpose, hint=hint)


def _left_out(names: Iterable[str]) -> str:
    return _("Redmine took the change and left out: {fields}").format(fields=", ".join(names))


def _names(roles: Iterable[Role]) -> str:
    return ", ".join(f"«{role.name}»" for role in roles)
