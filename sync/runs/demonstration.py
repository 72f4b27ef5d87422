"""The demonstration's staff: edits such as a library's clerk makes, so that there is something to pull back.

Every edit is marked as made up and bears the day on which a clerk would have made it; none is made in a tracker that
somebody has already worked in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from mappings.language import gettext as _
from mappings.marker import find_key
from mappings.plan import Deadline, Indicator, Measure, Plan

if TYPE_CHECKING:
    from sync.runs.embedded_store import OpenStore
    from sync.runs.inputs import Inputs

LATE = {"I.5.1": "1", "I.5.1.2": None, "III.11.4/2025": "5"}  # left open past their date; the figure reported so far
SHORT = {"I.2.2/2025": "78", "V.15.5/2024": "5"}  # closed with less than the plan asks
MOVED = "I.3.2"  # its due date is changed by hand
_AHEAD = timedelta(days=11)  # before its date a thing is reported and closed: on 20 December, as a rule
_NOON = time(12)


@dataclass(frozen=True)
class Edit:
    """What the made-up clerk does to one issue, and on which day."""

    key: str
    on: date
    figure: str | None = None
    reason: str = ""
    status: str | None = None
    due: date | None = None


def edits(plan: Plan, *, today: date) -> Iterator[Edit]:
    """The edits that a plan as old as this one would have seen by `today`."""
    for measure in plan.measures:
        for deadline in measure.deadlines:
            key = measure.issue_key(deadline)
            if deadline.due < today:
                yield _past(key, measure, deadline, today)
            elif deadline.start <= today and deadline.year == today.year:
                yield Edit(key, today, figure=_first_figure(measure), status="in_progress")
            elif key == MOVED:
                yield Edit(key, today, due=replace_year(deadline.due, deadline.year - 1))


def _past(key: str, measure: Measure, deadline: Deadline, today: date) -> Edit:
    on = deadline.due - _AHEAD
    if key in LATE:
        return Edit(key, today, LATE[key], _("the contractor has asked for more time"), "in_progress")
    if key in SHORT:
        return Edit(key, on, SHORT[key], _("fewer people came than were expected"), "done")
    if sum(map(ord, key)) % 7 == 0 and deadline.year >= 2024:  # noqa: PLR2004 - the last years are not all done
        return Edit(key, on)
    return Edit(key, on, _usual_figure(measure), status="done")


def _first_figure(measure: Measure) -> str | None:
    """What is reported of a year that has only begun."""
    if not _numbered(measure):
        return None
    return "1 %" if measure.indicators[0].percent else "1"


def _usual_figure(measure: Measure) -> str | None:
    if not _numbered(measure):
        return None
    indicator: Indicator = measure.indicators[0]
    many = len(measure.deadlines) > 1 and indicator.kind.value == "total"
    figure = "1" if many or indicator.value is None else f"{indicator.value.normalize():f}"
    return f"{figure} %" if indicator.percent else figure


def _numbered(measure: Measure) -> bool:
    return bool(measure.indicators) and measure.indicators[0].value is not None


def replace_year(day: date, year: int) -> date:
    """The same day of another year."""
    return day.replace(year=year, day=min(day.day, 28) if day.month == 2 else day.day)  # noqa: PLR2004


def play(inputs: Inputs, opened: OpenStore) -> int:
    """Make the edits, unless somebody has worked in the tracker before; returns how many issues were edited."""
    store = opened.store
    with store.reading("demo") as view:
        if view.comments(opened.project):
            return 0
        numbers = {find_key(row.description, opened.plan_key): row.id for row in view.issues(opened.project)}
    author = _("the demo's clerk")
    count = 0
    for edit in edits(inputs.plan, today=inputs.today):
        number = numbers.get(edit.key)
        changes = {name: value for name, value in (("status", edit.status), ("due", edit.due)) if value is not None}
        lines = [_("Fact: {figure}").format(figure=edit.figure)] if edit.figure else []
        lines += [_("Reason: {reason}").format(reason=edit.reason)] if edit.reason else []
        if number is None or not (changes or lines):
            continue
        comment = "\n".join([*lines, _("(made up for the demonstration)")])
        at = datetime.combine(edit.on, _NOON, inputs.zone)
        store.update_issue(number, changes, author=author, comment=comment, at=at)
        count += 1
    return count
