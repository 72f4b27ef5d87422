"""Milestones of a GitLab project: read with those of the groups above, and written where they are the project's own.

Decides which belong to the plan: the project's own that bear its marker. A title serves once in a project and the
groups above it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mappings.desired.issues import DesiredMilestone
from mappings.language import gettext as _
from mappings.marker import normal
from sync.errors import Rejected
from sync.tracker import ActualMilestone, Ref
from sync.trackers.fingerprints import same
from sync.trackers.gitlab.client import GitlabClient, number_of
from sync.trackers.gitlab.payloads import ANSWERS, Milestone
from sync.trackers.gitlab.project import GitlabProject
from sync.trackers.gitlab.refusals import not_taken
from sync.trackers.gitlab.settings import TRACKER
from sync.trackers.gitlab.text import find_key, still_milestone, still_title, wake_title
from sync.transport import Purpose

_FIELDS = ("title", "start", "due")
_TAKEN = "already being used"  # app/models/concerns/milestoneish.rb, `uniqueness_of_title`


class GitlabMilestones:
    """The milestones that the project's issues may be put into."""

    def __init__(self, client: GitlabClient, project: GitlabProject, plan_key: str) -> None:
        self._client = client
        self._project = project
        self._plan_key = plan_key

    def all(self, purpose: Purpose) -> list[ActualMilestone]:
        """All of them, opened and closed; on servers before 16.7 without the groups'."""
        params = [("state", "all"), ("include_ancestors", "true")]
        rows = self._client.rows(Milestone, self._project.path("milestones", purpose), params, purpose=purpose)
        return [self._actual(one) for one in rows]

    def create(self, milestone: DesiredMilestone) -> Ref:
        """Make a milestone."""
        purpose = Purpose(TRACKER, "create_milestone", milestone.key)
        self._project.require(purpose)
        values = {**_values(milestone, _FIELDS), "description": still_milestone(milestone.description, self._plan_key)}
        return self._written("POST", self._project.path("milestones", purpose), values, milestone, _FIELDS, purpose)

    def update(self, ref: Ref, milestone: DesiredMilestone, fields: Collection[str]) -> Ref:
        """Bring these fields to the plan's, and put the marker where it is missing, below the staff's words."""
        purpose = Purpose(TRACKER, "update_milestone", milestone.key)
        self._project.require(purpose)
        path = self._project.path(f"milestones/{number_of(ref.id, purpose)}", purpose)
        there = self._client.read(Milestone, path, purpose=purpose)
        values = _values(milestone, fields)
        if find_key(there.description or "", self._plan_key) != milestone.key:
            words = normal(there.description or "")
            block = still_milestone(milestone.description, self._plan_key)
            values["description"] = f"{words}\n\n{block}" if words else block
        return self._written("PUT", path, values, milestone, fields, purpose)

    def _actual(self, milestone: Milestone) -> ActualMilestone:
        """A milestone as the port knows it. One of a group's is the staff's, whatever it says."""
        own = milestone.project_id is not None
        return ActualMilestone(
            _ref(milestone),
            find_key(milestone.description or "", self._plan_key) if own else None,
            wake_title(milestone.title),
            milestone.start_date,
            milestone.due_date,
            closed=milestone.state == "closed",
        )

    def _written(
        self,
        method: str,
        path: str,
        values: Mapping[str, str],
        wanted: DesiredMilestone,
        fields: Collection[str],
        purpose: Purpose,
    ) -> Ref:
        try:
            made = ANSWERS.parsed(Milestone, self._client.write(method, path, values, purpose=purpose).data, purpose)
        except Rejected as error:
            if _TAKEN not in error.message:
                raise
            message = _("the title «{title}» is taken by a milestone of the project or of a group above it")
            hint = _(
                "rename the other one, or set another milestone_title in the mapping; one that the bot may see serves "
                "for the plan as it is"
            )
            message = message.format(title=wanted.title)
            raise Rejected("milestone-taken", message, purpose, field="title", hint=hint) from None
        holds = {
            "title": same(wake_title(made.title), wanted.title),
            "start": made.start_date == wanted.start,
            "due": made.due_date == wanted.due,
            "marker": find_key(made.description or "", self._plan_key) == wanted.key,
        }
        left_out = [name for name, kept in holds.items() if not kept and name in {*fields, "marker"}]
        if left_out:
            raise not_taken(left_out, purpose)
        return _ref(made)


def _values(milestone: DesiredMilestone, fields: Collection[str]) -> dict[str, str]:
    ours = {
        "title": ("title", still_title(milestone.title)),
        "start": ("start_date", milestone.start.isoformat()),
        "due": ("due_date", milestone.due.isoformat()),
    }
    return dict(pair for name, pair in ours.items() if name in fields)


def _ref(milestone: Milestone) -> Ref:
    return Ref(str(milestone.id), milestone.web_url)
