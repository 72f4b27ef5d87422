"""What a Redmine project offers the bot: its tracker, fields, statuses, rights and people, each asked for once.

Decides which id a name of the config means, and whether the bot may do a thing before it is tried: Redmine drops
what it does not allow without a word. It writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from mappings.language import gettext as _
from mappings.mapping import DEFAULT_STATUSES
from mappings.progress import Status as Meaning
from sync.errors import AuthFailed
from sync.trackers.redmine_client import RedmineClient, not_found, parsed, rejected
from sync.trackers.redmine_payloads import (
    PROJECT_CLOSED,
    Issue,
    Membership,
    Named,
    Project,
    Role,
    Status,
    User,
)
from sync.trackers.redmine_settings import TRACKER, RedmineSettings
from sync.transport import Purpose


def right_label(right: str) -> str:
    """A right as the page of a role calls it."""
    labels = {
        "view_issues": _("View Issues"),
        "add_issues": _("Add issues"),
        "edit_issues": _("Edit issues"),
        "manage_subtasks": _("Manage subtasks"),
        "add_issue_notes": _("Add notes"),
        "manage_versions": _("Manage versions"),
    }
    return labels[right]


RIGHTS = ("view_issues", "add_issues", "edit_issues", "manage_subtasks", "manage_versions")


class RedmineProject:
    """The project of the config, as the bot sees it."""

    def __init__(self, client: RedmineClient, settings: RedmineSettings) -> None:
        self._client = client
        self._settings = settings
        self._project: Project | None = None
        self._me: User | None = None
        self._roles: tuple[Role, ...] | None = None
        self._statuses: tuple[Status, ...] | None = None
        self.fields_seen = False  # whether an issue of the tracker has shown which fields there are
        self._fields: dict[str, int] = {}
        self._people: dict[str, int] | None = None

    # --- the project and its tracker ---

    def project(self, purpose: Purpose) -> Project:
        """The project; raises `NotFound` where there is none, `AuthFailed` where the bot may not see it."""
        if self._project is None:
            params = [("include", "trackers,enabled_modules,issue_custom_fields")]
            answer = self._client.look(f"{self._client.project_path}.json", params, purpose=purpose, accept=(403, 404))
            if answer.status == 404:  # noqa: PLR2004
                message = _("Redmine has no project «{project}», or does not show it to the bot")
                message = message.format(project=self._settings.project)
                hint = _("in the config, project: is the identifier, as in the address of the project's page")
                raise not_found("project-unknown", message, purpose, hint=hint)
            if answer.status == 403:  # noqa: PLR2004
                raise self._kept_out(purpose)
            data = answer.data if isinstance(answer.data, dict) else {}
            self._project = parsed(Project, data.get("project"), purpose)
            self.learn_fields(self._project.issue_custom_fields)
        return self._project

    def tracker(self, purpose: Purpose) -> Named:
        """The tracker of the plan's issues. One that is not enabled would be replaced by another without a word."""
        project = self.project(purpose)
        found = _named(self._settings.issue_tracker, project.trackers)
        if not project.trackers:
            self.require("view_issues", purpose=purpose)  # without it no tracker is shown either
        if found is None:
            message = _("the project has no tracker «{tracker}»; it has: {known}")
            known = ", ".join(one.name for one in project.trackers) or "—"
            message = message.format(tracker=self._settings.issue_tracker, known=known)
            hint = _("tick it in the project: Settings, Issue tracking, Trackers")
            raise not_found("issue-tracker-unknown", message, purpose, hint=hint)
        return found

    # --- rights ---

    def me(self, purpose: Purpose) -> User:
        """The bot itself, with its memberships; raises `AuthFailed`."""
        if self._me is None:
            self._me = self._client.read(User, "user", "/users/current.json", purpose=purpose, include=["memberships"])
        return self._me

    def roles(self, purpose: Purpose) -> tuple[Role, ...]:
        """The bot's roles in the project; none where it is no member."""
        if self._roles is None:
            number = self.project(purpose).id
            mine = [one for one in self.me(purpose).memberships if one.project.id == number]
            ids = dict.fromkeys(role.id for one in mine for role in one.roles)
            read = self._client.read
            self._roles = tuple(read(Role, "role", f"/roles/{one}.json", purpose=purpose) for one in ids)
        return self._roles

    def may(self, right: str, purpose: Purpose) -> bool:
        """Whether one of the bot's roles has a right; an administrator has all."""
        return self.me(purpose).admin or any(right in role.permissions for role in self.roles(purpose))

    def require(self, *rights: str, purpose: Purpose) -> None:
        """Raise `AuthFailed` where the bot could not do what it is about to do."""
        if self.project(purpose).status == PROJECT_CLOSED:
            raise project_closed(purpose)
        for right in rights:
            if not self.may(right, purpose):
                message = _("the bot {login} lacks the right «{right}» in the project")
                message = message.format(login=self.me(purpose).login, right=right_label(right))
                hint = right_hint(right, self.roles(purpose))
                raise _auth("right-missing", message, hint, purpose)

    def _kept_out(self, purpose: Purpose) -> AuthFailed:
        """Why the project is not shown: a 403 comes with an empty body, with REST off to everybody."""
        if self._client.look("/users/current.json", purpose=purpose, accept=(403,)).status == 403:  # noqa: PLR2004
            return rest_off(purpose)
        message = _("the project «{project}» is archived, or the bot is no member of it")
        hint = _("add the bot in the project: Settings, Members; Administration, Projects shows whether it is archived")
        return _auth("project-forbidden", message.format(project=self._settings.project), hint, purpose)

    # --- fields ---

    def learn(self, issues: Iterable[Issue]) -> None:
        """Take the ids of the custom fields from issues of the tracker, which show all of theirs, empty ones too."""
        wanted = _folded(self._settings.issue_tracker)
        for issue in issues:
            if wanted in (_folded(issue.tracker.name), str(issue.tracker.id)):
                if not self.fields_seen:
                    self._fields.clear()  # those of the project may belong to another tracker
                self.fields_seen = True
                self.learn_fields(issue.custom_fields)

    def learn_fields(self, fields: Iterable[Named]) -> None:
        """Take the ids of fields that were named."""
        self._fields |= {_folded(one.name): one.id for one in fields}

    def field(self, name: str | None, purpose: Purpose) -> int | None:
        """The id of a custom field; None where none is set, or no issue has shown it yet.

        Raises `NotFound` where an issue of the tracker is known and has no such field.
        """
        if name is None:
            return None
        number = int(name) if name.isdecimal() else self._fields.get(_folded(name))
        if (number is None or number not in self._fields.values()) and self.fields_seen:
            message = _("issues of the tracker «{tracker}» have no field «{field}»")
            message = message.format(tracker=self._settings.issue_tracker, field=name)
            raise not_found("field-unknown", message, purpose, hint=field_hint(name, self._settings))
        return number

    # --- statuses ---

    def is_closed(self, status: Status, purpose: Purpose) -> bool:
        """Whether a status is a closed one."""
        if status.is_closed is not None:
            return status.is_closed
        return any(one.is_closed for one in self._all_statuses(purpose) if one.id == status.id)

    def closing_status(self, allowed: Iterable[Status] | None, purpose: Purpose, *, cancelled: bool = False) -> Status:
        """The status in which an issue is closed, out of those that the workflow allows, or of all where None is known.

        Raises `Rejected` where it allows no such status.
        """
        choice = self._all_statuses(purpose) if allowed is None else allowed
        closed = [one for one in choice if self.is_closed(one, purpose)]
        wanted = self._settings.cancelled_status if cancelled else self._settings.done_status
        meaning = Meaning.CANCELLED if cancelled else Meaning.DONE
        found: Named | None
        if wanted is not None:
            found = _named(wanted, closed)
        else:
            usual = (one for one in closed if DEFAULT_STATUSES.get(one.name) is meaning)
            found = next(usual, closed[0] if closed else None)
        if not isinstance(found, Status):
            message = _("the workflow does not let the bot close the issue")
            if wanted is not None:
                message = _("the workflow does not let the bot set the status «{status}»").format(status=wanted)
            raise rejected("status-not-allowed", message, purpose, field="status", hint=workflow_hint())
        return found

    def _all_statuses(self, purpose: Purpose) -> tuple[Status, ...]:
        if self._statuses is None:
            rows = self._client.rows(Status, "issue_statuses", "/issue_statuses.json", purpose=purpose)
            self._statuses = tuple(rows)
        return self._statuses

    # --- people ---

    def members(self, purpose: Purpose) -> list[Membership]:
        """The members of the project, groups among them; none where the bot may not see them."""
        path = f"{self._client.project_path}/memberships.json"
        return self._client.rows(Membership, "memberships", path, purpose=purpose, accept=(403,))

    def assignee(self, name: str | None, purpose: Purpose) -> int | None:
        """The id of a member by login, name or id; None where nobody of the project goes by it."""
        if name is None:
            return None
        if self._people is None:
            members = self.members(purpose)
            known = [who for one in members if (who := one.user or one.group) is not None]
            self._people = {_folded(one.name): one.id for one in known} | {str(one.id): one.id for one in known}
            users = [one.user.id for one in members if one.user is not None]
            self._people |= {_folded(self._login(number, purpose)): number for number in users}
        return self._people.get(_folded(name))

    def _login(self, number: int, purpose: Purpose) -> str:
        answer = self._client.look(f"/users/{number}.json", purpose=purpose, accept=(403, 404))
        data = answer.data if isinstance(answer.data, dict) else {}
        return str(data.get("user", {}).get("login") or f"#{number}")


