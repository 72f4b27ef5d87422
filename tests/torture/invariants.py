"""The witness: sees every change of the tracker in the order in which it was made, and knows whose it was.

It reads the tracker's own history, never the engine's ledger, and raises `Breach` for what must never happen.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mappings.desired.issues import Desired
from mappings.marker import fence, find_block, find_key, normal, remarked, staff_part
from sync.difference.safety import UPDATES_PERCENT
from sync.trackers.embedded.words import AUTHOR, CLOSED_STATUSES
from tests.torture.breach import Breach
from tests.torture.promises import Promises, Run
from tests.torture.snapshots import Entry, Said, Seen, Text, as_text, look
from tests.torture.world import COUNTS
from tests.worlds.sync_world import PLAN_KEY

PLAN_FIELDS = ("title", "description", "milestone_id", "start", "due", "parent_id")
POLICIES = {"milestone_id": "milestone", "parent_id": "parent"}  # under which name the mapping knows a column


@dataclass
class Witness:
    """What it has seen so far.

    `mine` are the values of plan fields that Vekha wrote last or that the plan agreed with, by issue and column;
    `ever` all that it has written. `made` are Vekha's own issues by the key they were made for; `excused` those
    that the staff gave a marker since. `removed` are the keys whose issues the staff took away. With `doubt` the
    ledger was lost or rolled back, or the tracker lied: then an older value of Vekha's own may pass for the last; so it
    may on the issues in `unsure`, where the outcome of a write is not known yet. `closed` are those that Vekha closed
    as dropped and nobody has opened since. While lost requests are `arriving`, a closing may be of an issue that the
    plan has taken up since; that is opened again.
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
    arriving: bool = False
    plans: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    may_close: bool = False
    may_finish: bool = False
    promises: Promises = field(default_factory=Promises)
    restful: set[int] = field(default_factory=set)  # dropped issues that the staff have opened again
    raised: set[int] = field(default_factory=set)  # issues of a whole that Vekha opened in this run
    updated: dict[int, set[Text]] = field(default_factory=lambda: defaultdict(set))  # by Vekha in this run
    meant: set[Text] = field(default_factory=set)  # what a person has forced and what is not done yet
    removed_of: set[int] = field(default_factory=set)  # the measures of which the staff took an issue away
    _desired: Desired = field(default_factory=lambda: Desired(PLAN_KEY, (), ()))

    def expects(
        self, desired: Desired, plans: Collection[str], *, removed: str, past: str = "open", run: Run | None = None
    ) -> None:
        """What the next run of the engine goes for; what stands as the plan says is its own from here on."""
        self.removed_of |= self._taken_over(run or Run())
        self.promises.expects(run or Run())
        self.removed_of |= {one.identity for key, one in self.promises.run.places.items() if key in self.removed}
        self.raised.clear()
        self.updated.clear()
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

    def _taken_over(self, run: Run) -> set[int]:
        """The measures that take over, as a person forces it, the numbers of those whose issues the staff took away."""
        told = self.promises
        before = [(key, one.identity) for known in (told.taken_up, told.run.places) for key, one in known.items()]
        taken_away = {key for key, identity in before if identity in self.removed_of - run.told}
        return {one.identity for key, one in run.places.items() if run.forced and key in taken_away}

    def copied(self) -> Witness:
        """What it knows by now, for a second telling of what follows."""
        return copy.deepcopy(self)

    # --- after every step ---

    def look(self, *, engine: bool) -> None:
        """Take in what has changed since the last look. In a step of the engine, raise `Breach` for what may not."""
        now = look(self.path, self.last)
        for _at, event in sorted(self._events(now), key=lambda one: one[0]):
            match event:
                case Entry():
                    self._change(event)
                case Said():
                    self.promises.reported(event.issue, self.key(event.issue), event.text)
                case _:
                    self._addition(event, now, engine=engine)
        self._losses(now, engine=engine)
        self._milestones(now, engine=engine)
        self._strangers(now)
        self.last = now.history[-1][0] if now.history else self.last
        now.history.clear()
        self.seen = now
        self._agree()  # where the staff did what Vekha was about to do, nobody can tell the two apart
        if engine:  # what the plan has taken up it may drop again, also where a lost request took it up
            self.restful = {number for number in self.restful if self.key(number) not in self.wanted}

    def _events(self, now: Seen) -> Iterator[tuple[str, Entry | Said | int]]:
        """What has happened since the last look, by its time."""
        yield from ((entry.at, entry) for entry in now.history)
        yield from ((now.made_at[number], number) for number in now.issues.keys() - self.seen.issues.keys())
        yield from (
            (now.comments[number].at, now.comments[number]) for number in now.comments.keys() - self.seen.comments
        )

    def _addition(self, number: int, now: Seen, *, engine: bool) -> None:
        row = dict(now.issues[number])
        row |= {entry.field: entry.old for entry in reversed(now.history) if entry.issue == number}
        key = _key(row)
        if now.authors[number] != AUTHOR:
            self.seen.issues[number] = row
            if key is not None:
                self._excuse(number)
            return
        if not engine or key is None:
            raise Breach("made unasked", row)
        self._first_of(key, row)
        self.seen.issues[number] = row
        self.made[number] = key
        for name in PLAN_FIELDS:
            self._wrote(number, name, row[name])
        self.promises.written(number, key, row["title"] or "")

    def _first_of(self, key: str, row: dict[str, Text]) -> None:
        """No issue is made under a marker that another one of Vekha's bears at that moment."""
        bearers = [one for one in self.made.keys() - self.excused - self.deleted if self.key(one) == key]
        if bearers:
            raise Breach("duplicate", (bearers, row))

    def _excuse(self, number: int) -> None:
        """The staff have given an issue a marker: what bears the same one is disputed with it."""
        self.excused.add(number)
        key = self.key(number)
        self.promises.dispute([one for one in self.seen.issues if self.key(one) == key] if key else [number])

    def key(self, number: int) -> Text:
        """The key that an issue is marked with."""
        return _key(self.seen.issues.get(number, {}))

    def told_of_deletion(self, number: int, key: str | None) -> None:
        """The staff delete an issue, which may have been made since the last look."""
        self.deleted.add(number)
        self._removed(number, key)

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

    def _change(self, change: Entry) -> None:
        number, name, new = change.issue, change.field, change.new
        row = self.seen.issues.get(number)
        if row is None:  # it was made and deleted between two looks
            return
        if change.author == AUTHOR:
            self._judge(number, row, name, change.old, new)
        else:
            self.by_staff.add((number, name, new))
            self._by_staff(number, row, name, new)
        before = _key(row)
        row[name] = new
        after = _key(row)
        if change.author == AUTHOR:
            self._written(number, name, before)
        elif before != after:
            self._removed(number, before)
            if after is not None:
                self._excuse(number)
            else:
                self.promises.dispute([number])

    def _by_staff(self, number: int, row: dict[str, Text], name: str, new: Text) -> None:
        if name == "fact":
            self.promises.reported(number, _key(row), new or "", field=True)
        if name == "status":
            self.restful |= {number} & self.closed
            self.closed.discard(number)
            self.promises.turned(number, _key(row), new)

    def _removed(self, number: int, key: Text) -> None:
        """The staff took an issue away from its key, and from the measure that it stood for.

        That is the one of Vekha's last words in it. Where a run has not done all yet, or the staff had put the marker
        there, it may be the one of its key as well: by the plan of the last whole run, or by that of the last one.
        """
        if key is None:
            return
        told = self.promises
        places = (told.stands.get(number), told.taken_up.get(key), told.run.places.get(key))
        self.removed.add(key)
        self.removed_of |= {place.identity for place in places if place is not None}

    def _written(self, number: int, name: str, before: Text) -> None:
        row = self.seen.issues[number]
        key = _key(row)
        if name in ("title", "description"):
            self.promises.written(number, key, own_value(name, row[name]) or "")
        if key is not None and key != before:
            self.promises.marked(number, key)

    def _judge(self, number: int, row: dict[str, Text], name: str, old: Text, new: Text) -> None:
        key = _key(row)
        told = f"{number} {key} {name}: {old!r} -> {new!r}"
        if key is None:
            raise Breach("foreign issue touched", told)
        if name == "status":
            self._judge_status(number, key, new, told)
            return
        if name not in PLAN_FIELDS:
            raise Breach("staff's field written", told)
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
        marked_anew = name == "description" and _unmarked(own_value(name, new)) in (_unmarked(own), _BARE)
        if own not in allowed and POLICIES.get(name, name) not in self.plans and not (hung_anew or marked_anew):
            raise Breach("staff's edit overwritten", f"{told}; Vekha's own: {allowed}")
        if name in ("title", "description") and not marked_anew:
            self.updated[number].add(own_value(name, new))
        if not marked_anew or own in allowed:
            self._wrote(number, name, new)

    def _judge_status(self, number: int, key: str, new: Text, told: str) -> None:
        """Of the staff's own field: a dropped issue may be closed, and what was closed so be opened again."""
        dropped = new == "cancelled" and (self.arriving or (self.may_close and key not in self.wanted))
        free = self.doubt or number in self.promises.disputed
        if dropped and number in self.restful and not free:
            raise Breach("what the staff opened again is closed", told)
        if dropped and not (self.promises.run.forced or self.promises.allowed or self.doubt):
            raise Breach("closed unasked", told)
        by_staff = any((one, field) == (number, "status") for one, field, _value in self.by_staff)
        finished = new == "done" and self.may_finish and not by_staff  # as it should have been made
        above = new == "new" and number not in self.closed and self._is_above_open_work(key)
        if not (dropped or finished or above or (new == "new" and number in self.closed)):
            raise Breach("staff's field written", told)
        self.raised |= {number} if above else set()
        self.closed = self.closed | {number} if dropped else self.closed - {number}

    def _is_above_open_work(self, key: str) -> bool:
        """Whether the plan has something below an issue, or has had: then it is opened for what is still to be done."""
        return any(issue.parent == key for issue in self._desired.issues)

    def _losses(self, now: Seen, *, engine: bool) -> None:
        for number in self.seen.issues.keys() - now.issues.keys():
            if number not in self.deleted:
                raise Breach("issue deleted", self.seen.issues[number])
            self.promises.forget(number)
            self._removed(number, _key(self.seen.issues.pop(number)))
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
        if any(one.author == AUTHOR for one in now.comments.values()):
            raise Breach("comment written", now.comments)
        lost = self.seen.comments.keys() - now.comments.keys()
        if lost and not self.deleted:
            raise Breach("comment deleted", lost)

    # --- after a whole run ---

    def whole(self, *, quiet: bool) -> None:
        """A run has done all that was planned. `quiet`: neither staff nor faults came in between."""
        marked = {number: key for number in self.made.keys() - self.excused if (key := self.key(number)) is not None}
        if quiet and not self.doubt and len(marked) != len(set(marked.values())):
            raise Breach("one marker on two issues", sorted(marked.values()))
        below = {row["parent_id"] for row in self.seen.issues.values() if row["status"] not in CLOSED_STATUSES}
        if quiet and any(str(number) not in below for number in self.raised & marked.keys()):
            raise Breach("opened without open work below it", (self.raised, below))
        self.meant.clear()

    def within_limits(self, *, standing: int) -> None:
        """Of an unforced run: no more is written over than a safe share, beside what was allowed before."""
        if self.promises.run.forced:
            words = {own for issue in self._desired.issues for own in (issue.title, normal(issue.block))}
            self.meant |= words
            self.promises.allowed = True
            return
        unasked = [number for number, values in self.updated.items() if not values <= self.meant]
        if len(unasked) * 100 > UPDATES_PERCENT * standing:
            raise Breach("too much written unasked", (standing, self.updated))

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


_BARE = fence(PLAN_KEY, "", "")  # what is put above a block that the staff have broken


def _unmarked(block: Text) -> Text:
    """A plan block without its marker."""
    return None if block is None else remarked(block, PLAN_KEY, "")


def own_value(name: str, value: Text) -> Text:
    """A column's part that is the plan's: of a description its block."""
    return find_block(value or "", PLAN_KEY) if name == "description" else value


def _key(row: dict[str, Text]) -> Text:
    """The key that a row is marked with where the plan's own project holds it."""
    return find_key(row["description"] or "", PLAN_KEY) if row.get("project") == PLAN_KEY else None


def keys(rows: Iterable[dict[str, Text]]) -> list[str]:
    """The keys that rows are marked with."""
    return [key for row in rows if (key := _key(row)) is not None]
