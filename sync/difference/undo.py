"""What takes back the writes of one run: `plan_undo(...) -> Undoing`.

Field by field: a field that still holds what the run wrote gets back what stood there before; one that anybody has
changed since stays. An issue that the run made is closed where nobody has touched it, for nothing is ever deleted; a
report that it imported is withdrawn by another comment, and a question stays.
Pure: data in, data out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from mappings.desired.issues import Desired, DesiredIssue, DesiredMilestone, Label, LabelKind
from mappings.importing.words import years_of
from mappings.signature import Said, mark_of, parted, said_by, signed
from sync.difference.changeset import Change, Changeset
from sync.difference.comments import withdrawn
from sync.difference.fields import Index, Values, actual_milestone_values, index, joined
from sync.difference.fields import parted as names_in
from sync.memory import Memory, Write
from sync.tracker import Actual, ActualIssue, ActualMilestone

Reason = Literal["edited", "gone", "touched", "unresolved", "unknown", "milestone", "children", "already", "asked"]

_REPORTS = re.compile(r"(?<!\w)(?:факт|fact)", re.IGNORECASE)


@dataclass(frozen=True)
class Left:
    """Something that a run wrote and that stays as it is; `field` is empty where all of it stays."""

    kind: str
    key: str
    field: str
    reason: Reason
    url: str | None


@dataclass(frozen=True)
class Undoing:
    """The changes that take a run back, and what stays."""

    changeset: Changeset
    left: tuple[Left, ...]


def plan_undo(
    writes: Sequence[Write],
    desired: Desired,
    actual: Actual,
    memory: Memory,
    *,
    labels: frozenset[LabelKind],
    withdraw: Callable[[str], str] = str,
) -> Undoing:
    """What has to be written so that the tracker holds again what it held before a run.

    `withdraw` words what takes a report back that the run imported.
    """
    return _Undo(writes, desired, actual, memory, labels, withdraw).undoing()


class _Undo:
    def __init__(
        self,
        writes: Sequence[Write],
        desired: Desired,
        actual: Actual,
        memory: Memory,
        labels: frozenset[LabelKind],
        withdraw: Callable[[str], str],
    ) -> None:
        self._writes = [write for write in writes if write.outcome != "dropped" and write.action != "adopt"]
        self._desired = desired
        self._labels = labels
        self._withdraw = withdraw
        linked = {key: link.tracker_id for (kind, key), link in memory.links.items() if kind == "issue"}
        self._index: Index = index(desired, actual, linked)
        self._open = {(intent.kind, intent.key) for intent in memory.intents}
        self._known = {label.name: label for issue in desired.issues for label in issue.labels}
        self._changes: list[Change] = []
        self._left: list[Left] = []
        self._ids: dict[tuple[str, str], str] = {
            **{("milestone", key): one.ref.id for key, one in self._index.milestones.items()},
            **{("issue", key): one.ref.id for key, one in self._index.issues.items()},
        }

    def undoing(self) -> Undoing:
        made = []
        for write in self._writes:
            actual = self._standing(write)
            if (write.kind, write.key) in self._open:
                self._leave(write, "unresolved", actual)
            elif actual is None:
                self._leave(write, "gone", None)
            elif write.action == "create":
                made.append((write, actual))
            elif write.action in ("close", "reopen"):
                self._turn_state(write, actual)
            elif write.action == "comment":
                self._take_words_back(write, actual)
            else:
                self._restore(write, actual)
        self._take_back(made)
        self._changes.sort(key=_is_below_reopened)  # nothing can be opened below what is closed
        return Undoing(Changeset(changes=tuple(self._changes), standing=self._ids), tuple(self._left))

    def _standing(self, write: Write) -> ActualIssue | ActualMilestone | None:
        known = self._index.milestones if write.kind == "milestone" else self._index.issues
        return known.get(write.key)

    def _leave(
        self, write: Write, reason: Reason, actual: ActualIssue | ActualMilestone | None, field: str = ""
    ) -> None:
        url = actual.ref.url if actual is not None else None
        self._left.append(Left(write.kind, write.key, field, reason, url))

    # --- issues that the run has made ---

    def _take_back(self, made: Sequence[tuple[Write, ActualIssue | ActualMilestone]]) -> None:
        """Close what the run has made and nobody has touched, children before their parents."""
        staying: set[str] = set()
        ending = {actual.ref.id for _write, actual in made}
        staying |= {one.parent_id for one in self._index.issues.values() if one.parent_id and one.ref.id not in ending}
        for write, actual in sorted(made, key=lambda one: _is_parent(one[1])):
            reason = self._why_not_closed(write, actual, staying)
            if reason is not None:
                self._leave(write, reason, actual)
                if isinstance(actual, ActualIssue) and actual.parent_id and reason != "already":
                    staying.add(actual.parent_id)
            else:
                assert isinstance(actual, ActualIssue)  # noqa: S101 - a milestone has a reason to stay
                self._changes.append(Change("close", "issue", write.key, {"status": "closed"}, actual=actual))

    def _why_not_closed(self, write: Write, actual: ActualIssue | ActualMilestone, staying: set[str]) -> Reason | None:
        if isinstance(actual, ActualMilestone):
            return "milestone"
        if actual.closed:
            return "already"
        theirs = self._values(write, actual)
        dates = self._index.following(actual)
        same = all(theirs.get(name) == value for name, value in write.after.items() if name not in dates)
        if not same or actual.comments or actual.fact is not None:
            return "touched"
        return "children" if actual.ref.id in staying else None

    # --- fields that the run has changed ---

    def _restore(self, write: Write, actual: ActualIssue | ActualMilestone) -> None:
        theirs = self._values(write, actual)
        back: Values = {}
        for name, written in write.after.items():
            before = write.before.get(name)
            if theirs.get(name) == before or name == "marker":
                continue  # it is so already; or it tells whose the issue is, whatever the run did
            if theirs.get(name) != written:
                self._leave(write, "edited", actual, name)
            elif not self._can_hold(name, before):
                self._leave(write, "unknown", actual, name)
            else:
                back[name] = before
        if back:
            wanted = self._wanted(write.key, back, actual)
            now = {name: theirs[name] for name in back}
            kind: Literal["issue", "milestone"] = "issue" if isinstance(actual, ActualIssue) else "milestone"
            self._changes.append(Change("update", kind, write.key, back, wanted=wanted, actual=actual, before=now))

    def _turn_state(self, write: Write, actual: ActualIssue | ActualMilestone) -> None:
        assert isinstance(actual, ActualIssue)  # noqa: S101 - milestones are never closed
        if actual.closed == (write.action == "reopen"):
            self._leave(write, "already", actual)
            return
        turned: tuple[Literal["reopen", "close"], str] = ("reopen", "open") if actual.closed else ("close", "closed")
        self._changes.append(Change(turned[0], "issue", write.key, {"status": turned[1]}, actual=actual))

    # --- what the run has said ---

    def _take_words_back(self, write: Write, actual: ActualIssue | ActualMilestone) -> None:
        """Put what counted before a report in its place, or withdraw it; what people have reported since stays."""
        assert isinstance(actual, ActualIssue)  # noqa: S101 - nothing is said in a milestone
        text = write.after["comment"] or ""
        words, its_mark = parted(text)
        back = withdrawn(its_mark)
        marks = [mark_of(one.text) for one in actual.comments]
        if said_by(text) is Said.QUESTION:
            self._leave(write, "asked", actual)
        elif its_mark not in marks:
            self._leave(write, "gone", actual)
        elif back in marks:
            self._leave(write, "already", actual)
        elif any(_takes_over(one.text, words) for one in actual.comments[marks.index(its_mark) + 1 :]):
            self._leave(write, "edited", actual)
        else:
            before = write.before.get("comment")
            said = signed(parted(before)[0] if before else self._withdraw(words), back)
            fields: Values = {"comment": said}
            earlier: Values = {"comment": text}
            self._changes.append(Change("comment", "issue", write.key, fields, actual=actual, before=earlier))

    def _values(self, write: Write, actual: ActualIssue | ActualMilestone) -> Values:
        if isinstance(actual, ActualMilestone):
            return actual_milestone_values(actual)
        theirs = self._index.values(actual)
        of_plan = {*names_in(write.before.get("labels")), *names_in(write.after.get("labels"))}
        theirs["labels"] = joined({" ".join(name.split()) for name in actual.labels} & of_plan)
        return theirs

    def _can_hold(self, name: str, before: str | None) -> bool:
        """Whether an earlier value can be written again: its text is known, its milestone or parent stands."""
        if name == "description":
            return before is not None
        if name in ("milestone", "parent") and before is not None:
            kind = "milestone" if name == "milestone" else "issue"
            if before.startswith("#"):
                self._ids[kind, before] = before[1:]  # one of the staff's own, which goes by its number
            return (kind, before) in self._ids
        return name != "labels" or bool(self._labels)

    def _wanted(self, key: str, back: Values, actual: ActualIssue | ActualMilestone) -> DesiredIssue | DesiredMilestone:
        start, due = (_day(back[name]) if name in back else getattr(actual, name) for name in ("start", "due"))
        title = back.get("title") or actual.title
        if isinstance(actual, ActualMilestone):
            planned = next((one for one in self._desired.milestones if one.key == key), None)
            text = planned.description if planned is not None else ""
            return DesiredMilestone(key, title, text, start or date(int(key), 1, 1), due or date(int(key), 12, 31))
        return DesiredIssue(
            key=key,
            title=title,
            block=back.get("description") or "",
            milestone=back.get("milestone"),
            parent=back.get("parent"),
            start=start,
            due=due,
            labels=tuple(self._label(name) for name in names_in(back.get("labels"))),
        )

    def _label(self, name: str) -> Label:
        """A label by its name; one that the plan no longer has is of whatever kind the tracker takes."""
        known = self._known.get(name) or Label(min(self._labels), name, name)
        return known if known.kind in self._labels else replace(known, kind=min(self._labels))


def _takes_over(later: str, words: str) -> bool:
    """Whether a later comment reports what an imported one did: one of people's, or another import of that period."""
    said = said_by(later)
    if said is None:
        return _REPORTS.search(later) is not None
    return said is not Said.QUESTION and bool(years_of(words)) and years_of(later) == years_of(words)


def _is_below_reopened(change: Change) -> bool:
    return change.action == "reopen" and not _is_parent(change.actual)


def _is_parent(actual: ActualIssue | ActualMilestone | None) -> bool:
    return isinstance(actual, ActualIssue) and actual.parent_id is None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
