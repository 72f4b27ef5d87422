"""What is different between two states of a plan's reports: figures new, corrected and lost, issues closed and opened.

Compares what stands on each issue by the rules by which it is judged. Whether a target is reached is no matter here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal
from enum import StrEnum

from mappings.plan import Deadline, Indicator, Measure, Plan
from mappings.progress.periods import serves
from mappings.progress.shown import shown
from mappings.progress.standing import Standing, account_of
from mappings.progress.states import FigureLine, Report, Status

_CLOSED = (Status.DONE, Status.CANCELLED)
_NOTHING = Standing()


class Change(StrEnum):
    """What became of a figure or a closing between two states."""

    NEW = "new"
    CORRECTED = "corrected"
    LOST = "lost"


@dataclass(frozen=True)
class Difference:
    """One difference: of a figure, or with `indicator` None of an issue's closing.

    `year` is there where an issue that serves several years tells of one. `line` is the one that says what counts in
    the later state; of a figure that is gone, the one that said it.
    """

    key: str
    change: Change
    indicator: int | None = None
    year: int | None = None
    before: Decimal | None = None
    after: Decimal | None = None
    line: FigureLine | None = None
    url: str | None = None


@dataclass(frozen=True)
class Compared:
    """What is different since the end of an earlier day."""

    day: date
    differences: tuple[Difference, ...]

    def of(self, change: Change) -> tuple[Difference, ...]:
        """The differences of one sort."""
        return tuple(one for one in self.differences if one.change is change)


def differences(
    plan: Plan, before: Mapping[str, Report], after: Mapping[str, Report], zone: tzinfo
) -> Iterator[Difference]:
    """What is different in the issues of a plan, in its order."""
    for measure in plan.measures:
        for key, deadlines in _issues(measure).items():
            empty = Report(key)
            then, now = before.get(key, empty), after.get(key, empty)
            for number, indicator in enumerate(measure.indicators, 1):
                years = sorted({year for deadline in deadlines for year in serves(deadline, indicator)})
                yield from _figures(then, now, indicator, number, years, zone)
            closed, closes = then.status in _CLOSED, now.status in _CLOSED
            if closed != closes:
                yield Difference(key, Change.NEW if closes else Change.LOST, url=now.url or then.url)


def _issues(measure: Measure) -> dict[str, tuple[Deadline, ...]]:
    """The issues of a measure with the deadlines that they stand for, its own issue first."""
    return {measure.key: measure.deadlines} | {measure.issue_key(one): (one,) for one in measure.deadlines}


def _figures(
    before: Report, after: Report, indicator: Indicator, number: int, years: Sequence[int], zone: tzinfo
) -> Iterator[Difference]:
    then, now = (_standings(report, indicator, number, years, zone) for report in (before, after))
    for year in sorted({*then, *now}, key=lambda year: year or 0):
        old, new = then.get(year, _NOTHING), now.get(year, _NOTHING)
        if old.value == new.value:
            continue
        change = Change.NEW if old.value is None else Change.LOST if new.value is None else Change.CORRECTED
        yield Difference(
            after.key,
            change,
            number,
            year,
            shown(old, old.value),
            shown(new, new.value),
            new.last or old.last,
            after.url or before.url,
        )


def _standings(
    report: Report, indicator: Indicator, number: int, years: Sequence[int], zone: tzinfo
) -> dict[int | None, Standing]:
    """What stands of an indicator on an issue: for its whole time, and for single years."""
    by_writing = indicator.reporting == "period"
    account = account_of(report, indicator, number, years, zone, by_writing=by_writing)
    years_named: dict[int | None, Standing] = dict(account.years.items())
    return {None: account.own, **years_named}
