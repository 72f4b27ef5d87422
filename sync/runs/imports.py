"""Takes reports of earlier years from a table into the issues. The order of the steps; which of them are posted, too.

What a row means is read in `mappings.importing`; nothing here prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from mappings.errors import Problem
from mappings.importing.entries import Entry, entries_of, without
from mappings.importing.faults import row_problem
from mappings.importing.table import read_rows
from mappings.importing.words import origin, worded
from mappings.progress import FigureLine, Report, Status
from mappings.signature import Said, said_by
from sync.applying.apply import Outcome, apply_changes
from sync.applying.sender import comments_unsupported
from sync.difference.bases import Remembered
from sync.difference.changeset import Change, Changeset
from sync.difference.comments import imported, open_comments, standing
from sync.difference.fields import index
from sync.ledger.store import Ledger
from sync.memory import Intent
from sync.runs.at_work import NOBODY, Watch, at_work, looking
from sync.runs.compare import Comparison, compare
from sync.runs.inputs import Inputs
from sync.runs.reported import read_report
from sync.tracker import ActualIssue, Comment, TakesComments, Tracker, Traffic


@dataclass(frozen=True)
class Importation:
    """What of a table is posted, and what is wrong with the rest. `outcome` is None where nothing was to be written.

    `standing` counts the reports that are in their issues already.
    """

    changeset: Changeset
    problems: tuple[Problem, ...]
    standing: int
    traffic: Traffic
    outcome: Outcome | None = None
    run: int | None = None

    @property
    def comments(self) -> int:
        """How many comments it takes."""
        return self.changeset.count("issue", "comment")

    @property
    def closings(self) -> int:
        """How many issues it closes."""
        return self.changeset.count("issue", "close")


def preview_import(inputs: Inputs, path: Path, watch: Watch = NOBODY) -> Importation:
    """What an import would post; writes nothing. Raises what `looking` and `plan_import` raise."""
    with looking(inputs, watch) as work:
        return plan_import(work.inputs, work.tracker, work.ledger, path)


def import_reports(inputs: Inputs, path: Path, watch: Watch = NOBODY) -> Importation:
    """Post what a table reports, at work on the plan. Raises what `at_work` and `plan_import` raise."""
    with at_work(inputs, watch) as work:
        return post_reports(work.inputs, work.tracker, work.ledger, path, progress=watch.progress)


def post_reports(
    inputs: Inputs,
    tracker: Tracker,
    ledger: Ledger,
    path: Path,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Importation:
    """Post what a table reports. It is a run of its own, and can be taken back. Raises what `plan_import` raises."""
    planned = plan_import(inputs, tracker, ledger, path)
    changeset, total = planned.changeset, len(planned.changeset.changes)
    run = ledger.begin_run(ledger.recall().known_keys or (), now=inputs.clock())
    outcome = apply_changes(changeset, tracker, ledger, now=inputs.clock, progress=lambda done: progress(done, total))
    counts = {f"issue.{action}": outcome.count("issue", action) for action in ("comment", "close")}
    result = {**counts, "failed": len(outcome.failed), "unresolved": len(outcome.unresolved), "import": path.name}
    ledger.end_run(run, result, now=inputs.clock())
    return replace(planned, outcome=outcome, run=run)


def plan_import(inputs: Inputs, tracker: Tracker, ledger: Ledger, path: Path) -> Importation:
    """What an import has to post. Raises what `read_rows` and `compare` raise, and `Rejected` without comments."""
    if not isinstance(tracker, TakesComments):
        raise comments_unsupported()
    source = origin(path.name, inputs.mapping.language)
    read = entries_of(read_rows(path), inputs.plan, today=inputs.today, source=source)
    choice = _Choice(inputs, compare(inputs, tracker, ledger), tracker, ledger)
    changes = [change for entry in read.entries for change in choice.changes(entry)]
    coming, gone = choice.open
    keys = {entry.key for entry in read.entries}
    changeset = Changeset(
        tuple(changes),
        unresolved=tuple(intent for intent in coming if intent.key in keys),
        settled=gone,
        standing={("issue", key): issue.ref.id for key, issue in choice.issues.items()},
    )
    return Importation(changeset, (*read.problems, *choice.problems), choice.standing, tracker.traffic)


class _Choice:
    """Which entries are posted, as things stand in the tracker."""

    def __init__(self, inputs: Inputs, comparison: Comparison, tracker: Tracker, ledger: Ledger) -> None:
        self._inputs = inputs
        self._memory = comparison.memory
        self._wanted = {issue.key: issue for issue in comparison.desired.issues}
        linked = {key: link.tracker_id for (kind, key), link in self._memory.links.items() if kind == "issue"}
        self.issues = index(comparison.desired, comparison.actual, linked).issues
        capabilities = tracker.capabilities
        self._markup = capabilities.markup
        remembered = Remembered(
            self._memory,
            in_flight=timedelta(seconds=capabilities.in_flight_seconds),
            held=timedelta(seconds=capabilities.held_seconds),
            now=inputs.clock(),
        )
        self.open: tuple[tuple[Intent, ...], tuple[Intent, ...]] = open_comments(self._memory, remembered)
        self._coming = {intent.key for intent in self.open[0]}
        self._indicators = {measure.key: len(measure.indicators) for measure in inputs.plan.measures}
        self._closed_before = _closed_by_imports(ledger)
        self._closing: set[str] = set()
        self.problems: list[Problem] = []
        self.standing = 0

    def changes(self, entry: Entry) -> Iterator[Change]:
        """The comment that an entry makes, and the closing of its issue."""
        issue = self.issues.get(entry.key)
        if issue is None:
            self._tell("row-issue-missing", entry, key=entry.key)
            return
        if self._inputs.mapping.status(issue.status, closed=issue.closed, labels=issue.labels) is Status.CANCELLED:
            self._tell("row-issue-cancelled", entry, key=entry.key)
            return
        if entry.key in self._coming:
            return  # told as unresolved: what was sent there may still arrive
        entry = self._readable(self._left_by_staff(entry, issue), issue)
        reported = entry.reported
        if not (reported.figures or reported.closed_on or reported.reason):
            return
        text = worded(reported, self._inputs.mapping.language)
        said = imported(text, issue, plan_key=self._inputs.config.plan.key, memory=self._memory)
        if said is None:
            self.standing += 1
        else:
            before = {"comment": standing(text, issue)}
            yield Change("comment", "issue", entry.key, {"comment": said}, actual=issue, before=before)
        yield from self._closed(entry, issue, fresh=said is not None)

    def _closed(self, entry: Entry, issue: ActualIssue, *, fresh: bool) -> Iterator[Change]:
        if entry.reported.closed_on is None or issue.closed or entry.key in self._closing:
            return
        if not fresh and entry.key in self._closed_before:
            self._tell("row-reopened", entry, key=entry.key)
            return
        self._closing.add(entry.key)
        wanted = self._wanted.get(entry.key)
        yield Change("close", "issue", entry.key, {"status": "closed"}, wanted=wanted, actual=issue)

    def _left_by_staff(self, entry: Entry, issue: ActualIssue) -> Entry:
        """The entry without what the staff have reported of that period themselves: theirs is not overruled."""
        ours = {(one.author, one.at) for one in issue.comments if said_by(one.text) in (Said.IMPORTED, Said.WITHDRAWN)}
        theirs = [line for line in self._report(issue, entry).lines if (line.author, line.at) not in ours]
        left = []
        for number, figure in entry.reported.figures:
            line = next((one for one in reversed(theirs) if self._is_of(one, number, entry)), None)
            if line is None:
                continue
            left.append(number)
            written = self._read(replace(entry, reported=replace(entry.reported, figures=((number, figure),))), issue)
            if line.value == written.get(number):
                self.standing += 1
            else:
                told = {"key": entry.key, "there": line.text, "author": line.author or "?", "figure": figure}
                self._tell("row-figure-there", entry, **told)
        return without(entry, left)

    def _is_of(self, line: FigureLine, number: int, entry: Entry) -> bool:
        """Whether a line reports this indicator of this period; one that names no year is of its issue's period."""
        whole = entry.key == entry.measure and entry.reported.year is not None  # an issue that serves several years
        same = line.year == entry.reported.year if whole else line.year in (None, entry.reported.year)
        return line.value is not None and line.indicator == number and same

    def _readable(self, entry: Entry, issue: ActualIssue) -> Entry:
        """The entry without figures that the reader of reports could not read once they are posted."""
        values = self._read(entry, issue)
        unread = [(number, figure) for number, figure in entry.reported.figures if number not in values]
        for _number, figure in unread:
            self._tell("row-figure-unread", entry, figure=figure)
        return without(entry, (number for number, _figure in unread))

    def _read(self, entry: Entry, issue: ActualIssue) -> dict[int, object]:
        said = Comment("", self._inputs.clock(), worded(entry.reported, self._inputs.mapping.language))
        bare = replace(issue, comments=(said,), description="", fact=None)
        lines = self._report(bare, entry).lines
        return {line.indicator: line.value for line in lines if line.value is not None}

    def _report(self, issue: ActualIssue, entry: Entry) -> Report:
        count = self._indicators[entry.measure]
        report, _unread = read_report(issue, self._inputs.mapping, markup=self._markup, indicators=count)
        return report

    def _tell(self, code: str, entry: Entry, **details: str) -> None:
        self.problems.append(row_problem(code, entry.place, **details))


def _closed_by_imports(ledger: Ledger) -> frozenset[str]:
    """The issues that earlier imports closed, as far as the ledger still knows what they wrote."""
    runs = [run.number for run in ledger.runs() if "import" in run.result and run.writes]
    writes = [write for run in runs for write in ledger.writes(run)]
    return frozenset(one.key for one in writes if (one.action, one.outcome) == ("close", "done"))
