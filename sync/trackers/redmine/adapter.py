"""The adapter of Redmine: its issues and versions to the values of the port, and back.

Decides what of the plan is there. How a thing is written is the affair of `writing`, and what to write the engine's;
requests are repeated by the transport alone, and nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from pydantic import BaseModel

from mappings.desired.issues import DesiredIssue, DesiredMilestone, LabelKind
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
from sync.trackers.redmine.cache import Details, RedmineCache
from sync.trackers.redmine.categories import RedmineCategories
from sync.trackers.redmine.check import Examination
from sync.trackers.redmine.client import RedmineClient
from sync.trackers.redmine.details import DetailReader
from sync.trackers.redmine.issue import Pages, actual_issue, actual_milestone
from sync.trackers.redmine.markers import Marked, key_of, plans_own
from sync.trackers.redmine.offers import projects_open_to
from sync.trackers.redmine.payloads import Issue
from sync.trackers.redmine.project import RedmineProject
from sync.trackers.redmine.settings import TRACKER, RedmineSettings
from sync.trackers.redmine.wiki import RedmineWiki
from sync.trackers.redmine.writing import RedmineWriter
from sync.transport import Limits, Purpose, Transport

_LIMITS = Limits()


class RedmineTracker:
    """The port on one project of a Redmine. The context's cache lets a pull open only the issues that have moved."""

    Settings: type[BaseModel] = RedmineSettings
    offered_projects = staticmethod(projects_open_to)

    def __init__(self, settings: RedmineSettings, context: TrackerContext) -> None:
        self.capabilities = Capabilities(
            fact_field=settings.fact_field is not None,
            labels=frozenset({LabelKind.GROUP}),  # where the bot may; `fetch` finds out
            one_label=True,
            # An operator who knows that nothing stays under way for long shortens the waits that are counted, too.
            held_seconds=min(_LIMITS.patience + _LIMITS.request, 2.5 * settings.in_flight_seconds),
            in_flight_seconds=settings.in_flight_seconds,
            derived_dates=True,  # unless the administrator has chosen otherwise: the API does not tell
            markup="textile",  # or Markdown, as the administrator chose: the API does not tell
        )
        self.traffic = Traffic()
        self._settings = settings
        self._context = context
        self._plan_key = context.plan_key
        self._pages = Pages(settings.url, context.plan_key)
        every = timedelta(hours=settings.full_pull_every)
        cache = RedmineCache(context.cache, now=context.now, full_pull_every=every)
        self._client = RedmineClient(self._connect, settings.project)
        self._project = RedmineProject(self._client, settings)
        self._categories = RedmineCategories(self._client, self._project, cache)
        self._writer = RedmineWriter(self._client, self._project, self._categories, settings, self._pages)
        self._wiki = RedmineWiki(self._client, self._project, settings)
        self._details = DetailReader(self._client, cache)

    def check(self) -> list[Diagnosis]:
        """Everything that would fail later, or make copies, or flood people with mail."""
        parts = Examination(self._client, self._project, self._categories, self._settings, self._context)
        return list(parts.lines())

    def fetch(self) -> Actual:
        """Everything of this plan: a request for each hundred issues, three more, and one for each that reports.

        Once a day two or three more say whether the plan's groups are shown as categories.
        """
        purpose = Purpose(TRACKER, "fetch")
        self._project.tracker(purpose)
        versions = self._project.versions(purpose)
        rows = self._known(self._client.issues(purpose=purpose))
        issues = plans_own(rows, self._plan_key, self._marker_field(purpose))
        details = self._details.read(
            (one.issue for one in issues),
            fact_field=self._fact_field(purpose),
            bot=lambda: self._project.me(purpose).id,
            purpose=purpose,
        )
        labels = self.capabilities.labels if self._categories.used(purpose) else frozenset()
        return Actual(
            tuple(actual_milestone(one, self._pages) for one in versions),
            tuple(self._actual(one, details[one.issue.id], purpose) for one in issues),
            labels,
        )

    def find(self, marker: str) -> ActualIssue | None:
        """The oldest issue of the project that bears the marker, in its field or in its description."""
        purpose = Purpose(TRACKER, "find", marker.partition(":")[2])
        field = self._marker_field(purpose)
        filters = [(f"cf_{field}", "=", marker)] if field is not None else []
        for one in (*filters, ("description", "~", marker)):
            for issue in self._known(self._client.issues(one, purpose=purpose)):
                key = key_of(issue, self._plan_key, self._marker_field(purpose))
                if f"{self._plan_key}:{key}" == marker:
                    return self._whole(issue.id, purpose)
        return None

    def create_milestone(self, milestone: DesiredMilestone) -> Ref:
        """Make a version; Redmine refuses a second one of the same name."""
        return self._writer.create_milestone(milestone)

    def update_milestone(self, ref: Ref, milestone: DesiredMilestone, fields: Collection[str]) -> Ref:
        """Bring these fields to the plan's; a version without its marker gets that below its words."""
        return self._writer.update_milestone(ref, milestone, fields)

    def create_issue(self, issue: DesiredIssue, *, milestone_id: str | None, parent_id: str | None) -> Ref:
        """Make an issue, marker included."""
        return self._writer.create_issue(issue, milestone_id=milestone_id, parent_id=parent_id)

    def update_issue(self, ref: Ref, patch: IssuePatch) -> Ref:
        """Change the plan's fields of an issue, where they still hold what was seen of them."""
        return self._writer.update_issue(ref, patch)

    def close_issue(self, ref: Ref, *, done: bool = False) -> Ref:
        """Close an issue as cancelled or as done. A closed one stays as it is."""
        return self._writer.close_issue(ref, done=done)

    def reopen_issue(self, ref: Ref) -> Ref:
        """Open a closed issue again, as new. An open one stays as it is."""
        return self._writer.reopen_issue(ref)

    def comment(self, ref: Ref, text: str) -> Ref:
        """Put a note under an issue. Whoever watches it gets a mail, as of any note."""
        return self._writer.comment(ref, text)

    def wiki_text(self) -> WikiText:
        """How the project's wiki is written: in Textile or in Markdown, as the administrator chose."""
        return self._wiki.text()

    def read_page(self, title: str) -> WikiPage | None:
        """A page of the project's wiki."""
        return self._wiki.read(title, Purpose(TRACKER, "read_page"))

    def write_page(self, title: str, text: str, *, version: str | None) -> WikiPage:
        """Write a page of the project's wiki. Whoever watches it gets a mail, as of any change."""
        return self._wiki.write(title, text, version, Purpose(TRACKER, "write_page"))

    def close(self) -> None:
        """Let go of the connection, once the work is done."""
        self._client.close()

    def _connect(self) -> Transport:
        folder = self._context.folder
        return Transport(
            self._settings.url,
            traffic=self.traffic,
            headers={"X-Redmine-API-Key": read_token(self._settings, folder)},
            ca_file=ca_path(self._settings, folder),
            now=self._context.now,
        )

    def _fact_field(self, purpose: Purpose) -> int | None:
        return self._project.field(self._settings.fact_field, purpose)

    def _marker_field(self, purpose: Purpose) -> int | None:
        return self._project.field(self._settings.marker_field, purpose)

    def _known(self, issues: list[Issue]) -> list[Issue]:
        """Issues of the project; all of them show which fields there are."""
        self._project.learn(issues)
        return issues

    def _whole(self, number: int, purpose: Purpose) -> ActualIssue | None:
        issue = self._client.issue(number, purpose=purpose, include=["journals"])
        details = self._details.of(
            issue, fact_field=self._fact_field(purpose), bot=lambda: self._project.me(purpose).id
        )
        marked = plans_own([issue], self._plan_key, self._marker_field(purpose))
        return next((self._actual(one, details, purpose) for one in marked), None)

    def _actual(self, one: Marked, details: Details, purpose: Purpose) -> ActualIssue:
        return actual_issue(
            one,
            details,
            closed=self._project.is_closed(one.issue.status, purpose),
            fact_field=self._fact_field(purpose),
            pages=self._pages,
        )