def _named(name: str, among: Iterable[Named]) -> Named | None:
    """The one that bears a name or an id; a name is compared with case and space folded."""
    choice = list(among)
    by_name = (one for one in choice if _folded(one.name) == _folded(name))
    return next(by_name, next((one for one in choice if str(one.id) == name), None))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _auth(code: str, message: str, hint: str, purpose: Purpose) -> AuthFailed:
    return AuthFailed(code, message, tracker=TRACKER, operation=purpose.operation, key=purpose.key, hint=hint)


def rest_off(purpose: Purpose) -> AuthFailed:
    """The whole interface is off."""
    hint = _("an administrator ticks «Enable REST web service»: Administration, Settings, API")
    return _auth("rest-off", _("Redmine's REST interface is switched off"), hint, purpose)


def token_refused(purpose: Purpose) -> AuthFailed:
    """The key is nobody's, or that of a locked user: Redmine does not tell which."""
    hint = _("compare it with «My account», «API access key»; Administration, Users shows whether its user is locked")
    return _auth("token-refused", _("the tracker does not accept the token"), hint, purpose)


def project_closed(purpose: Purpose) -> AuthFailed:
    """Nobody may write in a closed project."""
    hint = _("open it again on its page, or take the tracker out of the config")
    return _auth("project-closed", _("the project is closed: Redmine lets nobody write in it"), hint, purpose)


def right_hint(right: str, roles: Iterable[Role]) -> str:
    """Where a right is given."""
    names = ", ".join(f"«{role.name}»" for role in roles)
    if not names:
        return _("add the bot in the project: Settings, Members")
    hint = _("an administrator ticks «{right}» in the role {roles}: Administration, Roles and permissions")
    return hint.format(right=right_label(right), roles=names)


def workflow_hint() -> str:
    """Where transitions between statuses are allowed."""
    return _("an administrator allows it for the bot's role and the tracker: Administration, Workflow")


def field_hint(name: str, settings: RedmineSettings) -> str:
    """Where a custom field is made."""
    hint = _(
        "an administrator makes it: Administration, Custom fields, New custom field, Issues; name «{field}», "
        "tracker «{tracker}», for all projects or for this one, used as a filter, visible to any users"
    )
    return hint.format(field=name, tracker=settings.issue_tracker)
