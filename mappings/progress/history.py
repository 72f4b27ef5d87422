"""What had been reported by a moment: a report, cut to what had been written by then.

Decides which lines, reasons and closings count at a moment. What they come to is judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from mappings.progress.states import Report, Sighting, Status

_CLOSED = (Status.DONE, Status.CANCELLED)


@dataclass(frozen=True)
class Written:
    """How many figures had been written by the end of a day, and how many of them a pull had found by then."""

    day: date
    figures: int
    known: int


def as_of(report: Report, moment: datetime) -> Report:
    """The report as it had been written by a moment, nothing of later, with its dates in that moment's zone.

    Before the first pull the tracker's own dates tell: an issue is open before its closing date, closed from it on.
    """
    status, closed_at, sightings = _standing(report, moment)
    lines = (
        replace(line, at=_local(line.at, moment), gone_at=None)
        for line in report.lines
        if line.at <= moment and (line.gone_at is None or line.gone_at > moment)
    )
    reasons = (replace(one, at=_local(one.at, moment)) for one in report.reasons if one.at <= moment)
    taken, wished, changed = report.acknowledged, report.wished, report.changed_at
    return replace(
        report,
        status=status,
        lines=tuple(lines),
        reasons=tuple(reasons),
        closed_at=closed_at and _local(closed_at, moment),
        sightings=sightings,
        acknowledged=replace(taken, at=_local(taken.at, moment)) if taken and taken.at <= moment else None,
        wished=replace(wished, at=_local(wished.at, moment)) if wished and wished.at <= moment else None,
        changed_at=_local(changed, moment) if changed and changed <= moment else None,
    )


def written_by(reports: Mapping[str, Report], moment: datetime) -> Written:
    """Of the figures in reports as of a moment, the last one of a day, how many a pull had found by then."""
    figures = [line for report in reports.values() for line in report.lines if line.value is not None]
    known = sum(line.seen_at is not None and line.seen_at <= moment for line in figures)
    return Written(moment.date(), len(figures), known)


def _local(at: datetime, moment: datetime) -> datetime:
    try:
        return at.astimezone(moment.tzinfo)
    except OverflowError:  # the first and the last day of all have no other zone's
        return at


def _standing(report: Report, moment: datetime) -> tuple[Status, datetime | None, tuple[Sighting, ...]]:
    """The status at a moment, the closing date of a closed one, and the sightings that lie behind."""
    count = _last_in_force(report.sightings, moment)
    last = report.sightings[count - 1] if count else report
    undone = last.closed_at is not None and last.closed_at > moment
    if undone or (report.sightings and not count):
        return Status.PLANNED, None, report.sightings[:count]
    return last.status, last.closed_at, report.sightings[:count]


def _last_in_force(sightings: tuple[Sighting, ...], moment: datetime) -> int:
    """How many sightings lie behind at a moment; a closing is in force from the tracker's date of it on."""
    count, closed_at = 0, None
    for number, sighting in enumerate(sightings, 1):
        own = sighting.status in _CLOSED and sighting.closed_at is not None and sighting.closed_at != closed_at
        since = sighting.closed_at if own and sighting.closed_at is not None else sighting.seen_at
        closed_at = sighting.closed_at
        if since <= moment:
            count = number
    return count
