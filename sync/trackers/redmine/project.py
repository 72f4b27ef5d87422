"""What a Redmine project offers the bot: its tracker, fields, statuses, rights and people, each asked for once.

Decides which id a name of the config means, and whether the bot may do a thing before it is tried: Redmine drops
what it does not allow without a word. It writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from mappings.language import gettext as _
from mappings.mapping.model import DEFAULT_STATUSES
from mappings.natural import natural
from mappings.progress import Status as Meaning
from mappings.wording import folded
from sync.errors import AuthFailed, Misconfigured, NotFound, Rejected
from sync.trackers.access import not_there
from sync.trackers.redmine.client import RedmineClient
from sync.trackers.redmine.payloads import (
    ANSWERS,
    PROJECT_CLOSED,
    Issue,
    Membership,
    Named,
    Project,
    Role,
    Status,
    TrackerKind,
    User,
    Version,
)
from sync.trackers.redmine.refusals import (
    field_unknown,
    project_closed,
    rest_off,
    right_missing,
    sees_own_only,
    status_unknown,
    workflow_hint,
)
from sync.trackers.redmine.settings import RedmineSettings
from sync.transport import Purpose


class RedmineProject:
    """The project of the config, as the bot sees it."""

    def __init__(self, client: RedmineClient, settings: RedmineSettings) -> None:
        self._client = client
        self._settings = settings
        self._project: Project | None = None
        self._me: User | None = None
        self._roles: tuple[Role, ...] | None = None
        self._statuses: tuple[Status, ...] | None = None
        self._kinds: list[TrackerKind] | None = None
        self._open: dict[str, bool] = {}
        self.fields_seen = False  # whether an issue of the tracker has shown which fields there are
        self._fields: dict[str, int] = {}
        self._people: dict[str, int] | None = None

    # --- the project and its tracker ---

    def project(self, purpose: Purpose) -> Project:
        """The project; raises `Misconfigured` where there is none, `AuthFailed` where the bot may not see it."""
        if self._project is None:
            params = [("include", "trackers,enabled_modules,issue_custom_fields")]
            answer = self._client.look(f"{self._client.project_path}.json", params, purpose=purpose, accept=(403, 404))
            if answer.status == 404:  # noqa: PLR2004
                self.me(purpose)  # where the address is wrong, nothing is there at all
                message = _("Redmine has no project «{project}», or does not show it to the bot")
                message = message.format(project=self._settings.project)
                hint = _("in the config, project: is the identifier, as in the address of the project's page")
                raise Misconfigured("project-unknown", message, purpose, hint=hint)
            if answer.status == 403:  # noqa: PLR2004
                raise self._kept_out(purpose)
            data = answer.data if isinstance(answer.data, dict) else {}
            self._project = ANSWERS.parsed(Project, data.get("project"), purpose)
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
            raise Misconfigured("issue-tracker-unknown", message, purpose, hint=hint)
        return found

    def standard_fields(self, purpose: Purpose) -> tuple[str, ...] | None:
        """The standard fields of that tracker, by Redmine's own names; None where Redmine does not tell them."""
        if self._kinds is None:
            self._kinds = self._client.rows(TrackerKind, "trackers", "/trackers.json", purpose=purpose)
        number = self.tracker(purpose).id
        return next((one.enabled_standard_fields for one in self._kinds if one.id == number), None)

    def versions(self, purpose: Purpose) -> list[Version]:
        """The versions that its issues may be put into, listed anew."""
        versions = self._client.versions(purpose=purpose)
        self.learn_versions(versions)
        return versions

    def learn_versions(self, versions: Iterable[Version]) -> None:
        """Take from versions that were read or made whether they are open."""
        self._open |= {str(one.id): one.status == "open" for one in versions}

    def require_open(self, version: str, purpose: Purpose) -> None:
        """Raise `Rejected` where a version takes no new issue, as it was seen last."""
        if version not in self._open:
            self.versions(purpose)
        if not self._open.get(version, True):
            message = _("the version is closed or locked, and takes no new issue")
            hint = _("open it in the project: Settings, Versions")
            raise Rejected("milestone-closed", message, purpose, field="milestone_id", hint=hint)

    # --- rights ---

    def me(self, purpose: Purpose) -> User:
        """The bot itself, with its memberships; raises `AuthFailed`, or `Misconfigured` where there is no Redmine."""
        if self._me is None:
            read, path = self._client.read, "/users/current.json"
            try:
                self._me = read(User, "user", path, purpose=purpose, include=["memberships"])
            except NotFound:
                raise not_there(self._settings.url, purpose) from None
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
                raise right_missing(right, self.me(purpose).login, self.roles(purpose), purpose)

    def require_sight(self, purpose: Purpose) -> None:
        """Raise `AuthFailed` where the bot may make issues that are there already, and that it does not see."""
        if self.visibility(purpose) == "own":
            raise sees_own_only(self.me(purpose).login, self.roles(purpose), purpose)

    def visibility(self, purpose: Purpose) -> str | None:
        """Which issues the bot sees: `all`; `default`, all but others' private ones; `own`; None where none at all.

        Of several roles the one that shows most counts. `own` are those that the bot made or that are assigned to it.
        """
        shown = {role.issues_visibility for role in self.roles(purpose) if "view_issues" in role.permissions}
        if self.me(purpose).admin:
            shown.add("all")
        return next((one for one in ("all", "default", "own") if one in shown), None)

    def _kept_out(self, purpose: Purpose) -> AuthFailed:
        """Why the project is not shown: a 403 comes with an empty body, with REST off to everybody."""
        if self._client.look("/users/current.json", purpose=purpose, accept=(403,)).status == 403:  # noqa: PLR2004
            return rest_off(purpose)
        message = _("the project «{project}» is archived, or the bot is no member of it")
        hint = _("add the bot in the project: Settings, Members; Administration, Projects shows whether it is archived")
        return AuthFailed("project-forbidden", message.format(project=self._settings.project), purpose, hint=hint)

    # --- fields ---

    def learn(self, issues: Iterable[Issue]) -> None:
        """Take the ids of the custom fields from issues of the tracker, which show all of theirs, empty ones too."""
        wanted = folded(self._settings.issue_tracker)
        for issue in issues:
            if wanted in (folded(issue.tracker.name), str(issue.tracker.id)):
                if not self.fields_seen:
                    self._fields.clear()  # those of the project may belong to another tracker
                self.fields_seen = True
                self.learn_fields(issue.custom_fields)

    def learn_fields(self, fields: Iterable[Named]) -> None:
        """Take the ids of fields that were named."""
        self._fields |= {folded(one.name): one.id for one in fields}

    def field(self, name: str | None, purpose: Purpose) -> int | None:
        """The id of a custom field; None where none is set, or no issue has shown it yet.

        Raises `Misconfigured` where an issue of the tracker is known and has no such field: no other has it either.
        """
        if name is None:
            return None
        number = natural(name)
        number = self._fields.get(folded(name)) if number is None else number
        if (number is None or number not in self._fields.values()) and self.fields_seen:
            raise field_unknown(name, self._settings, purpose)
        return number

    # --- statuses ---

    def is_closed(self, status: Status, purpose: Purpose) -> bool:
        """Whether a status is a closed one."""
        if status.is_closed is not None:
            return status.is_closed
        return any(one.is_closed for one in self._all_statuses(purpose) if one.id == status.id)

    def closing_status(self, allowed: Iterable[Status] | None, purpose: Purpose, *, cancelled: bool = False) -> Status:
        """The status in which an issue is closed, out of those that the workflow allows, or of all where None is known.

        Raises `Rejected` where it allows no such status, `Misconfigured` where the config names one that there is not.
        """
        wanted = self.closing_name(purpose, cancelled=cancelled)
        choice = self._all_statuses(purpose) if allowed is None else allowed
        closed = [one for one in choice if self.is_closed(one, purpose)]
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
            raise Rejected("status-not-allowed", message, purpose, field="status", hint=workflow_hint())
        return found

    def closing_name(self, purpose: Purpose, *, cancelled: bool = False) -> str | None:
        """The closed status that the config names, if any; raises `Misconfigured` where Redmine has no such one."""
        setting = "cancelled_status" if cancelled else "done_status"
        wanted: str | None = getattr(self._settings, setting)
        if wanted is not None:
            closed = [one for one in self._all_statuses(purpose) if one.is_closed]
            if _named(wanted, closed) is None:
                raise status_unknown(setting, wanted, (one.name for one in closed), purpose)
        return wanted

    def opening_status(self, allowed: Iterable[Status] | None, purpose: Purpose) -> Status:
        """The status in which a closed issue is opened again: one of a new issue, or else any open one.

        Raises `Rejected` where the workflow allows none; below a closed parent Redmine allows none either.
        """
        choice = self._all_statuses(purpose) if allowed is None else allowed
        opened = [one for one in choice if not self.is_closed(one, purpose)]
        new = (one for one in opened if DEFAULT_STATUSES.get(one.name) is Meaning.PLANNED)
        found = next(new, opened[0] if opened else None)
        if found is None:
            message = _("Redmine does not let the bot open the issue again")
            hint = _("open its parent task first, or allow it in Administration, Workflow")
            raise Rejected("status-not-allowed", message, purpose, field="status", hint=hint)
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
            self._people = {folded(one.name): one.id for one in known} | {str(one.id): one.id for one in known}
            users = [one.user.id for one in members if one.user is not None]
            self._people |= {folded(self._login(number, purpose)): number for number in users}
        return self._people.get(folded(name))

    def _login(self, number: int, purpose: Purpose) -> str:
        answer = self._client.look(f"/users/{number}.json", purpose=purpose, accept=(403, 404))
        data = answer.data if isinstance(answer.data, dict) else {}
        return str(data.get("user", {}).get("login") or f"#{number}")


def _named(name: str, among: Iterable[Named]) -> Named | None:
    """The one that bears a name or an id; a name is compared with case and space folded."""
    choice = list(among)
    by_name = (one for one in choice if folded(one.name) == folded(name))
    return next(by_name, next((one for one in choice if str(one.id) == name), None))
