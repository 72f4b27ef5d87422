"""The adapter of GitLab: its issues and milestones to the values of the port, and back.

Decides what of the plan is there. How a thing is written is the affair of `writing`, and what to write the engine's;
requests are repeated by the transport alone, and nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from pydantic import BaseModel

from mappings.desired.issues import DesiredIssue, DesiredMilestone, LabelKind
from sync.errors import NotFound
from sync.tracker import (
    Actual,
    ActualIssue,
    Capabilities,
    Diagnosis,
    IssuePatch,
    Ref,
    TrackerContext,
    Traffic,
    WikiPage,
    WikiText,
)
from sync.trackers.access import ca_path, read_token
from sync.trackers.gitlab.cache import GitlabCache
from sync.trackers.gitlab.check import Examination
from sync.trackers.gitlab.client import GitlabClient, says_undone
from sync.trackers.gitlab.details import NoteReader
from sync.trackers.gitlab.issue import Reading
from sync.trackers.gitlab.labels import GitlabLabels
from sync.trackers.gitlab.listing import IssueListing
from sync.trackers.gitlab.milestones import GitlabMilestones
from sync.trackers.gitlab.offers import projects_open_to
from sync.trackers.gitlab.parents import LinkedParents, Parents
from sync.trackers.gitlab.payloads import Issue
from sync.trackers.gitlab.project import GitlabProject
from sync.trackers.gitlab.settings import TRACKER, GitlabSettings
from sync.trackers.gitlab.tasks import TaskParents
from sync.trackers.gitlab.wiki import GitlabWiki
from sync.trackers.gitlab.writing import GitlabWriter
from sync.transport import Limits, Purpose, Transport
from sync.transport.pacing import Gate

# GitLab counts its limits by the minute, and a limit of new issues names no time to wait for.
_LIMITS = Limits(patience=600.0, busy_attempts=10)


class GitlabTracker:
    """The port on one project of a GitLab. Several threads may create issues at once; all else is one thread's."""

    Settings: type[BaseModel] = GitlabSettings
    offered_projects = staticmethod(projects_open_to)

    def __init__(self, settings: GitlabSettings, context: TrackerContext) -> None:
        self.capabilities = Capabilities(
            labels=frozenset(LabelKind),
            parallel=settings.parallel,
            # An operator who knows that nothing stays under way for long shortens the waits that are counted, too.
            held_seconds=min(_LIMITS.patience + _LIMITS.request, 2.5 * settings.in_flight_seconds),
            in_flight_seconds=settings.in_flight_seconds,
            markup="markdown",
        )
        self.traffic = Traffic()
        self._settings = settings
        self._context = context
        self._cache = GitlabCache(
            context.cache, now=context.now, full_pull_every=timedelta(hours=settings.full_pull_every)
        )
        self._client = GitlabClient(self._connect)
        self._project = GitlabProject(self._client, settings)
        self._reading = Reading(context.plan_key, settings.label, self._cache)
        self._labels = GitlabLabels(self._client, lambda purpose: self._project.path("labels", purpose), settings.label)
        self._listing = IssueListing(self._client, self._issues_path, settings.label, self._cache)
        self._parents: Parents = (
            TaskParents(self._client, self._project)
            if settings.hierarchy == "tasks"
            else LinkedParents(self._client, self._project, self._reading, self._cache, read_only=context.read_only)
        )
        self._notes = NoteReader(
            self._client, self._issues_path, self._reading, cache=self._cache, bot=self._project.me
        )
        self._milestones = GitlabMilestones(self._client, self._project, context.plan_key)
        self._wiki = GitlabWiki(self._client, self._project, settings)
        self._writer = GitlabWriter(self._client, self._project, self._labels, self._parents, self._reading)

    def check(self) -> list[Diagnosis]:
        """Everything that would fail later, or be dropped without a word, or flood people with mail."""
        parts = Examination(
            self._client,
            self._project,
            self._settings,
            labels=self._labels,
            listing=self._listing,
            reading=self._reading,
        )
        return list(parts.lines())

    def fetch(self) -> Actual:
        """Everything of this plan: a request for each hundred issues, two more, and one for each that has moved."""
        purpose = Purpose(TRACKER, "fetch")
        milestones = self._milestones.all(purpose)
        keys, issues = self._ours(purpose)
        parents = self._parents.read(issues, keys, purpose)
        told = self._notes.read(issues.values(), purpose)
        return Actual(
            tuple(milestones),
            tuple(
                self._reading.actual(issue, keys[number], told[number], _text(parents.get(number)))
                for number, issue in issues.items()
            ),
        )

    def find(self, marker: str) -> ActualIssue | None:
        """The oldest issue of the project that bears the marker, with the plan label or without."""
        plan, _colon, key = marker.partition(":")
        purpose = Purpose(TRACKER, "find", key)
        if plan != self._context.plan_key:
            return None
        noted = [number for number, known in self._cache.keys().items() if known == key]
        listed = self._marked(self._listing.recent(purpose), key) or noted
        for number in sorted(listed) or self._marked(self._listing.searched(marker, purpose), key):
            found = self._whole(number, key, purpose)
            if found is not None:
                return found
        return None

    def create_milestone(self, milestone: DesiredMilestone) -> Ref:
        """Make a milestone; GitLab takes no second one of the same title."""
        return self._milestones.create(milestone)

    def update_milestone(self, ref: Ref, milestone: DesiredMilestone, fields: Collection[str]) -> Ref:
        """Bring these fields to the plan's; a milestone without its marker gets that below its words."""
        return self._milestones.update(ref, milestone, fields)

    def create_issue(self, issue: DesiredIssue, *, milestone_id: str | None, parent_id: str | None) -> Ref:
        """Make an issue, marker included."""
        return self._writer.create_issue(issue, milestone_id=milestone_id, parent_id=parent_id)

    def update_issue(self, ref: Ref, patch: IssuePatch) -> Ref:
        """Change the plan's fields of an issue, where they still hold what was seen of them."""
        return self._writer.update_issue(ref, patch)

    def close_issue(self, ref: Ref, *, done: bool = False) -> Ref:  # noqa: ARG002 - GitLab knows but one way to close
        """Close an issue. A closed one stays as it is."""
        return self._writer.close_issue(ref)

    def reopen_issue(self, ref: Ref) -> Ref:
        """Open an issue again that Vekha itself has closed. An open one stays as it is."""
        return self._writer.reopen_issue(ref)

    def comment(self, ref: Ref, text: str) -> Ref:
        """Put a note under an issue. Whoever takes part in it gets a mail, as of any note."""
        return self._writer.comment(ref, text)

    def wiki_text(self) -> WikiText:
        """How the project's wiki is written: in GitLab's Markdown."""
        return self._wiki.text()

    def read_page(self, title: str) -> WikiPage | None:
        """A page of the project's wiki."""
        return self._wiki.read(title, Purpose(TRACKER, "read_page"))

    def write_page(self, title: str, text: str, *, version: str | None) -> WikiPage:
        """Write a page of the project's wiki, where it still holds what was read."""
        return self._wiki.write(title, text, version, Purpose(TRACKER, "write_page"))

    def token_ends(self) -> date | None:
        """The day on which the token ends, as GitLab tells it of tokens of users, projects and groups."""
        return self._project.token_ends(Purpose(TRACKER, "check"))

    def close(self) -> None:
        """Let go of the connection, once the work is done."""
        self._client.close()

    def _connect(self) -> Transport:
        folder = self._context.folder
        return Transport(
            self._settings.url,
            traffic=self.traffic,
            headers={"PRIVATE-TOKEN": read_token(self._settings, folder)},
            ca_file=ca_path(self._settings, folder),
            limits=_LIMITS,
            gate=Gate(),
            undone=says_undone,
            now=self._context.now,
        )

    def _issues_path(self, purpose: Purpose) -> str:
        return self._project.path("issues", purpose)

    def _ours(self, purpose: Purpose) -> tuple[dict[int, str], dict[int, Issue]]:
        """The plan's issues and their keys by number: those with the plan label, and those that once were the plan's.

        Where an issue has the label and has lost its marker, its key is remembered, unless another one bears it.
        """
        listed = {issue.iid: issue for issue in self._listing.pull(purpose)}
        remembered = self._cache.keys()
        absent = remembered.keys() - listed.keys()
        if absent:
            others = {issue.iid: issue for issue in self._listing.numbered(absent, purpose)}
            self._cache.forget(absent - others.keys())
            listed |= others
        keys = {number: key for number, issue in listed.items() if (key := self._reading.key(issue)) is not None}
        borne = set(keys.values())
        for number in (remembered.keys() & listed.keys()) - keys.keys():
            known = self._reading.known_key(listed[number])
            if known is not None and known not in borne:
                keys[number] = known
        self._cache.forget(remembered.keys() - keys.keys())
        for number, key in keys.items():
            self._cache.note_key(number, key)
        return keys, {number: listed[number] for number in sorted(keys)}

    def _marked(self, issues: Iterable[Issue], key: str) -> list[int]:
        return sorted(issue.iid for issue in issues if self._reading.key(issue) == key)

    def _whole(self, number: int, key: str, purpose: Purpose) -> ActualIssue | None:
        """An issue as it stands, where it is there and still bears the key."""
        try:
            issue = self._client.read(Issue, f"{self._issues_path(purpose)}/{number}", purpose=purpose)
        except NotFound:
            return None
        if self._reading.known_key(issue) != key:
            return None
        self._cache.note_key(number, key)
        return self._reading.actual(
            issue, key, self._notes.of(issue, purpose), _text(self._parents.of(issue, key, purpose))
        )


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
