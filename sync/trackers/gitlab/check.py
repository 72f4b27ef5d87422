"""`check` for a GitLab: what would fail later, be dropped without a word, or flood people with mail, with its mend.

It looks, and changes nothing. What GitLab shows nobody beforehand, such as a title that is taken, it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.plan import Severity
from sync.errors import Rejected
from sync.tracker import Diagnosis
from sync.trackers.gitlab.client import GitlabClient
from sync.trackers.gitlab.issue import Reading
from sync.trackers.gitlab.labels import GitlabLabels
from sync.trackers.gitlab.listing import IssueListing
from sync.trackers.gitlab.payloads import Issue, Member
from sync.trackers.gitlab.project import START_SETTABLE, GitlabProject, issues_off, role_name
from sync.trackers.gitlab.refusals import archived, drops, issues_disabled, role_hint
from sync.trackers.gitlab.settings import TRACKER, GitlabSettings
from sync.trackers.gitlab.tasks import TaskParents
from sync.transport import Purpose

_CHECK = Purpose(TRACKER, "check")
_NOTHING = (400, 404)  # what a change of issue number 0, which no project has, is answered with


class Examination:
    """One look at a GitLab, from the outermost thing inwards; what shuts out all the rest ends it."""

    def __init__(
        self,
        client: GitlabClient,
        project: GitlabProject,
        settings: GitlabSettings,
        *,
        labels: GitlabLabels,
        listing: IssueListing,
        reading: Reading,
    ) -> None:
        self._client = client
        self._project = project
        self._settings = settings
        self._labels = labels
        self._listing = listing
        self._reading = reading

    def lines(self) -> Iterator[Diagnosis]:
        """What was found, in the order in which it is mended."""
        try:
            yield from self._door()
            yield from self._rights()
            yield from self._offers()
            rows = self._listing.whole(_CHECK)
            yield from self._issues(rows)
            if not any(self._reading.key(issue) for issue in rows):
                yield from self._mails()
        except VekhaError as error:
            yield Diagnosis.of(error)

    def _door(self) -> Iterator[Diagnosis]:
        """Address, token, project: raises where one of them keeps the bot out."""
        me = self._project.me(_CHECK)
        project = self._project.project(_CHECK)
        message = _("GitLab {version} at {url} knows the bot as {login}; the project is «{project}».")
        message = message.format(
            version=".".join(map(str, self._project.version(_CHECK))),
            url=self._settings.url,
            login=me.username,
            project=project.path_with_namespace,
        )
        yield Diagnosis("tracker-reached", Severity.INFO, message)
        named = self._settings.project.casefold()
        if not named.isdecimal() and named != project.path_with_namespace.casefold():
            message = _("The project has been moved or renamed: it is «{project}» now.")
            hint = _("put its new path, or its id, into project: in the config")
            message = message.format(project=project.path_with_namespace)
            yield Diagnosis("project-moved", Severity.WARNING, message, hint)
        if project.archived:
            raise archived(_CHECK)
        if issues_off(project):
            raise issues_disabled(_CHECK)

    def _rights(self) -> Iterator[Diagnosis]:
        """The bot's role, and the scope of its token. A scope shows only in a write: one that can change nothing."""
        if self._project.me(_CHECK).is_admin:
            message = _("The bot is an administrator of GitLab, which is more than Vekha needs.")
            hint = _("give it a user of its own with a role in this project, or use a project access token")
            yield Diagnosis("bot-is-admin", Severity.WARNING, message, hint)
        role = role_name(self._project.level(_CHECK))
        if not self._project.may_write(_CHECK):
            message = _("The bot's role in the project, {role}, is too small: {drops}.").format(
                role=role, drops=drops()
            )
            yield Diagnosis("right-missing", Severity.ERROR, message, role_hint())
        else:
            yield Diagnosis("role", Severity.INFO, _("The bot's role in the project is {role}.").format(role=role))
        nowhere = self._project.path("issues/0", _CHECK)
        try:
            self._client.write("PUT", nowhere, {"state_event": "close"}, purpose=_CHECK, accept=_NOTHING)
        except VekhaError as error:
            if error.code != "right-missing":  # of the role it has been told already
                yield Diagnosis.of(error)

    def _offers(self) -> Iterator[Diagnosis]:
        """What the server's version has of what the settings and the plan need."""
        version = self._project.version(_CHECK)
        if version and version < START_SETTABLE:
            message = _(
                "This GitLab takes no start date for issues: they get a due date alone, and milestones have both."
            )
            hint = _("GitLab {version} and later take it").format(version=".".join(map(str, START_SETTABLE)))
            yield Diagnosis("start-date-unsupported", Severity.WARNING, message, hint)
        if self._settings.hierarchy == "tasks":
            yield self._tasks()
        label = self._settings.label
        if label in self._labels.known(_CHECK):
            message = _("The plan label «{label}» is there.")
        else:
            message = _("The plan label «{label}» is not there yet; the first sync makes it.")
        yield Diagnosis("plan-label", Severity.INFO, message.format(label=label))

    def _tasks(self) -> Diagnosis:
        """Whether children can be made as tasks. A sync is refused each; to a check it is the setting that is wrong."""
        try:
            TaskParents(self._client, self._project).offered(_CHECK)
        except Rejected as error:
            return replace(Diagnosis.of(error), error=None)
        message = _("Children are made as tasks below their issues; GitLab takes about 100 below one.")
        return Diagnosis("hierarchy", Severity.INFO, message)

    def _issues(self, rows: list[Issue]) -> Iterator[Diagnosis]:
        ours = [issue for issue in rows if self._reading.key(issue) is not None]
        count = len(rows)
        bear = ngettext(
            "{count} issue of the project bears the plan label",
            "{count} issues of the project bear the plan label",
            count,
        )
        marked = ngettext("{count} of them of this plan", "{count} of them of this plan", len(ours))
        said = f"{bear.format(count=count)}, {marked.format(count=len(ours))}."
        yield Diagnosis("tracker-issues", Severity.INFO, said)

    def _mails(self) -> Iterator[Diagnosis]:
        """How many people the first sync, and later the due dates, may write to."""
        project = self._project.project(_CHECK)
        if project.emails_enabled is False or project.emails_disabled:
            message = _("GitLab sends no mails for this project: they are switched off in it, for the staff as well.")
            yield Diagnosis("first-sync-mails", Severity.INFO, message)
            return
        count = len([one for one in self._project.members(_CHECK) if not self._is_bot(one)])
        severity = Severity.WARNING if count else Severity.INFO
        message = ngettext(
            "The first sync makes all issues at once, and GitLab may send the {count} other member a mail for each: to "
            "those who watch the project, and to assignees.",
            "The first sync makes all issues at once, and GitLab may send each of the {count} other members a mail for "
            "each: to those who watch the project, and to assignees.",
            count,
        )
        hint = _(
            "for that time a maintainer takes the tick from «Enable email notifications»: Settings, General, "
            "Visibility; it silences the staff's mails too"
        )
        yield Diagnosis("first-sync-mails", severity, message.format(count=count), hint)
        message = _(
            "The day before a due date GitLab writes to the participants of every issue that is still open: where many "
            "issues are due on 31 December, many mails go out on the 30th."
        )
        hint = _("everybody may switch «Due issue» off: Preferences, Notifications, level «Custom»")
        yield Diagnosis("due-date-mails", severity, message, hint)

    def _is_bot(self, member: Member) -> bool:
        return member.id == self._project.me(_CHECK).id
