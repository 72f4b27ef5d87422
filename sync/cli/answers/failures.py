"""What could not be written, or may not have been, for people: one line for each reason, with its mend."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.wording import moment
from sync.cli.problem_lines import ProblemLine, describe

if TYPE_CHECKING:
    from sync.applying.apply import Outcome
    from sync.applying.refusals import Failure
    from sync.cli.context import App

KEYS_SHOWN = 20
_KEYS_NAMED = 3  # of those that failed for one reason; the JSON has all


def print_failures(app: App, outcome: Outcome) -> None:
    """What could not be written, or may not have been: what failed for one reason in one line, with its mend."""
    out = app.output
    kinds: dict[tuple[str, ...], list[Failure]] = {}
    for failure in outcome.failed:
        kinds.setdefault(failure.reason, []).append(failure)
    for alike in kinds.values():
        out.problem(_failed_alike(alike))
    if outcome.unresolved:
        text = _("it is not known whether these were written: {keys}").format(keys=some(outcome.unresolved, KEYS_SHOWN))
        hint = _("the next run will find out")
        if outcome.settled_at is not None:
            hint = _("a run from {time} on will find out").format(time=moment(_next_minute(outcome.settled_at)))
        out.problem(ProblemLine("unresolved", "", text, hint))
    if outcome.stopped is not None:
        for described in describe(outcome.stopped):
            out.problem(described)


def _failed_alike(alike: list[Failure]) -> str:
    """One line for what failed for one reason."""
    first, message = alike[0], alike[0].message
    if first.waits_for and len(alike) > 1:
        message = _("they wait until their parents or milestones stand in the tracker")
    return ProblemLine(first.code, some([one.key for one in alike], _KEYS_NAMED), message, first.hint)


def _next_minute(when: datetime) -> datetime:
    """The first whole minute after a moment, in the machine's zone."""
    return when.astimezone().replace(second=0, microsecond=0) + timedelta(minutes=1)


def some(keys: list[str], limit: int) -> str:
    """The first of the keys, and how many more there are."""
    shown, more = ", ".join(keys[:limit]), len(keys) - limit
    return (
        shown if more <= 0 else ngettext("{keys} and {n} more", "{keys} and {n} more", more).format(keys=shown, n=more)
    )
