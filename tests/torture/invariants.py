"""The witness: sees every change of the tracker in the order in which it was made, and knows whose it was.

It reads the tracker's own history, never the engine's ledger, and raises `Breach` for what must never happen.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mappings.desired.issues import Desired
from mappings.marker import find_block, find_key, normal, staff_part
from sync.trackers.embedded.words import AUTHOR
from tests.torture.snapshots import Seen, Text, as_text, look
from tests.torture.world import COUNTS
from tests.worlds.sync_world import PLAN_KEY

PLAN_FIELDS = ("title", "description", "milestone_id", "start", "due", "parent_id")
POLICIES = {"milestone_id": "milestone", "parent_id": "parent"}  # under which name the mapping knows a column


class Breach(AssertionError):
    """What must never happen has happened. `rule` is its short name."""

    def __init__(self, rule: str, told: object) -> None:
        super().__init__(f"{rule}: {str(told)[:1500]}")
        self.rule = rule


@dataclass
class Witness:
    """What it has seen so far.

    `mine` are the values of plan fields that Vekha wrote last or that the plan agreed with, by issue and column;
    `ever` all that it has written. `made` are Vekha's own issues by the key they were made for; `excused` those
    that the staff gave a marker since. `removed` are the keys whose issues the staff took away. With `doubt` the
    ledger was lost or rolled back, or the tracker lied: then an older value of Vekha's own may pass for the last; so it
    may on the issues in `unsure`, where the outcome of a write is not known yet. `closed` are those that Vekha closed
    as dropped and nobody has opened since.
    """

    path: Path
    seen: Seen = field(default_factory=Seen)
    last: int = 0
    mine: dict[tuple[int, str], set[Text]] = field(default_factory=lambda: defaultdict(set))
    ever: dict[tuple[int, str], set[Text]] = field(default_factory=lambda: defaultdict(set))
    wrote: dict[tuple[int, str], Text] = field(default_factory=dict)
    made: dict[int, str] = field(default_factory=dict)
    made_years: dict[int, str] = field(default_factory=dict)
    excused: set[int] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    removed_years: set[str] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    by_staff: set[tuple[int, str, Text]] = field(default_factory=set)
    doubt: bool = False
    touched: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    plans: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    may_close: bool = False
    may_finish: bool = False
    _desired: Desired = field(default_factory=lambda: Desired(PLAN_KEY, (), ()))

    def expects(self, desired: Desired, plans: Collection[str], *, removed: str, past: str = "open") -> None:
        """What the next run of the engine goes for; what stands as the plan says is its own from here on."""
        self.plans = frozenset(plans)
        self.wanted = frozenset(issue.key for issue in desired.issues)
        self.may_close = removed == "close"
        self.may_finish = past == "closed"
        self._desired = desired
        self._agree()

    def _agree(self) -> None:
        desired = self._desired
        issues = {issue.key: issue for issue in desired.issues}
        years = {one.key: one for one in desired.milestones}
        for number, row in self.seen.issues.items():
            wanted = issues.get(_key(row) or "")
            if wanted is None:
                continue
            ours = {
                "title": wanted.title,
                "description": normal(wanted.block),
                "start": as_text(wanted.start),
                "due": as_text(wanted.due),
                "milestone_id": wanted.milestone,
                "parent_id": wanted.parent,
            }
            for name, value in ours.items():
                if self._shown(name, row) == value:
                    self.mine[number, name].add(own_value(name, row[name]))
        for number, row in self.seen.milestones.items():
            year = years.get(_key(row) or "")
            for name in ("title", "start", "due") if year is not None else ():
                if row[name] == as_text(getattr(year, name)):
                    self.mine[-number, name].add(row[name])

    def _shown(self, name: str, row: dict[str, Text]) -> Text:
        """A column as the plan would say it: its milestone by the year, its parent by the key."""
        value = row[name]
        if value is None or name not in POLICIES:
            return own_value(name, value)
        if name == "parent_id":
            return _key(self.seen.issues.get(int(value), {}))
        milestone = self.seen.milestones.get(int(value), {})
        return _key(milestone) or self._year_of(milestone.get("title"))

    def _year_of(self, title: Text) -> Text:
        """The year that an unmarked milestone of this title serves for, where no marked one does; or the title."""
        marked = {_key(row) for row in self.seen.milestones.values()}
        serves = (one.key for one in self._desired.milestones if one.title == title and one.key not in marked)
        return next(serves, title)

    def copied(self) -> Witness:
        """What it knows by now, for a second telling of what follows."""
        return copy.deepcopy(self)

    # --- after every step ---

    def look(self, *, engine: bool) -> None:
        """Take in what has changed since the last look. In a step of the engine, raise `Breach` for what may not."""
        now = look(self.path, self.last)
        self._additions(now, engine=engine)
        for change in now.history:
            self._change(*change)
        self._losses(now, engine=engine)
        self._milestones(now, engine=engine)
        self._strangers(now)
        self.last = now.history[-1][0] if now.history else self.last
        now.history.clear()
        self.seen = now
        self._agree()  # where the staff did what Vekha was about to do, nobody can tell the two apart
        self._one_for_each()

    def _additions(self, now: Seen, *, engine: bool) -> None:
        for number in now.issues.keys() - self.seen.issues.keys():
            row = dict(now.issues[number])
            row |= {name: old for _id, issue, _by, name, old, _new in reversed(now.history) if issue == number}
            self.seen.issues[number] = row
            if now.authors[number] != AUTHOR:
                if _key(row) is not None:
                    self.excused.add(number)
                continue
            key = _key(row)
            if not engine or key is None:
                raise Breach("made unasked", row)
            self.made[number] = key
            for name in PLAN_FIELDS:
                self._wrote(number, name, row[name])

    def told_of_deletion(self, number: int, key: str | None) -> None:
        """The staff delete an issue, which may have been made since the last look."""
        self.deleted.add(number)
        self.removed |= {key} if key is not None else set()

    def learned(self, *, all_is_known: bool) -> None:
        """What the engine wrote since the last call: whether it knows by now what came of it."""
        self.unsure = set() if all_is_known else self.unsure | self.touched
        self.touched.clear()

    def _wrote(self, number: int, name: str, value: Text) -> None:
        self.touched.add(number)
        own = own_value(name, value)
        self.mine[number, name] = {own}
        self.ever[number, name].add(own)
        self.wrote[number, name] = own

    def _change(self, _id: int, number: int, author: str, name: str, old: Text, new: Text) -> None:
        row = self.seen.issues.get(number)
        if row is None:  # it was made and deleted between two looks
            return
        if author == AUTHOR:
            self._judge(number, row, name, old, new)
        else:
            self.by_staff.add((number, name, new))
            self.closed -= {number} if name == "status" else set()
        before = _key(row)
        row[name] = new
        after = _key(row)
        if before != after and author == AUTHOR:
            if after != self.made.get(number, after):
                raise Breach("marker of another key", (number, before, after))
        elif before != after:
            self.removed |= {before} if before is not None else set()
            if after is not None:
                self.excused.add(number)

    def _judge(self, number: int, row: dict[str, Text], name: str, old: Text, new: Text) -> None:
        key = _key(row)
        told = f"{number} {key} {name}: {old!r} -> {new!r}"
        if key is None:
            raise Breach("foreign issue touched", told)
        if name not in PLAN_FIELDS:
            closed = new == "cancelled" and self.may_close and key not in self.wanted
            by_staff = any((one, field) == (number, "status") for one, field, _value in self.by_staff)
            finished = new == "done" and self.may_finish and not by_staff  # as it should have been made
            taken_up = new == "new" and (number in self.closed or self._is_above_open_work(key))
            if name != "status" or not (closed or finished or taken_up):
                raise Breach("staff's field written", told)
            self.closed = self.closed | {number} if closed else self.closed - {number}
            return
        if name == "description" and staff_part(old or "") != staff_part(new or ""):
            raise Breach("staff's words lost", told)
        own = own_value(name, old)
        allowed = self.mine[number, name] | (self.ever[number, name] if self.doubt else set())
        if own not in allowed and number in self.unsure and own in self.ever[number, name]:
            COUNTS["set back unseen"] += (
                1  # the answer was lost and the staff set the old value: as if nothing had been written
            )
            allowed = self.ever[number, name]
        hung_anew = name == "parent_id" and old is None
        if own not in allowed and POLICIES.get(name, name) not in self.plans and not hung_anew:
            raise Breach("staff's edit overwritten", f"{told}; Vekha's own: {allowed}")
        self._wrote(number, name, new)

    def _is_above_open_work(self, key: str) -> bool:
        """Whether the plan has something below an issue, or has had: then it is opened for what is still to be done."""
        return any(issue.parent == key for issue in self._desired.issues)

    def _losses(self, now: Seen, *, engine: bool) -> None:
        for number in self.seen.issues.keys() - now.issues.keys():
            if number not in self.deleted:
                raise Breach("issue deleted", self.seen.issues[number])
            key = _key(self.seen.issues.pop(number))
            self.removed |= {key} if key is not None else set()
        for number, row in self.seen.issues.items():
            there = now.issues[number]
            if row["milestone_id"] is not None and int(row["milestone_id"]) not in now.milestones:
                row["milestone_id"] = None  # it went with its milestone, which leaves no trace in the history
            if row != there:
                raise Breach("changed past the history", {name: (row[name], there[name]) for name in row})
        if engine and self.seen.milestones.keys() - now.milestones.keys():
            raise Breach("milestone deleted", self.seen.milestones)

    def _milestones(self, now: Seen, *, engine: bool) -> None:
        for number, row in now.milestones.items():
            before = self.seen.milestones.get(number)
            if before is None and engine:
                self.made_years[number] = _key(row) or ""
                for name in ("title", "start", "due"):
                    self.mine[-number, name] = {row[name]}
            elif engine and before is not None and before != row:
                self._judge_milestone(number, before, row)
            elif before is not None and _key(before) not in (None, _key(row)):
                self.removed_years.add(_key(before) or "")
        for number in self.seen.milestones.keys() - now.milestones.keys():
            self.removed_years.add(_key(self.seen.milestones[number]) or "")
        years = [_key(row) for number, row in now.milestones.items() if number in self.made_years and _key(row)]
        if engine and len(years) != len(set(years)):
            raise Breach("duplicate milestone", years)

    def _judge_milestone(self, number: int, before: dict[str, Text], row: dict[str, Text]) -> None:
        for name, value in row.items():
            told = f"milestone {number} {name}: {before[name]!r} -> {value!r}"
            if before[name] == value:
                continue
            if name not in ("title", "start", "due") or _key(before) is None:
                raise Breach("foreign milestone touched", told)
            if before[name] not in self.mine[-number, name] and name not in self.plans and not self.doubt:
                raise Breach("staff's edit overwritten", told)
            self.mine[-number, name] = {value}

    def _strangers(self, now: Seen) -> None:
        if any(author == AUTHOR for author in now.comments.values()):
            raise Breach("comment written", now.comments)
        lost = self.seen.comments.keys() - now.comments.keys()
        if lost and not self.deleted:
            raise Breach("comment deleted", lost)

    def _one_for_each(self) -> None:
        numbers = [number for number in self.made if number in self.seen.issues and number not in self.excused]
        keys = [self.made[number] for number in numbers if _key(self.seen.issues[number]) is not None]
        if len(keys) != len(set(keys)):
            raise Breach("duplicate", sorted(keys))

    # --- for who wants to know ---

    def standing(self) -> dict[str, list[int]]:
        """The issues of the plan's project by the key that they are marked with."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, row in self.seen.issues.items():
            key = _key(row)
            if key is not None:
                found[key].append(number)
        return found

    def still_own(self, number: int, name: str) -> bool:
        """Whether a column stands as Vekha wrote it last."""
        return (number, name) in self.wrote and self.wrote[number, name] == own_value(
            name, self.seen.issues[number][name]
        )


def own_value(name: str, value: Text) -> Text:
    """A column's part that is the plan's: of a description its block."""
    return find_block(value or "", PLAN_KEY) if name == "description" else value


def _key(row: dict[str, Text]) -> Text:
    """The key that a row is marked with where the plan's own project holds it."""
    return find_key(row["description"] or "", PLAN_KEY) if row.get("project") == PLAN_KEY else None


def keys(rows: Iterable[dict[str, Text]]) -> list[str]:
    """The keys that rows are marked with."""
    return [key for row in rows if (key := _key(row)) is not None]
