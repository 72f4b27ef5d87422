"""Which issue goes on standing for which deadline when an amendment changes the dates of a measure.

An issue goes with what it was written for: what was reported on it, its state and its comments stay with their
deadline, or with the measure as a whole. This is the table of docs/amendments.md as far as an issue gets another key by
it; where it keeps its key, nothing is to be done. Pure: data in, data out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from mappings.plan import WHOLE, Deadline, Measure, Recurrence
from sync.difference.dropped import closed_by_vekha
from sync.difference.renaming import measure_of
from sync.memory import Memory
from sync.tracker import Actual, ActualIssue


@dataclass(frozen=True)
class Standing:
    """An issue as it stands, and what it stood for by the plan that it was last written by.

    `due` is that plan's date, where it is known, or else the one that stands there. `alone` says of a measure's own
    issue that it stood for the only deadline, and not for the measure as a whole. On one that is `worked_on` the staff
    have said or done something. A `stray` one was left behind under a number that another measure has by now. One that
    is `finished` is closed, and not only because the plan had dropped it.
    """

    key: str
    due: date | None
    alone: bool
    closed: bool
    worked_on: bool
    finished: bool
    stray: bool = False


def standing_issues(
    actual: Actual, memory: Memory, worked_on: Collection[str], renumbered: Collection[str] = ()
) -> dict[str, Standing]:
    """What stands for which key.

    `worked_on` are the tracker's ids of the issues on which the staff have worked, `renumbered` of those that came
    under their numbers by the plan's renaming, whose markers are still the old ones.
    """
    linked = {key: link.tracker_id for (kind, key), link in memory.links.items() if kind == "issue"}
    known, under_way = {*linked.values(), *renumbered}, _under_way(memory)
    found: dict[str, Standing] = {}
    for one in sorted(actual.issues, key=lambda one: (linked.get(one.key) != one.ref.id, len(one.ref.id), one.ref.id)):
        stray = one.ref.id not in known and one.key not in under_way and measure_of(one.key) in memory.renamed
        found.setdefault(one.key, replace(_standing(one, memory, one.ref.id in worked_on), stray=stray))
    return found


def is_of_deadline(key: str) -> bool:
    """Whether a key names a deadline, and not a measure or what spoke of it as a whole."""
    return key.partition("/")[2] not in ("", WHOLE)


def moved_deadlines(
    measures: Iterable[Measure],
    standing: Mapping[str, Standing],
    memory: Memory,
    *,
    unfollowed: Collection[str] = frozenset(),
) -> dict[str, str]:
    """The issues that go on under another key, old to new. No two of them meet, and none meets one that stays.

    For `unfollowed` keys no issue is made.
    """
    settled = {*(memory.known_keys or ()), *unfollowed}
    known = {*standing, *(key for kind, key in memory.links if kind == "issue"), *_under_way(memory)}
    there: dict[str, list[Standing]] = {}
    for one in standing.values():
        there.setdefault(measure_of(one.key), []).append(one)
    moves: dict[str, str] = {}
    for measure in measures:
        followed = len(measure.deadlines) > 1 or measure.key not in unfollowed
        if measure.deadlines and measure.key in there and followed:
            moves |= _Measure(measure, there[measure.key], known, settled).moves()
    return moves


def _under_way(memory: Memory) -> set[str]:
    """The issues that a lost request may be making."""
    return {intent.key for intent in memory.intents if (intent.kind, intent.action) == ("issue", "create")}


class _Measure:
    """The issues of one measure beside the dates that its plan asks for."""

    def __init__(
        self, measure: Measure, there: list[Standing], known: Collection[str], settled: Collection[str]
    ) -> None:
        self._measure = measure
        self._known = known
        self._settled = settled
        self._own = next((one for one in there if one.key == measure.key), None)
        kept = {measure.issue_key(deadline) for deadline in measure.deadlines}
        whole = (measure.key, measure.whole_key)
        self._kept = {one.key: one for one in there if one.key in kept}
        self._children = [one for one in there if one.key not in (*whole, *kept) and not one.stray]

    def moves(self) -> dict[str, str]:
        if len(self._measure.deadlines) == 1:
            return self._to_one(self._measure.deadlines[0])
        return self._to_several()

    def _to_one(self, deadline: Deadline) -> dict[str, str]:
        """Of several deadlines one is left: the issue that stood for it is the measure's own from now on.

        The measure's issue steps aside for it, or for a new one where it is closed: its words are of the whole. So does
        what is known of one that is gone.
        """
        own, key, whole = self._own, self._measure.key, self._measure.whole_key
        if key in self._known and (whole in self._known or (own is not None and own.alone)):
            return {}
        worked_on = {one.key for one in self._children if one.worked_on}
        heir = dict.fromkeys(worked_on & self._pairs(self._children, [deadline], [deadline]).keys(), key)
        steps_aside = bool(heir) or (own is not None and own.closed and bool(self._children))
        aside = {key: whole} if key in self._known and steps_aside else {}
        return heir | aside

    def _to_several(self) -> dict[str, str]:
        """A lone deadline's issue stays that deadline's where it was worked on; else it is the measure's as a whole.

        Where another one speaks of the whole already it stays a deadline's in any case, and that one comes back.
        """
        own, key, whole = self._own, self._measure.key, self._measure.whole_key
        stands_aside = whole in self._known
        lone = own if own is not None and own.alone and (own.worked_on or stands_aside) else None
        spare = self._spare(lone)
        if lone and spare:
            moves = {key: spare, spare: whole if stands_aside else key}
        else:
            free = self._free()
            new = [one for one in free if one.key not in self._settled]
            moves = self._pairs([*self._children, *([lone] if lone else [])], free, new)
        if lone and key not in moves and lone.closed and lone.due is not None:
            dropped = f"{key}/{lone.due.year}"  # it is finished, and stays what the plan no longer asks for
            moves |= {key: dropped} if dropped not in self._known else {}
        if key in moves and stands_aside:
            moves[whole] = key
        return moves

    def _free(self) -> list[Deadline]:
        """The deadlines for which nothing stands, nor ever did."""
        return [one for one in self._measure.deadlines if one.key not in self._known]

    def _spare(self, lone: Standing | None) -> str | None:
        """The key of an issue that stands for a lone issue's date as well, and that gives way to it.

        Nobody has worked on it; or it is one of an earlier plan that nobody finished, and the lone one is finished.
        """
        if lone is None or not lone.worked_on:
            return None
        fits = [
            deadline.key
            for same in (_same_day, _same_year)
            for deadline in self._measure.deadlines
            if same(lone, deadline)
        ]
        return next((key for key in fits[:1] if key in self._kept and self._gives_way(self._kept[key], lone)), None)

    def _gives_way(self, one: Standing, lone: Standing) -> bool:
        left_over = one.key not in self._settled and not one.finished
        return not one.worked_on or (left_over and lone.finished)

    def _pairs(self, left: list[Standing], free: list[Deadline], new: list[Deadline]) -> dict[str, str]:
        """Which issue goes on for which date: for its own day, one of its year, or the only one that can be meant.

        The last is of `new` dates alone: one that an earlier run went for gets the issue that was to be made for it.
        """
        pairs: dict[str, str] = {}
        for fits in (_same_day, _same_year):
            for deadline in free:
                near = [one for one in left if one.key not in pairs and fits(one, deadline)]
                if near and deadline.key not in pairs.values():
                    pairs[min(near, key=lambda one: _apart(one, deadline)).key] = deadline.key
        old = [one for one in left if one.key not in (*pairs, self._measure.key) and not one.closed]
        open_yet = [one for one in new if one.key not in pairs.values()]
        if len(old) == len(open_yet) == 1 and self._measure.recurrence is not Recurrence.ANNUAL:
            pairs[old[0].key] = open_yet[0].key
        return pairs


def _same_day(one: Standing, deadline: Deadline) -> bool:
    return one.due == deadline.due


def _same_year(one: Standing, deadline: Deadline) -> bool:
    return one.due is not None and one.due.year == deadline.due.year


def _apart(one: Standing, deadline: Deadline) -> int:
    return abs((one.due - deadline.due).days) if one.due is not None else 0


def _standing(issue: ActualIssue, memory: Memory, worked_on: bool) -> Standing:  # noqa: FBT001
    link = memory.links.get(("issue", issue.key))
    base = link.base if link is not None and link.tracker_id == issue.ref.id else {}
    due, milestone = base.get("due"), base.get("milestone", issue.milestone_id)
    return Standing(
        issue.key,
        date.fromisoformat(due) if due else issue.due,
        milestone is not None,
        issue.closed,
        worked_on,
        issue.closed and not closed_by_vekha(issue, memory),
    )
