"""A plan beside its tracker: fetch once, and the difference. It writes nothing anywhere."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mappings.desired.issues import Desired
from sync.difference.changeset import Changeset
from sync.difference.diff import diff
from sync.difference.fields import index
from sync.difference.renaming import carried_over, rekeyed
from sync.difference.rewording import written_texts
from sync.difference.safety import check_not_restored, check_safety
from sync.ledger.store import Ledger
from sync.memory import Memory
from sync.runs.at_work import NOBODY, Watch, looking
from sync.runs.inputs import Inputs, refuse_faulty
from sync.runs.questions import questions
from sync.tracker import Actual, Tracker


@dataclass(frozen=True)
class Comparison:
    """A fetched tracker beside what it should hold."""

    desired: Desired
    actual: Actual
    memory: Memory
    changeset: Changeset

    def check_safety(self) -> None:
        """Raise `UnsafeChange` where the difference is larger than a safe one."""
        standing = len({issue.key for issue in self.actual.issues})
        check_safety(self.changeset, self.memory, desired=len(self.desired.issues), standing=standing)

    def check_not_restored(self) -> None:
        """Raise `UnsafeChange` where the tracker was restored from a backup."""
        check_not_restored(self.actual, self.memory)


def preview(inputs: Inputs, *, recreate: bool = False, reword: bool = False, watch: Watch = NOBODY) -> Comparison:
    """What a sync would go for. Raises what `looking` and `compare` raise."""
    with looking(inputs, watch) as work:
        return compare(work.inputs, work.tracker, work.ledger, recreate=recreate, reword=reword)


def compare(
    inputs: Inputs, tracker: Tracker, ledger: Ledger, *, recreate: bool = False, reword: bool = False
) -> Comparison:
    """Fetch and diff; writes nothing."""
    memory = carried_over(ledger.recall(), inputs.mapping.renamed)
    refuse_faulty(inputs, known=bool(memory.known_keys))
    desired = inputs.desired(written_texts(memory))
    actual = rekeyed(tracker.fetch(), memory, inputs.mapping.renamed, desired)
    rules = inputs.rules(tracker, actual, recreate=recreate, reword=reword)
    found = diff(desired, actual, memory, rules=rules, today=inputs.today, now=inputs.clock())
    linked = {key: link.tracker_id for (kind, key), link in memory.links.items() if kind == "issue"}
    asked = questions(inputs, tracker, memory, index(desired, actual, linked).issues)
    return Comparison(desired, actual, memory, replace(found, changes=(*found.changes, *asked)))
