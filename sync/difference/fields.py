"""The plan's fields of milestones and issues, in the one form in which desired, actual and base are compared.

Milestones and parents go by their keys, never by a tracker's ids; a foreign one is shown as `#ID`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from mappings.desired.issues import Desired, DesiredIssue, DesiredMilestone, Label, LabelKind
from mappings.marker import find_block, marker, normal
from sync.difference.verdict import Base, Never
from sync.tracker import Actual, ActualIssue, ActualMilestone

Values = dict[str, str | None]


@dataclass(frozen=True)
class Sides:
    """The plan's fields of one thing three times: what the plan says, what stands there, what was written last."""

    ours: Values
    theirs: Values
    base: Values

    def written_last(self, name: str) -> Base:
        """The base of a field."""
        return self.base.get(name, Never.WRITTEN)

    @property
    def agreed(self) -> Values:
        """What counts as written from now on: what was, and what stands there as the plan says."""
        return {**self.base, **{name: value for name, value in self.ours.items() if self.theirs[name] == value}}


def desired_issue_values(issue: DesiredIssue, kinds: Collection[LabelKind] = ()) -> Values:
    """What the plan says of an issue; of its labels, where the tracker takes some of these kinds."""
    labels = {"labels": joined(label.name for label in wanted_labels(issue, kinds))} if kinds else {}
    return {
        **labels,
        "title": issue.title,
        "description": normal(issue.block),
        "milestone": issue.milestone,
        "start": _day(issue.start),
        "due": _day(issue.due),
        "parent": issue.parent,
    }


def wanted_labels(issue: DesiredIssue, kinds: Collection[LabelKind]) -> tuple[Label, ...]:
    """The issue's labels of these kinds."""
    return tuple(label for label in issue.labels if label.kind in kinds)


def joined(names: Iterable[str]) -> str | None:
    """Names of labels as one value; the plan's hold no comma."""
    return ", ".join(sorted(names)) or None


def parted(value: str | None) -> tuple[str, ...]:
    """The names in such a value."""
    return tuple(value.split(", ")) if value else ()


def desired_milestone_values(milestone: DesiredMilestone) -> Values:
    """What the plan says of a milestone."""
    return {"title": milestone.title, "start": _day(milestone.start), "due": _day(milestone.due)}


def actual_milestone_values(milestone: ActualMilestone) -> Values:
    """What stands in a milestone."""
    return {"title": " ".join(milestone.title.split()), "start": _day(milestone.start), "due": _day(milestone.due)}


@dataclass(frozen=True)
class Index:
    """Which key stands for which milestone and issue of the tracker, both ways.

    Of two issues with one marker the one the ledger knows counts, or else the older one.
    """

    milestones: Mapping[str, ActualMilestone]
    issues: Mapping[str, ActualIssue]
    duplicates: tuple[ActualIssue, ...]
    milestone_keys: Mapping[str, str]
    issue_keys: Mapping[str, str]
    plan_key: str
    children: Mapping[str, tuple[ActualIssue, ...]]

    def following(self, issue: ActualIssue) -> tuple[str, ...]:
        """The dates of an issue that are those of its children: some trackers derive them, whoever moved a child."""
        below = self.children.get(issue.ref.id, ())
        starts = [child.start for child in below if child.start is not None]
        dues = [child.due for child in below if child.due is not None]
        same = {"start": starts and issue.start == min(starts), "due": dues and issue.due == max(dues)}
        return tuple(name for name, follows in same.items() if follows)

    def values(self, issue: ActualIssue) -> Values:
        """What stands in the plan's fields of an issue; the description is None where its fences are lost."""
        return {
            "title": " ".join(issue.title.split()),
            "description": find_block(issue.description, self.plan_key),
            "milestone": _named(issue.milestone_id, self.milestone_keys),
            "start": _day(issue.start),
            "due": _day(issue.due),
            "parent": _named(issue.parent_id, self.issue_keys),
            "marker": marker(self.plan_key, issue.key) if issue.marked else None,
        }


def index(desired: Desired, actual: Actual, linked: Mapping[str, str]) -> Index:
    """Index what stands in the tracker; `linked` maps issue keys to the tracker's ids that the ledger knows.

    A milestone of the staff's own that already bears a year's title serves for that year as it is.
    """
    milestones = {one.key: one for one in reversed(actual.milestones) if one.key is not None}
    for wanted in desired.milestones:
        same = next((one for one in actual.milestones if one.key is None and one.title == wanted.title), None)
        if same is not None:
            milestones.setdefault(wanted.key, same)
    issues: dict[str, ActualIssue] = {}
    duplicates = []
    for issue in sorted(
        actual.issues, key=lambda one: (linked.get(one.key) != one.ref.id, len(one.ref.id), one.ref.id)
    ):
        if issue.key in issues:
            duplicates.append(issue)
        else:
            issues[issue.key] = issue
    below: dict[str, list[ActualIssue]] = defaultdict(list)
    for issue in issues.values():
        if issue.parent_id is not None:
            below[issue.parent_id].append(issue)
    return Index(
        milestones,
        issues,
        tuple(duplicates),
        {one.ref.id: key for key, one in milestones.items()},
        {one.ref.id: one.key for one in actual.issues},
        desired.plan_key,
        {parent: tuple(children) for parent, children in below.items()},
    )


def impossible_dates(changed: Values, theirs: Values) -> list[str]:
    """The dates that would not fit what the staff have set: no tracker takes a start after its due date."""
    start, due = changed.get("start", theirs["start"]), changed.get("due", theirs["due"])
    if start is None or due is None or start <= due:
        return []
    return [name for name in ("start", "due") if name in changed]


def _named(tracker_id: str | None, keys: Mapping[str, str]) -> str | None:
    return None if tracker_id is None else keys.get(tracker_id, f"#{tracker_id}")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
