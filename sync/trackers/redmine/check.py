"""`check` for a Redmine: what would fail later, make copies, or flood people with mail, each with its mend.

It looks, and changes nothing. Where a thing can only be seen on an issue, and there is none yet, it says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.plan import Severity
from sync.errors import Misconfigured
from sync.tracker import Diagnosis, TrackerContext
from sync.trackers.redmine.categories import CATEGORY_RIGHT, RedmineCategories
from sync.trackers.redmine.client import RedmineClient
from sync.trackers.redmine.markers import key_of
from sync.trackers.redmine.payloads import PROJECT_CLOSED, Issue
from sync.trackers.redmine.project import RedmineProject
from sync.trackers.redmine.refusals import (
    RIGHTS,
    field_hint,
    project_closed,
    rest_off,
    right_hint,
    right_label,
    standard_field_hint,
    token_refused,
    visibility_hint,
    workflow_hint,
)
from sync.trackers.redmine.settings import TRACKER, RedmineSettings
from sync.transport import Purpose

_CHECK = Purpose(TRACKER, "check")
_MODULE = "issue_tracking"


class Examination:
    """One look at a Redmine, from the outermost thing inwards; what shuts out all the rest ends it."""

    def __init__(
        self,
        client: RedmineClient,
        project: RedmineProject,
        categories: RedmineCategories,
        settings: RedmineSettings,
        context: TrackerContext,
    ) -> None:
        self._client = client
        self._project = project
        self._categories = categories
        self._settings = settings
        self._plan_key = context.plan_key
        self._first_issues = context.first_issues

    def lines(self) -> Iterator[Diagnosis]:
        """What was found, the worst not first but in the order in which it is mended."""
        try:
            yield from self._door()
            yield from self._rights()
            if not self._sees_issues():
                return
            self._project.tracker(_CHECK)
            yield from self._tracker_fields()
            yield from self._without_categories()
            rows = self._client.issues(purpose=_CHECK)
            self._project.learn(rows)
            yield from self._fields()
            yield from self._statuses()
            ours = self._ours(rows)
            yield from self._closing(ours)
            yield from self._counts(rows, ours)
            if self._first_issues and not ours:
                yield self._mails()
        except VekhaError as error:
            yield Diagnosis.of(error)

    def _door(self) -> Iterator[Diagnosis]:
        """Address, interface, key, project: raises where one of them keeps the bot out."""
        # This one first: with REST off everything is 403, and with a wrong key everything else is 401.
        answer = self._client.look("/users/current.json", purpose=_CHECK, accept=(401, 403, 404))
        if answer.status == 401:  # noqa: PLR2004
            raise token_refused(_CHECK)
        if answer.status == 403:  # noqa: PLR2004
            raise rest_off(_CHECK)
        me = self._project.me(_CHECK)
        project = self._project.project(_CHECK)
        message = _("Redmine at {url} knows the bot as {login}; the project is «{project}».")
        message = message.format(url=self._settings.url, login=me.login, project=project.name)
        yield Diagnosis("tracker-reached", Severity.INFO, message)
        if project.status == PROJECT_CLOSED:
            raise project_closed(_CHECK)
        if project.enabled_modules and all(one.name != _MODULE for one in project.enabled_modules):
            message = _("The project has no issues: its module «Issue tracking» is off.")
            hint = _("tick it in the project: Settings, Modules")
            yield Diagnosis("module-off", Severity.ERROR, message, hint)

    def _rights(self) -> Iterator[Diagnosis]:
        if self._project.me(_CHECK).admin:
            message = _("The bot is an administrator of Redmine, which is more than Vekha needs.")
            hint = _("give it a user of its own with a role in this project")
            yield Diagnosis("bot-is-admin", Severity.WARNING, message, hint)
            return
        roles = self._project.roles(_CHECK)
        if not roles:
            message = _("The bot is no member of the project.")
            yield Diagnosis("not-a-member", Severity.ERROR, message, right_hint("view_issues", roles))
            return
        for right in RIGHTS:
            if not self._project.may(right, _CHECK):
                message = _("The bot lacks the right «{right}».").format(right=right_label(right))
                yield Diagnosis("right-missing", Severity.ERROR, message, right_hint(right, roles))
        if not self._project.may("add_issue_notes", _CHECK):
            right = right_label("add_issue_notes")
            message = _("Vekha cannot comment on issues: the bot lacks the right «{right}».").format(right=right)
            yield Diagnosis("comments-unused", Severity.WARNING, message, right_hint("add_issue_notes", roles))
        yield from self._visibility()

    def _sees_issues(self) -> bool:
        return self._project.may("view_issues", _CHECK)

    def _visibility(self) -> Iterator[Diagnosis]:
        """What the bot cannot see, it would make again."""
        seen, hint = self._project.visibility(_CHECK), visibility_hint(self._project.roles(_CHECK))
        if seen == "default":
            message = _(
                "Of private issues the bot sees only those that it made or that are assigned to it: another one of the "
                "plan's counts as gone."
            )
            yield Diagnosis("visibility-not-private", Severity.WARNING, message, hint)
        elif seen == "own":
            message = _("The bot sees only issues of its own: those made under another user it would make again.")
            yield Diagnosis("visibility-own", Severity.ERROR, message, hint)

    def _without_categories(self) -> Iterator[Diagnosis]:
        """What it takes to see the plan's groups as categories. Nothing fails without."""
        lacking = self._categories.lacking(_CHECK)
        if lacking is None:
            return
        if lacking == CATEGORY_RIGHT:
            message = _("Issues get no category from the plan's groups: the bot lacks the right «{right}».")
            message = message.format(right=right_label(lacking))
            hint = right_hint(lacking, self._project.roles(_CHECK))
        else:
            message = _("Issues get no category from the plan's groups: the tracker «{tracker}» lacks that field.")
            message = message.format(tracker=self._settings.issue_tracker)
            hint = standard_field_hint()
        yield Diagnosis("categories-unused", Severity.INFO, message, hint)

    def _tracker_fields(self) -> Iterator[Diagnosis]:
        """The standard fields that the tracker must have; those it lacks are dropped without a word."""
        labels = {
            "fixed_version_id": _("version"),
            "parent_issue_id": _("parent task"),
            "start_date": _("start date"),
            "due_date": _("due date"),
            "description": _("description"),
        }
        fields = self._project.standard_fields(_CHECK)
        for name, label in labels.items():
            if fields is not None and name not in fields:
                message = _("The tracker «{tracker}» lacks the field «{field}».")
                message = message.format(tracker=self._settings.issue_tracker, field=label)
                yield Diagnosis("tracker-field-off", Severity.ERROR, message, standard_field_hint())

    def _fields(self) -> Iterator[Diagnosis]:
        for name in filter(None, (self._settings.marker_field, self._settings.fact_field)):
            try:
                number = self._project.field(name, _CHECK)
            except VekhaError as error:
                yield Diagnosis.of(error)
                continue
            if number is None or not self._project.fields_seen:
                message = _(
                    "Whether there is a field «{field}» shows only on an issue of the tracker, and there is none yet."
                )
                hint = field_hint(name, self._settings)
                yield Diagnosis("field-unseen", Severity.INFO, message.format(field=name), hint)

    def _statuses(self) -> Iterator[Diagnosis]:
        """The statuses that the config names for closing."""
        for cancelled in (False, True):
            try:
                self._project.closing_name(_CHECK, cancelled=cancelled)
            except Misconfigured as error:
                yield Diagnosis.of(error)

    def _ours(self, rows: list[Issue]) -> list[Issue]:
        try:
            field = self._project.field(self._settings.marker_field, _CHECK)
        except VekhaError:
            field = None  # told already
        return [issue for issue in rows if key_of(issue, self._plan_key, field) is not None]

    def _closing(self, ours: list[Issue]) -> Iterator[Diagnosis]:
        """Whether the workflow lets the bot close an issue; only an open one of the plan without children shows it."""
        parents = {one.parent.id for one in ours if one.parent}  # with an open child none may be closed
        leaves = (one for one in ours if one.id not in parents)
        start = next((one for one in leaves if not self._project.is_closed(one.status, _CHECK)), None)
        if start is None:
            return
        issue = self._client.issue(start.id, purpose=_CHECK, include=["allowed_statuses"])
        if issue.allowed_statuses is not None and not any(
            self._project.is_closed(one, _CHECK) for one in issue.allowed_statuses
        ):
            message = _("The workflow does not let the bot close issues, as `past: closed` and `removed: close` need.")
            yield Diagnosis("workflow-closing", Severity.WARNING, message, workflow_hint())

    def _counts(self, rows: list[Issue], ours: list[Issue]) -> Iterator[Diagnosis]:
        holds = ngettext("The project holds {count} issue", "The project holds {count} issues", len(rows))
        marked = ngettext("{count} of them of this plan", "{count} of them of this plan", len(ours))
        said = f"{holds.format(count=len(rows))}, {marked.format(count=len(ours))}."
        yield Diagnosis("tracker-issues", Severity.INFO, said)

    def _mails(self) -> Diagnosis:
        """How many mails a first sync would cause; nobody can be shut off through the interface.

        Redmine mails each issue that is made; a child is noted in its parent's history and mailed with that, and so is
        whatever is closed. The very first one is written twice where only it shows the id of the marker's field. Each
        goes to every member who gets all mails, and who does cannot be seen.
        """
        members = self._project.members(_CHECK)
        people = {one.user.id for one in members if one.user is not None}  # those of a group are members themselves
        count = len(people - {self._project.me(_CHECK).id})
        each = len(self._first_issues) + sum((one.parent is not None) + one.closed for one in self._first_issues)
        each += self._settings.marker_field is not None
        hint = _(
            "for that time an administrator takes the ticks from «Issue added» and «Issue updated»: Administration, "
            "Settings, Email notifications"
        )
        if not members:
            message = _(
                "The first sync makes all issues at once, and Redmine may send each member of the project at most "
                "{mails} mails about them."
            )
            return Diagnosis("first-sync-mails", Severity.WARNING, message.format(mails=each), hint)
        message = ngettext(
            "The first sync makes all issues at once, and Redmine may send the {count} other member of the project at "
            "most {mails} mails about them.",
            "The first sync makes all issues at once, and Redmine may send the {count} other members of the project at "
            "most {mails} mails about them.",
            count,
        )
        severity = Severity.WARNING if count else Severity.INFO
        return Diagnosis("first-sync-mails", severity, message.format(count=count, mails=each * count), hint)
