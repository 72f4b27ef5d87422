"""How the summary words things: states, the verdict, counts, numbers and targets.

Everything is in the active language and free of markup; which of it stands where is the forms' affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from mappings.language import gettext as _
from mappings.language import ngettext, pgettext
from mappings.plan import Indicator, IndicatorKind
from mappings.progress import DeadlineState, IndicatorProgress, MeasureProgress, MeasureState
from mappings.progress.attainment import part_of, tenths
from mappings.progress.forecast import sentence
from mappings.spans import span
from mappings.wording import day, moment, number, percent
from sync.summary.figures import DeadlineCounts
from sync.summary.outlook import is_not_due


def deadline_state(state: DeadlineState) -> str:
    """A deadline's state, as a label."""
    labels = {
        DeadlineState.DONE: pgettext("deadline", "Done"),
        DeadlineState.SUBMITTED: pgettext("deadline", "Submitted"),
        DeadlineState.OVERDUE: pgettext("deadline", "Overdue"),
        DeadlineState.AWAITED: pgettext("deadline", "Report awaited"),
        DeadlineState.DUE_SOON: pgettext("deadline", "Due soon"),
        DeadlineState.IN_PROGRESS: pgettext("deadline", "In progress"),
        DeadlineState.PLANNED: pgettext("deadline", "Planned"),
        DeadlineState.CANCELLED: pgettext("deadline", "Cancelled"),
    }
    return labels[state]


def measure_state(state: MeasureState) -> str:
    """The state of a measure or an indicator, as a label."""
    labels = {
        MeasureState.DONE: pgettext("measure", "Done"),
        MeasureState.ON_TRACK: pgettext("measure", "On track"),
        MeasureState.AT_RISK: pgettext("measure", "At risk"),
        MeasureState.OVERDUE: pgettext("measure", "Overdue"),
        MeasureState.NOT_REACHED: pgettext("measure", "Not reached"),
        MeasureState.NO_DATA: pgettext("measure", "No data"),
        MeasureState.CANCELLED: pgettext("measure", "Cancelled"),
    }
    return labels[state]


def standing(one: MeasureProgress) -> str:
    """The state of a measure, as a label; where nothing has fallen due or was begun, that."""
    return not_due() if is_not_due(one) else measure_state(one.state)


def not_due() -> str:
    """The label of measures of which nothing has fallen due or was begun."""
    return pgettext("measure", "Not due yet")


def headline(counts: DeadlineCounts) -> str:
    """How much is done of what has fallen due, in one sentence."""
    if not counts.due:
        return _("No deadline has fallen due yet.")
    text = ngettext(
        "{done} of {n} deadline that has fallen due is done ({percent}).",
        "{done} of {n} deadlines that have fallen due are done ({percent}).",
        counts.due,
    )
    return text.format(done=counts.due_done, n=counts.due, percent=percent(part_of(counts.due_done, counts.due)))


def state_day(today: date) -> str:
    """On which day the deadlines stand as they are shown."""
    return _("The deadlines as they stood on {day}").format(day=day(today))


def late_by(due: date, today: date) -> str:
    """How long a deadline has been late."""
    return _("{span} late").format(span=span(due, today))


def no_fact() -> str:
    """What stands where a figure is asked for and none was reported."""
    return _("no figure reported")


def discipline() -> str:
    """What the table of how executors keep their dates is called."""
    return _("Meeting deadlines")


def discipline_headings() -> tuple[str, ...]:
    """The headings of that table, its numbers first; those of numbers with `>`."""
    return (
        ">" + _("Fallen due"),
        ">" + _("In time"),
        ">%",
        ">" + _("Mean delay, days"),
        ">" + _("Postponed"),
        ">" + _("Returned"),
        ">" + _("Silent for 90 days"),
        _("Executor"),
    )


