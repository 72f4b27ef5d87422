"""The difference between what should stand in the tracker and what stands there: `diff(...) -> Changeset`.

Pure: data in, data out. Walks milestones and issues and asks `sync.difference.verdict` about each field. It never plans
a deletion, and never a change to an issue without this plan's marker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from mappings.desired.issues import Desired, DesiredIssue, DesiredMilestone, LabelKind
from mappings.marker import marker
from sync.difference.bases import Remembered
from sync.difference.changeset import CLOSING_OWED, Change, Changeset, Drift, Kind, Orphan
from sync.difference.dropped import OF_CLOSING, left_over, stands_as_closed
from sync.difference.fields import (
    Index,
    Sides,
    Values,
    actual_milestone_values,
    desired_issue_values,
    desired_milestone_values,
    impossible_dates,
    index,
    joined,
    parted,
)
from sync.difference.following import Following
from sync.difference.lifting import left_dates, lifted, lifted_in_time
from sync.difference.ordering import bearers, marked_anew, marked_first
from sync.difference.past import first_made
from sync.difference.reopening import reopened, with_parents_open
from sync.difference.rewording import Rewording, rewording, stamped
from sync.difference.verdict import Policy, Verdict, left_to_staff, verdict
from sync.memory import Intent, Link, Memory
from sync.tracker import Actual, ActualIssue, ActualMilestone


@dataclass(frozen=True)
class Rules:
    """What the mapping and the tracker say about the difference."""

    drift: Mapping[str, Policy]  # field -> who has the last word on it
    past: Literal["open", "closed", "skip"] = "open"
    removed: Literal["report", "close"] = "report"
    recreate: bool = False
    reword: bool = False
    in_flight: timedelta = timedelta(seconds=60)
    held: timedelta = timedelta(0)
    clock_ahead: timedelta = timedelta(0)  # the tracker's clock, of the machine's
    labels: frozenset[LabelKind] = frozenset()
    one_label: bool = False
    derived_dates: bool = False


def diff(desired: Desired, actual: Actual, memory: Memory, *, rules: Rules, today: date, now: datetime) -> Changeset:
    """What has to be done so that the tracker says what the plan says."""
    return _Difference(desired, actual, memory, rules, today, now).changeset()


class _Difference:
    def __init__(
        self, desired: Desired, actual: Actual, memory: Memory, rules: Rules, today: date, now: datetime
    ) -> None:
        self._desired = desired
        self._wanted = {issue.key: issue for issue in desired.issues}
        self._memory = memory
        self._rules = rules
        self._today = today
        self._now = now
        linked = {key: link.tracker_id for (kind, key), link in memory.links.items() if kind == "issue"}
        self._index: Index = index(desired, actual, linked)
        self._remembered = Remembered(
            memory, in_flight=rules.in_flight, held=rules.held, now=now, ahead=rules.clock_ahead
        )
        self._lifts = lifted(self._index, self._remembered, self._wanted)
        self._following = Following(self._wanted, self._index, self._remembered, rules.drift, self._lifts, self._is_new)
        self._changes: list[Change] = []
        self._closings: list[Change] = []
        self._drift: list[Drift] = []
        self._links: list[Link] = []
        self._missing: list[Link] = []
        self._unresolved: list[Intent] = []
        self._made: set[str] = set()
        self._compared: set[tuple[str, str]] = set()
        self._unchanged = {"milestone": 0, "issue": 0}
        self._reworded = 0

    def changeset(self) -> Changeset:
        wanted = [issue for issue in map(self._as_past, self._desired.issues) if issue is not None]
        years = {issue.milestone for issue in wanted}
        for milestone in self._desired.milestones:
            if milestone.key in years:
                self._milestone(milestone)
        for issue in wanted:
            self._issue(issue)
        self._changes += sorted(self._closings, key=_is_parent)  # no tracker closes a parent above open children
        orphans = self._orphans()
        changes = with_parents_open(lifted_in_time(self._changes, self._lifts), self._index)
        return Changeset(
            changes=marked_first(changes, self._desired.plan_key),
            drift=tuple(self._drift),
            orphans=orphans,
            missing=tuple(self._missing),
            unresolved=tuple(self._unresolved),
            links=tuple(self._links),
            settled=tuple(intent for intent in self._memory.intents if self._is_settled(intent)),
            standing={
                **{("milestone", key): one.ref.id for key, one in self._index.milestones.items()},
                **{("issue", key): one.ref.id for key, one in self._index.issues.items()},
            },
            bearers=bearers(self._index.issues.values(), self._desired.plan_key),
            unchanged_milestones=self._unchanged["milestone"],
            unchanged_issues=self._unchanged["issue"],
            reworded=self._reworded,
        )

    def _as_past(self, issue: DesiredIssue) -> DesiredIssue | None:
        """What a deadline that has passed before its issue was ever made becomes."""
        if issue.key in self._index.issues or ("issue", issue.key) in self._memory.links:
            return issue
        return first_made(issue, past=self._rules.past, today=self._today)

    def _is_there(self, kind: Kind, key: str) -> bool:
        """Whether something stands in the tracker, or will after this change set has been applied."""
        standing = self._index.issues if kind == "issue" else self._index.milestones
        return key in standing or self._rules.recreate or (kind, key) not in self._memory.links

    def _is_settled(self, intent: Intent) -> bool:
        """Whether nothing more is to be learned from an intent. What the plan has dropped it may ask for again."""
        if intent in self._unresolved:
            return False
        if intent.action in ("comment", "close"):  # what stands there says whether it came
            return not self._remembered.in_flight(intent)
        return (intent.kind, intent.key) in self._compared or intent.action not in ("create", "update")

    def _milestone(self, wanted: DesiredMilestone) -> None:
        actual = self._index.milestones.get(wanted.key)
        ours = desired_milestone_values(wanted)
        if actual is None:
            self._absent("milestone", wanted, ours)
        elif actual.key is None:
            self._unchanged["milestone"] += 1  # the staff's own: it serves, and is not touched
        else:
            theirs = actual_milestone_values(actual)
            base = self._remembered.base("milestone", wanted.key, actual.ref, theirs)
            self._standing("milestone", wanted, actual, Sides(ours, theirs, base))

    def _issue(self, wanted: DesiredIssue) -> None:
        actual = self._index.issues.get(wanted.key)
        ours = desired_issue_values(wanted, self._rules.labels)
        if actual is None:
            self._absent("issue", wanted, ours)
            return
        sides = self._sides_of(wanted, actual, ours)
        link = self._remembered.link("issue", wanted.key, actual.ref)
        as_done = link is not None and CLOSING_OWED in link.base  # and not as dropped
        by_vekha = sides.base.get("status") == "closed" or (self._remembered.has_closed(actual) and not as_done)
        if by_vekha and not wanted.closed and stands_as_closed(actual, sides.base):
            self._changes.append(reopened(actual))  # the plan had dropped it, and asks for it again
        self._standing("issue", wanted, actual, sides, rewording(wanted, sides))
        if CLOSING_OWED in sides.base and self._remembered.intent("issue", wanted.key) not in self._unresolved:
            fields: Values = {"status": "closed"}
            done = replace(wanted, closed=True)
            self._closings.append(Change("close", "issue", wanted.key, fields, done, actual, kept={CLOSING_OWED: None}))

    def _sides_of(self, wanted: DesiredIssue, actual: ActualIssue, ours: Values) -> Sides:
        """What is compared of an issue: the fields that count. Of its labels the plan's; the staff's stay out of it."""
        theirs = self._index.values(actual)
        if "labels" in ours:
            known = self._remembered.labels(wanted.key, actual.ref)
            theirs["labels"] = self._labels(actual, ours["labels"], *known)
        base = self._remembered.base("issue", wanted.key, actual.ref, theirs)
        if not actual.closed:
            for name in OF_CLOSING:  # whoever closes it from here on, it is not what Vekha closed
                base.pop(name, None)
        if self._was_to_be_closed(wanted, actual, base.pop(CLOSING_OWED, None)):
            base[CLOSING_OWED] = actual.status
        if not actual.marked:
            ours = {**ours, "marker": marker(self._desired.plan_key, wanted.key)}
        whole = Sides(ours, theirs, base)
        return replace(whole, ours={name: value for name, value in ours.items() if self._counts(name, actual, whole)})

    def _counts(self, name: str, actual: ActualIssue, sides: Sides) -> bool:
        """Whether what the plan says of a field can be asked for at all."""
        ours, theirs = sides.ours[name], sides.theirs[name]
        match name:
            case "parent":  # it may be gone, and then there is nothing to hang the issue on
                return ours is None or self._is_there("issue", ours)
            case "milestone":
                return ours is None or self._is_there("milestone", ours)
            case "start" | "due":
                taken_back = self._policy(name, ours, theirs) == "plan"
                if theirs in (ours, sides.base.get(name)) or (taken_back and not self._rules.derived_dates):
                    return True
                broken_off = not taken_back and self._following.broke_off(actual, name)
                return not (self._following.follows(actual, name) or broken_off)
            case "labels":  # an issue that never got the plan's was made before the tracker could take them
                return name in sides.base or theirs == ours
            case _:
                return True

    def _was_to_be_closed(self, wanted: DesiredIssue, actual: ActualIssue, owed: str | None) -> bool:
        """Whether an issue of the past stands open only since it could not be closed when it was made.

        The tracker refused that, and it has still the status `owed`; or the answer to the request that made it was
        lost. One that has been changed since is the staff's to close.
        """
        if actual.closed or self._rules.past != "closed" or wanted.due is None:
            return False
        if owed is not None:
            return actual.status == owed and wanted.due < self._today
        intent = self._remembered.intent("issue", wanted.key)
        if intent is None or intent.action != "create" or ("issue", wanted.key) in self._memory.links:
            return False
        if intent.lost_at is None or actual.updated_at is None:
            return False
        untouched = actual.updated_at - self._rules.clock_ahead <= intent.lost_at
        return untouched and wanted.due < intent.opened_at.date()

    def _is_new(self, wanted: DesiredIssue) -> bool:
        return wanted.key not in self._index.issues and self._is_there("issue", wanted.key)

    def _absent(self, kind: Kind, wanted: DesiredMilestone | DesiredIssue, ours: Values) -> None:
        intent = self._remembered.intent(kind, wanted.key)
        link = self._memory.links.get((kind, wanted.key))
        self._compared.add((kind, wanted.key))
        if intent is not None and intent.action == "create" and self._remembered.in_flight(intent):
            self._unresolved.append(intent)
        elif link is not None and not self._rules.recreate:
            self._missing.append(link)
            if link.gone_at is None:
                self._links.append(replace(link, gone_at=self._now))
        else:
            self._changes.append(Change("create", kind, wanted.key, ours, wanted=wanted))
            if kind == "issue":
                self._made.add(wanted.key)

    def _standing(
        self,
        kind: Kind,
        wanted: DesiredMilestone | DesiredIssue,
        actual: ActualMilestone | ActualIssue,
        sides: Sides,
        words: Rewording | None = None,
    ) -> None:
        key, ref = wanted.key, actual.ref
        self._compared.add((kind, key))
        intent = self._remembered.intent(kind, key)
        if intent is not None and self._remembered.may_come(intent, sides.theirs, closed=actual.closed):
            self._unresolved.append(intent)
            return
        sides = words.sides if words else sides
        changed = self._changed(sides, key, ref.url)
        unmarked = changed.keys() == {"marker"}  # it says nothing new
        changed, alone = words.written(changed, now=self._rules.reword) if words else (changed, False)
        agreed = stamped(sides.agreed, wanted) if isinstance(wanted, DesiredIssue) else sides.agreed
        link, fresh = self._remembered.link(kind, key, ref), Link(kind, key, ref.id, ref.url, agreed)
        if link is None:
            self._changes.append(Change("adopt", kind, key, {}, wanted=wanted, actual=actual))
        if fresh != link:
            self._links.append(fresh)
        kept: Values = {}
        if isinstance(actual, ActualIssue) and "description" not in changed:
            base = sides.base.get("description")
            marked, kept = marked_anew(actual, sides.theirs["description"], base, self._desired.plan_key)
            changed = {**changed, **marked}
        if isinstance(actual, ActualIssue) and self._rules.derived_dates:
            kept = {**kept, **left_dates(actual, self._lifts, self._index)}
        if changed:
            before = {name: sides.theirs[name] for name in changed}
            update = Change("update", kind, key, changed, wanted, actual, before, rewords=alone or unmarked, kept=kept)
            self._changes.append(update)
        else:
            self._reworded += alone
            self._unchanged[kind] += link is not None

    def _changed(self, sides: Sides, key: str, url: str | None) -> Values:
        """The fields to be written, by the table; what stays as the staff have it is put down as drift."""
        verdicts = {name: self._verdict(name, sides) for name in sides.ours}
        changed = {name: sides.ours[name] for name, one in verdicts.items() if one is Verdict.WRITE}
        unfit = impossible_dates(changed, sides.theirs)
        kept = [name for name, one in verdicts.items() if one in (Verdict.DRIFT, Verdict.CONFLICT)]
        for name in (*kept, *unfit):
            ours, theirs = sides.ours[name], sides.theirs[name]
            conflict = left_to_staff(ours, sides.written_last(name)) is Verdict.CONFLICT
            self._drift.append(Drift(key, name, ours, theirs, url, conflict))
        return {name: value for name, value in changed.items() if name not in unfit}

    def _verdict(self, name: str, sides: Sides) -> Verdict:
        ours, theirs = sides.ours[name], sides.theirs[name]
        return verdict(ours, theirs, sides.written_last(name), self._policy(name, ours, theirs))

    def _policy(self, name: str, ours: str | None, theirs: str | None) -> Policy:
        """Who has the last word on a field. A parent that is made anew takes back what stood below the one before it.

        Such an issue stands below nothing, or below what stood for that key, and not where the staff put it.
        """
        if name == "marker":
            return "plan"
        if name == "parent" and ours in self._made:
            link = self._memory.links.get(("issue", ours or ""))
            if theirs is None or (link is not None and theirs == f"#{link.tracker_id}"):
                return "plan"
        return self._rules.drift.get(name, "staff")

    def _labels(self, actual: ActualIssue, *of_plan: str | None) -> str | None:
        """Which of these labels of the plan's an issue bears; all that it bears where it can bear but one."""
        names = {" ".join(name.split()) for name in actual.labels}
        return joined(names if self._rules.one_label else names & {name for one in of_plan for name in parted(one)})

    def _orphans(self) -> tuple[Orphan, ...]:
        wanted = {issue.key for issue in self._desired.issues} | self._desired.unfollowed

        def values(issue: ActualIssue, intent: Intent) -> Values:
            labels = self._labels(issue, intent.wanted.get("labels"))
            return {**self._index.values(issue), "labels": labels}

        dropped = [issue for key, issue in self._index.issues.items() if key not in wanted]
        found = left_over(
            dropped,
            self._remembered,
            values,
            plan_key=self._desired.plan_key,
            close=self._rules.removed == "close",
            lifts=self._lifts,
            unfollowed=[one for key, one in self._index.issues.items() if key in self._desired.unfollowed],
        )
        self._changes += found.changes
        self._drift += found.drift
        self._links += found.links.values()
        self._unresolved += found.unresolved
        self._compared |= {("issue", key) for key in found.settled}
        twice = [issue for issue in self._index.duplicates if not issue.closed]
        return (*found.orphans, *(Orphan(one.key, one.title, one.ref.url, "duplicate") for one in twice))


def _is_parent(change: Change) -> bool:
    return isinstance(change.actual, ActualIssue) and change.actual.parent_id is None
