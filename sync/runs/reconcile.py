"""One reconciliation: fetch once, diff, check, apply, pull. The order of the steps, and what each hands to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mappings.language import gettext as _
from mappings.progress import Report, Status
from sync.applying.apply import Outcome, apply_changes
from sync.difference.changeset import Changeset
from sync.difference.diff import diff
from sync.difference.fields import index
from sync.difference.renaming import carried_over, new_key, rekeyed
from sync.difference.safety import check_not_restored, check_safety
from sync.errors import UnsafeChange
from sync.ledger.store import Ledger
from sync.memory import Memory
from sync.runs.inputs import refuse_faulty
from sync.runs.reported import Unread, read_report
from sync.tracker import Actual, Tracker

if TYPE_CHECKING:
    from mappings.desired.issues import Desired
    from sync.runs.inputs import Inputs


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


@dataclass(frozen=True)
class Reconciliation:
    """What a sync did and what it pulled. `new_figures` counts figures never seen before.

    `newly_unread` are those of `unread` that the pull before did not find.
    """

    comparison: Comparison
    outcome: Outcome
    unread: tuple[Unread, ...]
    newly_unread: tuple[Unread, ...]
    new_figures: int


def compare(inputs: Inputs, tracker: Tracker, ledger: Ledger, *, recreate: bool = False) -> Comparison:
    """Fetch and diff; writes nothing."""
    memory = carried_over(ledger.recall(), inputs.mapping.renamed)
    refuse_faulty(inputs, known=bool(memory.known_keys))
    desired = inputs.desired()
    actual = rekeyed(tracker.fetch(), memory, inputs.mapping.renamed, desired)
    rules = inputs.rules(tracker, recreate=recreate)
    return Comparison(
        desired, actual, memory, diff(desired, actual, memory, rules=rules, today=inputs.today, now=inputs.clock())
    )


def reconcile(
    inputs: Inputs,
    tracker: Tracker,
    ledger: Ledger,
    *,
    force: bool = False,
    recreate: bool = False,
    accept_restore: bool = False,
    checksum: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Reconciliation:
    """Bring tracker and plan together, then pull. Raises `UnsafeChange` before anything is written.

    After a restore that was accepted, what the tracker has lost is made again. `progress` is told how many of how many
    changes are done.
    """
    comparison = compare(inputs, tracker, ledger, recreate=recreate or accept_restore)
    if not accept_restore:
        comparison.check_not_restored()
    changeset = comparison.changeset
    if checksum is not None and checksum != changeset.checksum:
        raise UnsafeChange(
            "checksum-differs",
            _("the difference is no longer the one that was reviewed: {found} instead of {wanted}").format(
                found=changeset.checksum, wanted=checksum
            ),
            hint=_("look at `vekha diff` again"),
        )
    if not force:
        comparison.check_safety()
    run = ledger.begin_run([issue.key for issue in comparison.desired.issues], now=inputs.clock())
    _carry_over(inputs, ledger, comparison.memory)
    total = len(changeset.changes)
    outcome = apply_changes(changeset, tracker, ledger, now=inputs.clock, progress=lambda done: progress(done, total))
    earlier = ledger.reports()
    tells = not tracker.capabilities.one_label  # the only label of an issue sorts it, and is no word of the staff's
    reports, unread = pull(inputs, comparison, outcome, labels_tell=tells)
    gone = {link.key for link in changeset.missing if link.kind == "issue"}
    reports += [report for key, report in earlier.items() if key in gone]  # absence says nothing about the work
    before = {(report.key, text) for report in earlier.values() for text in report.unread}
    newly = tuple(one for one in unread if (one.key, one.text) not in before)
    seen = {one.ref.id: one.updated_at for one in comparison.actual.issues if one.updated_at is not None}
    new = ledger.save_pull(reports, now=inputs.clock(), seen=seen)
    counts = {f"{kind}.{action}": outcome.count(kind, action) for kind in ("milestone", "issue") for action in _ACTIONS}
    ledger.end_run(
        run, {**counts, "failed": len(outcome.failed), "unresolved": len(outcome.unresolved)}, now=inputs.clock()
    )
    return Reconciliation(comparison, outcome, tuple(unread), newly, new)


def _carry_over(inputs: Inputs, ledger: Ledger, memory: Memory) -> None:
    """Let the ledger know its measures by their new numbers, once."""
    before = ledger.recall()
    if dict(before.renamed) != inputs.mapping.renamed:
        fresh = {old: new for old, new in inputs.mapping.renamed.items() if before.renamed.get(old) != new}
        keys = {*ledger.reports(), *(key for kind, key in before.links if kind == "issue")}
        moved = {key: new for key in keys if (new := new_key(key, fresh)) != key}
        ledger.carry_over(replace(memory, renamed=inputs.mapping.renamed), moved, now=inputs.clock())


_ACTIONS = ("create", "update", "adopt", "close")


def pull(
    inputs: Inputs, comparison: Comparison, outcome: Outcome, *, labels_tell: bool = True
) -> tuple[list[Report], list[Unread]]:
    """What the staff report on every issue, those included that this run has made.

    `labels_tell` says whether a label may name a status.
    """
    linked = {key: link.tracker_id for (kind, key), link in comparison.memory.links.items() if kind == "issue"}
    counts = {
        key: len(measure.indicators)
        for measure in inputs.plan.measures
        for key in (measure.key, *(deadline.key for deadline in measure.deadlines))
    }
    reports, unread = [], []
    for issue in index(comparison.desired, comparison.actual, linked).issues.values():
        told = issue if labels_tell else replace(issue, labels=())
        report, doubts = read_report(told, inputs.mapping, indicators=counts.get(issue.key))
        reports.append(report)
        unread += doubts
    for key, (ref, wanted) in outcome.created.items():
        status = Status.DONE if wanted.closed else Status.PLANNED
        reports.append(Report(key, status, url=ref.url, assignee=wanted.assignee))
    return reports, unread
