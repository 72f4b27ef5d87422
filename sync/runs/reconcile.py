"""One reconciliation: fetch once, diff, check, apply, pull. The order of the steps, and what each hands to the next.

What the staff report is gathered in `sync.runs.pull`; it words and prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mappings.errors import FileUnwritable
from mappings.language import gettext as _
from notify.delivery import carrying
from sync.applying.apply import Outcome, apply_changes
from sync.difference.renaming import named
from sync.difference.safety import fingerprints
from sync.errors import UnsafeChange
from sync.ledger.run_log import CLOCK_AHEAD
from sync.ledger.store import Ledger
from sync.runs.at_work import NOBODY, Watch, at_work
from sync.runs.compare import Comparison, compare
from sync.runs.inputs import Inputs
from sync.runs.pull import keep_pull
from sync.runs.reported import Unread
from sync.tracker import Tracker, Traffic

_ACTIONS = ("create", "update", "adopt", "close")


@dataclass(frozen=True)
class SyncOptions:
    """What a person allows or asks of one sync beside the config."""

    force: bool = False  # apply even what the safety limits refuse
    recreate: bool = False  # make again what was deleted from the tracker
    accept_restore: bool = False  # go on with a tracker that was restored from a backup, and make again what it lacks
    reword: bool = False  # write the texts too that only say the same in other words
    checksum: str | None = None  # apply only the difference that was reviewed under this checksum


DEFAULTS = SyncOptions()


@dataclass(frozen=True)
class Reconciliation:
    """What a sync did and what it pulled. `new_figures` counts figures never seen before.

    `newly_unread` are those of `unread` that the pull before did not find; `traffic` is what the tracker was asked.
    `waiting` tells of what a person has to allow first, while everything else was done; `page_failure` says why the
    tracker's page could not be brought up to date.
    """

    comparison: Comparison
    outcome: Outcome
    unread: tuple[Unread, ...]
    newly_unread: tuple[Unread, ...]
    new_figures: int
    traffic: Traffic
    waiting: UnsafeChange | None = None
    page_failure: FileUnwritable | None = None


def synchronize(inputs: Inputs, options: SyncOptions = DEFAULTS, watch: Watch = NOBODY) -> Reconciliation:
    """Reconcile at work on the plan. Raises what `at_work` and `reconcile` raise."""
    failures: list[FileUnwritable] = []
    with at_work(inputs, replace(watch, page_failed=failures.append)) as work:
        done = reconcile(work.inputs, work.tracker, work.ledger, options, progress=watch.progress)
    return replace(done, page_failure=failures[0] if failures else None)


def reconcile(
    inputs: Inputs,
    tracker: Tracker,
    ledger: Ledger,
    options: SyncOptions = DEFAULTS,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Reconciliation:
    """Bring tracker and plan together, then pull. Raises `UnsafeChange` before anything is written.

    `progress` is told how many of how many changes are done.
    """
    comparison = compare(
        inputs, tracker, ledger, recreate=options.recreate or options.accept_restore, reword=options.reword
    )
    _refuse_unsafe(comparison, options)
    waiting = None
    if not options.force:
        comparison, waiting = comparison.without_closings()
    changeset = comparison.changeset
    allowed = fingerprints(changeset.changes) if options.force or options.checksum else comparison.memory.allowed
    keys = [issue.key for issue in comparison.desired.issues]
    run = ledger.begin_run(keys, now=inputs.clock(), place=inputs.place, allowed=allowed)
    _carry_over(inputs, ledger, comparison)
    total = len(changeset.changes)
    outcome = apply_changes(changeset, tracker, ledger, now=inputs.clock, progress=lambda done: progress(done, total))
    pulled = keep_pull(inputs, comparison, outcome, tracker, ledger)
    counts = {f"{kind}.{action}": outcome.count(kind, action) for kind in ("milestone", "issue") for action in _ACTIONS}
    counts |= {f"issue.{action}": outcome.count("issue", action) for action in ("comment", "reopen")}
    left = allowed & fingerprints(change for change in changeset.changes if change not in outcome.done)
    counts |= {"failed": len(outcome.failed), "unresolved": len(outcome.unresolved)}
    result = {**counts, **_clock_overruled(comparison, options)}
    ledger.end_run(run, result, now=inputs.clock(), allowed=left)
    return Reconciliation(
        comparison, outcome, pulled.unread, pulled.newly_unread, pulled.new_figures, tracker.traffic, waiting
    )


def _refuse_unsafe(comparison: Comparison, options: SyncOptions) -> None:
    """Raise `UnsafeChange` where a person has to look first and has not said that it is meant."""
    if not options.force:
        comparison.check_clock()
    if not options.accept_restore:
        comparison.check_not_restored()
    found = comparison.changeset.checksum
    if options.checksum is not None and options.checksum != found:
        message = _("the difference is no longer the one that was reviewed: {found} instead of {wanted}")
        raise UnsafeChange(
            "checksum-differs",
            message.format(found=found, wanted=options.checksum),
            hint=_("look at `vekha diff` again"),
        )
    if not options.force:
        comparison.check_safety()


def _clock_overruled(comparison: Comparison, options: SyncOptions) -> dict[str, float]:
    """For the runs to come: how far off the tracker's clock was where a person went on in spite of it."""
    ahead = comparison.clocks.contradicted if options.force and comparison.clocks else None
    return {} if ahead is None else {CLOCK_AHEAD: ahead.total_seconds()}


def _carry_over(inputs: Inputs, ledger: Ledger, comparison: Comparison) -> None:
    """Let the ledger know its issues by the keys that they have by this plan, once."""
    before, moved = ledger.recall(), comparison.moving(ledger)
    renamed = named(inputs.mapping.renamed, before)
    if moved or dict(before.renamed) != dict(renamed):
        memory = replace(comparison.memory, renamed=renamed)
        deadlines = comparison.deadline_key
        ledger.carry_over(
            memory,
            moved,
            deadlines,
            now=inputs.clock(),
            beside=lambda connection: carrying.carry_over(connection, ledger.plan, deadlines),
        )
