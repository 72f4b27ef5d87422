"""The pull: what the staff report on every issue of the plan, those included that this run has made.

What one issue reports is read in `sync.runs.reported`; the ledger keeps what comes of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mappings.progress import Report, Status
from mappings.reporting import Markup
from sync.applying.apply import Outcome
from sync.difference.fields import index
from sync.runs.compare import Comparison
from sync.runs.inputs import Inputs
from sync.runs.reported import Unread, read_report


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
