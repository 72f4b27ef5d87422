"""Takes back one run: fetch once, see what still holds what it wrote, write back. The order of the steps, no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mappings.errors import VekhaError
from mappings.importing.words import withdrawal
from mappings.language import gettext as _
from sync.applying.apply import Outcome, apply_changes
from sync.difference.undo import Undoing, plan_undo
from sync.ledger.store import Ledger
from sync.memory import Run, Write
from sync.runs.at_work import NOBODY, Watch, at_work, looking
from sync.runs.inputs import Inputs
from sync.tracker import Tracker, Traffic


class RunUnknown(VekhaError):
    """There is no such run, or what it wrote is no longer known."""


@dataclass(frozen=True)
class Reversion:
    """What was taken back, and what stays. `outcome` is None where nothing was to be written."""

    run: Run
    undoing: Undoing
    outcome: Outcome | None
    traffic: Traffic


def list_runs(inputs: Inputs, *, last: int | None = None, watch: Watch = NOBODY) -> tuple[Run, ...]:
    """The runs of a plan, the newest first."""
    with looking(inputs, watch) as work:
        return work.ledger.runs(last=last)


def show_run(inputs: Inputs, number: int, watch: Watch = NOBODY) -> tuple[Run, tuple[Write, ...]]:
    """A run and what it wrote; raises `RunUnknown`."""
    with looking(inputs, watch) as work:
        return find_run(work.ledger, number)


def preview_reversion(inputs: Inputs, number: int, watch: Watch = NOBODY) -> Reversion:
    """What taking a run back would write. Raises what `looking` and `plan_reversion` raise."""
    with looking(inputs, watch) as work:
        return plan_reversion(inputs, work.tracker, work.ledger, number)


def take_back(inputs: Inputs, number: int, watch: Watch = NOBODY) -> Reversion:
    """Take a run back at work on the plan. Raises what `at_work` and `revert` raise."""
    with at_work(inputs, watch) as work:
        return revert(inputs, work.tracker, work.ledger, number, progress=watch.progress)


def find_run(ledger: Ledger, number: int) -> tuple[Run, tuple[Write, ...]]:
    """A run and what it wrote; raises `RunUnknown`."""
    run = next((one for one in ledger.runs() if one.number == number), None)
    if run is None:
        message = _("there is no run {number}").format(number=number)
        raise RunUnknown("run-unknown", message, place=str(ledger.path), hint=_("`vekha log` lists the runs"))
    return run, ledger.writes(number)


def plan_reversion(inputs: Inputs, tracker: Tracker, ledger: Ledger, number: int) -> Reversion:
    """What taking a run back would write; writes nothing. Raises `RunUnknown`."""
    run, writes = find_run(ledger, number)
    if not writes and sum(value for name, value in run.result.items() if "." in name):
        message = _("what run {number} wrote is no longer known").format(number=number)
        raise RunUnknown("run-forgotten", message, place=str(ledger.path), hint=_("only the newest runs are kept"))
    actual = tracker.fetch()
    labels = actual.labels_taken(tracker.capabilities)
    undoing = plan_undo(
        writes,
        inputs.desired(),
        actual,
        ledger.recall(),
        labels=labels,
        withdraw=lambda text: withdrawal(text, number, inputs.mapping.language),
    )
    return Reversion(run, undoing, None, tracker.traffic)


def revert(
    inputs: Inputs,
    tracker: Tracker,
    ledger: Ledger,
    number: int,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Reversion:
    """Take a run back. Raises `RunUnknown`; taking back is a run of its own, and can be taken back too."""
    planned = plan_reversion(inputs, tracker, ledger, number)
    changeset = planned.undoing.changeset
    known = ledger.recall().known_keys or ()
    mine = ledger.begin_run(known, now=inputs.clock())
    total = len(changeset.changes)
    outcome = apply_changes(changeset, tracker, ledger, now=inputs.clock, progress=lambda done: progress(done, total))
    counts = {f"issue.{action}": outcome.count("issue", action) for action in ("update", "close", "reopen", "comment")}
    counts |= {"milestone.update": outcome.count("milestone", "update")}
    result = {**counts, "failed": len(outcome.failed), "unresolved": len(outcome.unresolved), "undo": number}
    ledger.end_run(mine, result, now=inputs.clock())
    return replace(planned, outcome=outcome)
