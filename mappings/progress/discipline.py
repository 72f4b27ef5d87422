"""How an executor keeps its dates («исполнительская дисциплина»): by executor and year, what was done in time.

Counts what was judged before. A measure that stands only as its children do counts with them and not once more, and
what was late before the plan was followed is nobody's mark. The measures of such reports: docs/indicators.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal
from itertools import pairwise

from mappings.progress.attainment import part_of, tenths
from mappings.progress.states import DeadlineProgress, DeadlineState, MeasureProgress, Progress, Status

SILENT_DAYS = 90  # without a word, a figure or a change after which an open deadline counts as silent


@dataclass(frozen=True)
class Discipline:
    """How one executor has kept the dates of a `year` (None: of all years).

    Of `due` deadlines `in_time` were done by their day, `percent` of them; `mean_delay` is in days, over those done
    late or still open, None where none is late. `postponed` had their date moved; `returned` is how often what was done
    was opened again; `silent` are open ones, due or near, of which nobody has said anything for `SILENT_DAYS`.
    """

    executor: str
    year: int | None
    due: int
    in_time: int
    percent: Decimal | None
    mean_delay: Decimal | None
    postponed: int
    returned: int
    silent: int


Named = Iterable[tuple[str, list[MeasureProgress]]]  # the executors with their measures


def by_executor(measures: Iterable[MeasureProgress]) -> Named:
    """The executors with their measures, who has most first; the empty name stands for measures that name none.

    Names that differ in case and spacing alone are one executor.
    """
    named: dict[str, str] = {}
    theirs: dict[str, list[MeasureProgress]] = {}
    for one in measures:
        names = [" ".join(name.split()) for name in one.measure.executors]
        folded = {name.casefold(): name for name in reversed(names) if name} or {"": ""}
        for key, name in reversed(folded.items()):
            named.setdefault(key, name)
            theirs.setdefault(key, []).append(one)
    for key in sorted(theirs, key=lambda key: (not key, -len(theirs[key]))):
        yield named[key], theirs[key]


def disciplines(progress: Progress, named: Named, zone: tzinfo) -> Iterator[Discipline]:
    """For each executor all years together, and then each year in which something of theirs has fallen due.

    `zone` is the plan's, in which a closing has its day.
    """
    parents = {one.measure.parent for one in progress.measures}
    for executor, measures in named:
        theirs = [inner for one in measures if one.measure.key not in parents for inner in one.deadlines if inner.live]
        counted = [one for one in theirs if not one.backlog]
        yield _of(executor, None, counted, progress.today, zone)
        for year in sorted({one.deadline.period for one in counted if one.days <= 0}):
            yield _of(executor, year, [one for one in counted if one.deadline.period == year], progress.today, zone)


def _of(executor: str, year: int | None, deadlines: list[DeadlineProgress], today: date, zone: tzinfo) -> Discipline:
    due = [one for one in deadlines if one.days <= 0]
    delays = [delay for one in due if (delay := _delay(one, today, zone)) > 0]
    in_time = sum(one.state is DeadlineState.DONE and _delay(one, today, zone) == 0 for one in due)
    return Discipline(
        executor=executor,
        year=year,
        due=len(due),
        in_time=in_time,
        percent=part_of(in_time, len(due)) if due else None,
        mean_delay=tenths(Decimal(sum(delays)) / len(delays)) if delays else None,
        postponed=sum(_is_postponed(one) for one in deadlines),
        returned=sum(map(_returns, deadlines)),
        silent=sum(_is_silent(one, today, zone) for one in deadlines),
    )


def _delay(one: DeadlineProgress, today: date, zone: tzinfo) -> int:
    """By how many days a deadline was done late, or is late today; 0 where it is neither."""
    if one.state is DeadlineState.DONE:
        closed = one.report.closed_at
        return max(0, (closed.astimezone(zone).date() - one.deadline.due).days) if closed is not None else 0
    return max(0, (today - one.deadline.due).days) if one.state is DeadlineState.OVERDUE else 0


def _is_postponed(one: DeadlineProgress) -> bool:
    moved = one.report.moved_to
    return bool(one.deadline.extensions) or (moved is not None and moved > one.deadline.due)


def _returns(one: DeadlineProgress) -> int:
    """How often an issue that had been done was opened again."""
    states = [seen.status for seen in one.report.sightings]
    return sum(before is Status.DONE is not after for before, after in pairwise(states))


def _is_silent(one: DeadlineProgress, today: date, zone: tzinfo) -> bool:
    if one.state in (DeadlineState.DONE, DeadlineState.SUBMITTED) or one.days > SILENT_DAYS:
        return False
    report = one.report
    said = [*(line.at for line in report.lines), *(reason.at for reason in report.reasons)]
    last = max([*said, *([report.changed_at] if report.changed_at else [])], default=None)
    return last is None or (today - last.astimezone(zone).date()).days > SILENT_DAYS