def verdict(counts: DeadlineCounts) -> str:
    """How the plan stands, in one sentence; what there is none of is not mentioned."""
    if not counts.total:
        return _("The plan has no deadlines.")
    late = counts.of(DeadlineState.OVERDUE)
    of_all = ngettext("of {n} deadline", "of {n} deadlines", counts.total).format(n=counts.total)
    done = ngettext("{n} {of_all} done", "{n} {of_all} done", counts.done)
    parts = [done.format(n=counts.done, of_all=of_all)]
    rest = [
        (ngettext("{n} submitted", "{n} submitted", counts.submitted), counts.submitted),
        (ngettext("{n} overdue", "{n} overdue", late), late),
        (ngettext("{n} awaited", "{n} awaited", counts.awaited), counts.awaited),
        (ngettext("{n} due soon", "{n} due soon", counts.due_soon), counts.due_soon),
        (ngettext("{n} in progress", "{n} in progress", counts.in_progress), counts.in_progress),
        (ngettext("{n} planned", "{n} planned", counts.planned), counts.planned),
        (ngettext("{n} cancelled", "{n} cancelled", counts.cancelled), counts.cancelled),
        (backlog(counts.backlog), counts.backlog),
    ]
    parts += [phrase.format(n=n) for phrase, n in rest if n]
    return ", ".join(parts) + "."


def backlog(count: int) -> str:
    """Deadlines that were late before the plan was followed here, and of which nobody has said anything since."""
    said = ngettext(
        "{n} from before the records began, nothing known", "{n} from before the records began, nothing known", count
    )
    return said.format(n=count)


def course(one: IndicatorProgress) -> str:
    """What is to be said of an indicator beside its fact and its percent: years kept, years missed, the forecast."""
    said = [*_years(one), *_parts(one)]
    if one.forecast is not None:
        leads = sentence(one.forecast)
        said.append(f"{leads[:1].lower()}{leads[1:]}" if said else leads)
    return "; ".join(said)


def _years(one: IndicatorProgress) -> Iterator[str]:
    if one.period is not None:
        yield _("for {year}").format(year=one.period)
    if one.kept is not None and one.kept[1]:
        yield _("kept {kept} of {all}").format(kept=one.kept[0], all=one.kept[1])
    if one.missed_periods:
        yield _("missed: {years}").format(years=", ".join(map(str, one.missed_periods)))
    if one.running is not None and one.running.actual is not None:
        so_far = amount(one.indicator, one.running.actual)
        yield _("{year} so far {value}").format(year=one.running.year, value=so_far)


def _parts(one: IndicatorProgress) -> Iterator[str]:
    if one.need:
        yield _("due by now {value}").format(value=amount(one.indicator, tenths(one.need)))
    if one.numerator is not None:
        yield _("{part} of {whole}").format(part=number(one.numerator), whole=number(one.denominator))
    if one.counted_from_closing is not None:
        yield _("counted from closed issues: {n}").format(n=number(one.counted_from_closing))
    if one.rolled_up_from:
        yield _("from {keys}").format(keys=", ".join(one.rolled_up_from))
    if one.incomplete:
        yield _("not all periods reported")


def pulled(as_of: datetime | None) -> str:
    """When the tracker was last read."""
    if as_of is None:
        return _("Nothing has been pulled from the tracker yet.")
    return _("As the tracker stood on {moment}.").format(moment=moment(as_of))


def measures(count: int) -> str:
    """A number of measures."""
    return ngettext("{n} measure", "{n} measures", count).format(n=count)


def deadlines(count: int) -> str:
    """A number of deadlines."""
    return ngettext("{n} deadline", "{n} deadlines", count).format(n=count)


def amount(indicator: Indicator, value: Decimal | None) -> str:
    """A figure in the indicator's own measure: a percent or a bare number."""
    return percent(value) if indicator.percent else number(value)


def target(indicator: Indicator) -> str:
    """What an indicator asks for, as people say it; a dash where it names no number."""
    if indicator.value is None:
        return "—"
    asked = _growth(indicator) if indicator.kind is IndicatorKind.GROWTH else _compared(indicator, indicator.value)
    return _("{target} a year").format(target=asked) if indicator.kind is IndicatorKind.PER_YEAR else asked


def _growth(indicator: Indicator) -> str:
    value = indicator.value or Decimal(0)
    text = _("a fall by %(amount)s") if value < 0 else _("growth by %(amount)s")
    return text % {"amount": amount(indicator, abs(value))}


def _compared(indicator: Indicator, value: Decimal) -> str:
    words = {">=": _("at least"), "<=": _("at most"), ">": _("more than"), "<": _("less than")}
    return " ".join(filter(None, (words.get(indicator.comparator or ""), amount(indicator, value))))
