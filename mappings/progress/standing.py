"""Which lines of an issue count: the newest corrects the older, one with a plus adds, one that cannot count suspends.

Reads the lines of one report for one indicator. It adds up no periods and judges no target; how a line is read is
decided in `mappings.reporting`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from decimal import Decimal

from mappings.plan import Indicator, IndicatorKind
from mappings.progress.states import FigureLine, Report
from mappings.progress.units import same_unit

_FULL = Decimal(100)
_COUNTS = frozenset({IndicatorKind.TOTAL, IndicatorKind.PER_YEAR})
_ASKS_NOTHING = frozenset({IndicatorKind.DONE, IndicatorKind.QUALITATIVE})


@dataclass(frozen=True)
class Standing:
    """What stands for one indicator and one span of time. `last` is the newest line, whether it counts or not.

    `fault` is the code of what keeps the newest line from counting: it suspends what stood before. `only_adds` says
    that every line had a plus, so that the value comes on top of what stands elsewhere.
    """

    value: Decimal | None = None
    lines: tuple[FigureLine, ...] = ()
    last: FigureLine | None = None
    fault: str = ""
    only_adds: bool = False

    @property
    def at(self) -> datetime | None:
        """When the newest line was written."""
        return self.last.at if self.last else None

    def after(self, line: FigureLine, indicator: Indicator) -> Standing:
        """What stands once one more line is written; nothing, as if none had been, where that takes the figure back."""
        if line.withdrawn:
            return Standing()
        fault = _fault(line, indicator)
        if fault:
            return Standing(None, (), line, fault)
        if line.adds and self.last is not None:
            if self.value is None:
                return replace(self, last=line)
            return _held(indicator, self.value + worth(line, indicator), (*self.lines, line), only_adds=self.only_adds)
        return _held(indicator, worth(line, indicator), (line,), only_adds=line.adds)


@dataclass(frozen=True)
class Account:
    """What an issue says of one indicator: of its whole time, and of single years where it serves several.

    `strange` is the newest line where that names a year the issue does not serve.
    """

    own: Standing = Standing()
    years: dict[int, Standing] = field(default_factory=dict)
    strange: FigureLine | None = None

    @property
    def suspended(self) -> bool:
        """Whether the newest line of all is one that cannot count."""
        if not self.own.fault or self.own.at is None:
            return False
        return all(one.at is None or one.at <= self.own.at for one in self.years.values())

    @property
    def said(self) -> bool:
        """Whether there is any line of the indicator, whatever it is worth."""
        return self.strange is not None or any(one.last is not None for one in self.standings())

    def standings(self) -> tuple[Standing, ...]:
        """What stands for the whole time, then for the years in their order."""
        return (self.own, *(self.years[year] for year in sorted(self.years)))


def account_of(
    report: Report,
    indicator: Indicator,
    number: int,
    years: Collection[int],
    zone: tzinfo,
    *,
    by_writing: bool = False,
) -> Account:
    """What an issue that serves these years says of the indicator with this number.

    `by_writing`: a line that names no year is of the year in which it was written, where several are served.
    """
    own, strange = Standing(), None
    named: dict[int, Standing] = {}
    for line in sorted(report.lines, key=lambda one: one.at):
        if line.indicator != number:
            continue
        year, strange = line.year, None
        if year is None and by_writing and len(years) > 1:
            written = day_of(line.at, zone).year
            year = written if written in years else None
        if year is not None and years and year not in years:
            strange = line
        elif year is None or len(years) == 1:
            own = own.after(line, indicator)
        else:
            named[year] = named.get(year, Standing()).after(line, indicator)
    return Account(own, named, strange)


def worth(line: FigureLine, indicator: Indicator) -> Decimal:
    """The number that a readable line stands for: a share in percent where a percentage is asked."""
    value = line.value or Decimal(0)
    if line.of is not None and _asks_share(indicator):
        return _FULL * value / line.of
    return value


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The calendar day of a moment where the plan is."""
    return moment.astimezone(zone).date()


def asks_number(indicator: Indicator) -> bool:
    """Whether the target is one that figures are reported on."""
    return indicator.kind not in _ASKS_NOTHING


def _held(indicator: Indicator, value: Decimal, lines: tuple[FigureLine, ...], *, only_adds: bool) -> Standing:
    too_much = _asks_share(indicator) and value > _FULL >= (indicator.value or Decimal(0))
    if too_much:
        return Standing(None, (), lines[-1], "share-over-100")
    return Standing(value, lines, lines[-1], "", only_adds)


def _asks_share(indicator: Indicator) -> bool:
    return indicator.percent and indicator.kind is not IndicatorKind.GROWTH


def _fault(line: FigureLine, indicator: Indicator) -> str:
    """The code of what keeps a line from counting by itself; nothing where it can count."""
    if line.value is None or (line.of is not None and line.of <= 0):
        return "figure-unread"
    if line.of is not None and line.value > line.of:
        return "share-over-100"
    if not asks_number(indicator):
        return ""
    if _differs(line, indicator):
        return "unit-differs"
    amount = indicator.kind in _COUNTS or indicator.percent
    growth = indicator.kind is IndicatorKind.GROWTH and (line.percent or not indicator.percent)
    return "negative" if line.value < 0 and amount and not growth else ""


def _differs(line: FigureLine, indicator: Indicator) -> bool:
    """A percentage where a count or a score is asked, or a count of what the share is asked of."""
    if indicator.kind is IndicatorKind.GROWTH:
        return False
    if not indicator.percent:
        return line.percent
    return not line.percent and line.of is None and same_unit(line.unit, indicator.unit)
