"""The pull: what the staff report on every issue of the plan, those included that this run has made.

What one issue reports is read in `sync.runs.reported`; the ledger keeps what comes of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from mappings.progress import Report, Status
from mappings.reporting import Markup
from sync.applying.apply import Outcome
from sync.difference.fields import index
from sync.ledger.store import Ledger
from sync.runs.compare import Comparison
from sync.runs.inputs import Inputs
from sync.runs.reported import Unread, read_report
from sync.tracker import Tracker


@dataclass(frozen=True)
class Pulled:
    """What was kept of a pull: what cannot be read, what of it the pull before did not find, and new figures' count."""

    unread: tuple[Unread, ...]
    newly_unread: tuple[Unread, ...]
    new_figures: int


def keep_pull(inputs: Inputs, comparison: Comparison, outcome: Outcome, tracker: Tracker, ledger: Ledger) -> Pulled:
    """Pull, and keep it in the ledger."""
    earlier = ledger.reports()
    can = tracker.capabilities
    tells = not can.one_label  # the only label of an issue sorts it, and is no word of the staff's
    reports, unread = pull(inputs, comparison, outcome, markup=can.markup, labels_tell=tells)
    gone = {link.key for link in comparison.changeset.missing if link.kind == "issue"}
    before = {(report.key, text) for report in earlier.values() for text in report.unread}
    newly = tuple(one for one in unread if (one.key, one.text) not in before)
    seen = {one.ref.id: one.updated_at for one in comparison.actual.issues if one.updated_at is not None}
    new = ledger.save_pull(reports, now=inputs.clock(), seen=seen, unseen=gone)  # absence says nothing about the work
    return Pulled(tuple(unread), newly, new)


def pull(
    inputs: Inputs, comparison: Comparison, outcome: Outcome, *, markup: Markup = "plain", labels_tell: bool = True
) -> tuple[list[Report], list[Unread]]:
    """What the staff report on every issue, those included that this run has made.

    `markup` is how the tracker shows texts; `labels_tell` says whether a label may name a status.
    """
    linked = {key: link.tracker_id for (kind, key), link in comparison.memory.links.items() if kind == "issue"}
    counts = {
        key: len(measure.indicators)
        for measure in inputs.plan.measures
        for key in (measure.key, *(deadline.key for deadline in measure.deadlines))
    }
    moved = {
        one.key: date.fromisoformat(one.theirs)
        for one in comparison.changeset.drift
        if one.field == "due" and one.theirs
    }
    reports, unread = [], []
    for issue in index(comparison.desired, comparison.actual, linked).issues.values():
        told = issue if labels_tell else replace(issue, labels=())
        report, doubts = read_report(told, inputs.mapping, markup=markup, indicators=counts.get(issue.key))
        reports.append(replace(report, moved_to=moved.get(issue.key)))
        unread += doubts
    for key, (ref, wanted) in outcome.created.items():
        status = Status.DONE if wanted.closed else Status.PLANNED
        reports.append(Report(key, status, url=ref.url, assignee=wanted.assignee))
    return reports, unread
