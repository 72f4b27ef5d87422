"""A plan beside its tracker: fetch once, and the difference. It writes nothing anywhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from mappings.desired.issues import Desired, DesiredIssue
from sync.difference.changeset import Change, Changeset
from sync.difference.clock import Clocks, check_clock
from sync.difference.deadlines import is_of_deadline, moved_deadlines, standing_issues
from sync.difference.diff import diff
from sync.difference.dropped import closed_by_vekha
from sync.difference.fields import index
from sync.difference.identity import check_adopted, check_neighbours, check_numbers, strangers
from sync.difference.past import all_first_made
from sync.difference.renaming import as_marked, carried_over, moved, named, new_key, rekeyed
from sync.difference.rewording import written_texts
from sync.difference.safety import check_not_restored, check_safety, closings, closings_refused, without
from sync.errors import UnsafeChange
from sync.ledger.store import Ledger
from sync.memory import Memory, Neighbour
from sync.runs.at_work import NOBODY, Watch, looking
from sync.runs.clock import clocks_of
from sync.runs.inputs import Inputs, refuse_faulty
from sync.runs.questions import questions
from sync.runs.reported import is_worked_on
from sync.tracker import Actual, Tracker


@dataclass(frozen=True)
class Comparison:
    """A fetched tracker beside what it should hold.

    `memory` is the ledger's under the keys of this plan; `rekeyed` says which key an issue has by it now, and
    `deadline_key` which a deadline has. `worked_on` are the tracker's ids of the issues on which the staff have worked;
    `neighbours` are other plans of the ledger, `first_made` the issues that a first run makes. `clocks` is None where a
    person named the day.
    """

    desired: Desired
    actual: Actual
    memory: Memory
    changeset: Changeset
    plan_title: str = ""
    place: str = ""
    rekeyed: Callable[[str], str] = lambda key: key
    deadline_key: Callable[[str], str] = lambda key: key
    worked_on: frozenset[str] = frozenset()
    neighbours: tuple[Neighbour, ...] = ()
    first_made: tuple[DesiredIssue, ...] = ()
    clocks: Clocks | None = None

    def check_clock(self) -> None:
        """Raise `UnsafeChange` where the machine's clock is wrong."""
        if self.clocks is not None:
            check_clock(self.clocks)

    def check_safety(self) -> None:
        """Raise `UnsafeChange` where the difference is larger than a safe one, or the issues are somebody else's."""
        standing = len({issue.key for issue in self.actual.issues})
        asked = without(self.changeset, self.memory.allowed)
        check_neighbours(self.first_made, self.memory, self.place, self.neighbours)
        check_adopted(asked, plan_title=self.plan_title, standing=standing)
        check_numbers(self.desired, asked, self.memory, self.worked_on)
        check_safety(self.changeset, self.memory, desired=len(self.desired.issues), standing=standing)

    def check_not_restored(self) -> None:
        """Raise `UnsafeChange` where the tracker was restored from a backup."""
        check_not_restored(self.actual, self.memory)

    def moving(self, ledger: Ledger) -> dict[str, str]:
        """The issues that the ledger knows under other keys than this plan gives them, from old to new."""
        known = {*ledger.reports(), *(key for kind, key in ledger.recall().links if kind == "issue")}
        return {key: new for key in known if (new := self.rekeyed(key)) != key}

    def strangers(self) -> list[Change]:
        """The adoptions of issues that speak of something else than the plan does."""
        return strangers(self.changeset, self.plan_title)

    def without_closings(self) -> tuple[Comparison, UnsafeChange | None]:
        """The same without the closings that nobody has allowed, and what is told of those."""
        waiting = closings(self.changeset, self.memory)
        if not waiting:
            return self, None
        left = tuple(change for change in self.changeset.changes if change not in waiting)
        return replace(self, changeset=replace(self.changeset, changes=left)), closings_refused(waiting)


def preview(inputs: Inputs, *, recreate: bool = False, reword: bool = False, watch: Watch = NOBODY) -> Comparison:
    """What a sync would go for. Raises what `looking` and `compare` raise."""
    with looking(inputs, watch) as work:
        return compare(work.inputs, work.tracker, work.ledger, recreate=recreate, reword=reword)


def compare(
    inputs: Inputs, tracker: Tracker, ledger: Ledger, *, recreate: bool = False, reword: bool = False
) -> Comparison:
    """Fetch and diff; writes nothing."""
    recalled = ledger.recall()
    refuse_faulty(inputs, known=bool(recalled.known_keys))
    seen = _under_keys_of_this_plan(inputs, recalled, tracker)
    desired, actual, memory = seen.desired, seen.actual, seen.memory
    rules = inputs.rules(tracker, actual, recreate=recreate, reword=reword)
    found = diff(desired, actual, memory, rules=rules, today=inputs.today, now=inputs.clock())
    linked = {key: link.tracker_id for (kind, key), link in memory.links.items() if kind == "issue"}
    asked = questions(inputs, tracker, memory, index(desired, actual, linked).issues)
    changeset = replace(found, changes=(*found.changes, *asked))
    neighbours = () if memory.known_keys else ledger.neighbours()
    clocks = None if inputs.today_given else clocks_of(inputs, ledger, tracker.traffic)
    return replace(
        seen,
        changeset=changeset,
        plan_title=inputs.plan.title,
        place=inputs.place,
        neighbours=neighbours,
        first_made=all_first_made(desired.issues, past=rules.past, today=inputs.today),
        clocks=clocks,
    )


def _under_keys_of_this_plan(inputs: Inputs, recalled: Memory, tracker: Tracker) -> Comparison:
    """What is known and what stands, each issue under the key that it has by this plan; not compared yet."""
    renamed = named(inputs.mapping.renamed, recalled)
    fresh = {old: new for old, new in renamed.items() if recalled.renamed.get(old) != new}
    memory = carried_over(recalled, renamed)
    with ThreadPoolExecutor(1, thread_name_prefix="vekha-fetch") as reader:
        fetched = reader.submit(tracker.fetch)  # while the texts are worded: neither waits for the other
        desired = inputs.desired(written_texts(memory))
        marked = fetched.result()
    actual = rekeyed(marked, memory, renamed, desired)
    memory = as_marked(memory, actual, desired.plan_key)
    tells = not tracker.capabilities.one_label
    seen = (replace(one, closed=False, status="") if closed_by_vekha(one, memory) else one for one in actual.issues)
    worked_on = frozenset(one.ref.id for one in seen if is_worked_on(one, inputs.mapping, labels_tell=tells))
    renumbered = {now.ref.id for was, now in zip(marked.issues, actual.issues, strict=True) if was.key != now.key}
    standing = standing_issues(actual, memory, worked_on, renumbered)
    moves = moved_deadlines(inputs.plan.measures, standing, memory, unfollowed=desired.unfollowed)
    if moves:
        memory = moved(memory, lambda key: moves.get(key, key))
        desired = inputs.desired(written_texts(memory))
        issues = tuple(replace(one, key=moves.get(one.key, one.key)) for one in actual.issues)
        actual = replace(actual, issues=issues)

    def key_now(key: str) -> str:
        after = new_key(key, fresh)
        return moves.get(after, after)

    def deadline_now(key: str) -> str:
        before, after = new_key(key, fresh), key_now(key)
        return after if is_of_deadline(before) and is_of_deadline(after) else before  # a lone one bears its own key too

    return Comparison(
        desired, actual, memory, Changeset(), rekeyed=key_now, deadline_key=deadline_now, worked_on=worked_on
    )
