"""How the yearly report words its values, in the active language and free of markup.

Which of it stands where is the forms' affair.
"""

from __future__ import annotations

from decimal import Decimal

from mappings.counted import nominative
from mappings.language import gettext as _
from mappings.language import ngettext, pgettext
from mappings.plan import IndicatorKind
from mappings.progress import DeadlineState
from mappings.progress.discipline import Discipline
from mappings.wording import clean, day, moment, number, percent
from mappings.yearly_report.outcome import shares_of
from mappings.yearly_report.values import (
    Achieved,
    Fact,
    IndicatorRow,
    MeasureRow,
    PlanBasis,
    Tally,
    Unknown,
    YearReport,
)
from sync.summary.report.handed import Closing
from sync.summary.words import discipline_headings as kept_headings

NOTHING = "—"


def title(report: YearReport) -> str:
    """What the report is called."""
    return _("Yearly report for {year}").format(year=report.year)


def subject(report: YearReport) -> str:
    """What it is on."""
    return _("on the performance of the document «{title}»").format(title=clean(report.plan_title))


def state_day(report: YearReport) -> str:
    """As of which day it was made."""
    return _("As of {day}, from what the executors have reported").format(day=day(report.as_of))


def closed(closing: Closing) -> str:
    """That it was handed in, and how it can be told from any other."""
    said = _("Handed in on {moment}, closed by {name}; checksum (SHA-256): {checksum}")
    return said.format(moment=moment(closing.at), name=clean(closing.by), checksum=closing.checksum)


def indicator_headings() -> tuple[str, ...]:
    """The headings of the table of indicators, with the places for the years yet to be filled in."""
    return (
        _("No."),
        _("Indicator"),
        _("Unit"),
        _("Fact of {before}"),
        _("Plan for {year}"),
        _("Fact of {year}"),
        _("Deviation (fact less plan)"),
        _("Level reached, %"),
        _("Explanation of deviations"),
    )


def measure_headings() -> tuple[str, ...]:
    """The headings of the table of measures."""
    return (
        _("No."),
        _("Measure"),
        _("Executor"),
        _("Planned date"),
        _("Actual date"),
        _("Expected result"),
        _("Result achieved"),
        _("Performance"),
        _("Reasons for deviations"),
    )


def tally_headings() -> tuple[str, ...]:
    """The headings of the tally."""
    return _("Indicators"), _("Number"), _("Share, %")


def number_of(row: IndicatorRow) -> str:
    """An indicator's number: the measure's, and its own where the measure has several."""
    return row.measure_no if row.of == 1 else f"{row.measure_no} ({row.position})"


def name_of(row: IndicatorRow) -> str:
    """An indicator's name: the measure's and what its target says."""
    return f"{clean(row.title)}: {clean(row.text)}" if row.text else clean(row.title)


def unit_of(row: IndicatorRow) -> str:
    """What an indicator is measured in."""
    if row.kind in (IndicatorKind.DONE, IndicatorKind.QUALITATIVE):
        return _("yes / no")
    if row.percent:
        return "%"
    return nominative(clean(row.unit)) if row.unit else NOTHING


def fact_of(fact: Fact) -> str:
    """A fact in its cell."""
    if fact.done is not None:
        return pgettext("fact", "yes") if fact.done else pgettext("fact", "no")
    return number(fact.value)


def previous_of(row: IndicatorRow, year: int) -> str:
    """The fact of the year before the report's `year`, with the year that it is of where that is another."""
    if row.previous.value is None:
        return fact_of(row.previous)
    return previous_form(row, year).format(value=number(row.previous.value))


def previous_form(row: IndicatorRow, year: int) -> str:
    """What stands around the number of the year before, with a place for `value`."""
    of = row.previous.year
    return "{value}" if of is None or of >= year - 1 else f"{{value}} ({of})"


def plan_of(row: IndicatorRow) -> str:
    """The plan in its cell, with a mark where it is none of the plan's own for this year."""
    if row.kind in (IndicatorKind.DONE, IndicatorKind.QUALITATIVE):
        due = pgettext("fact", "yes")
        return due if row.unknown is not Unknown.NOT_DUE else _("{value} (by {year})").format(value=due, year=row.due)
    return NOTHING if row.plan is None else plan_form(row).format(value=number(row.plan))


def plan_form(row: IndicatorRow) -> str:
    """What stands around the number of the plan, with a place for `value`."""
    if row.basis is PlanBasis.CALCULATED:
        return _("{value} (calculated)")
    if row.basis is PlanBasis.LATER:
        return _("{value} (by {year})").format(value="{value}", year=row.due)
    return _("at most {value}") if row.limit else "{value}"


def deviation_of(row: IndicatorRow) -> str:
    """The deviation with its sign; none is 0."""
    if row.deviation is None:
        return NOTHING
    return f"+{number(row.deviation)}" if row.deviation > 0 else number(row.deviation)


def explanation_of(row: IndicatorRow, year: int) -> str:
    """Why an indicator deviates, in the staff's words; else why nothing can be said of it."""
    parts = [clean(row.reason)] if row.reason else []
    if row.fact.value is not None and row.fact.year is not None and row.fact.year < year:
        parts.append(_("the figure is of {year}").format(year=row.fact.year))
    if row.unknown is not None:
        parts.append(_why_unknown(row))
    return "; ".join(parts)


def _why_unknown(row: IndicatorRow) -> str:
    if row.unknown is Unknown.NO_NUMBER:
        return _("no number is set by the plan")
    if row.unknown is Unknown.NO_FIGURE:
        return _("no figure was reported")
    if row.due is None:
        return _("not due yet")
    return _("due by {year}, no value is set for this year").format(year=row.due)


def executors_of(row: MeasureRow) -> str:
    """Who answers for a measure."""
    return "; ".join(map(clean, row.executors)) or NOTHING


def due_of(row: MeasureRow) -> str:
    """The planned date, and the one that it was extended to."""
    if row.due is None:
        return clean(row.timing) or NOTHING
    if row.until is None:
        return day(row.due)
    return _("{day}, extended to {until}").format(day=day(row.due), until=day(row.until))


def closed_of(row: MeasureRow) -> str:
    """The actual date."""
    return NOTHING if row.closed is None else day(row.closed)


def achieved_of(row: MeasureRow) -> str:
    """What came out: a number for each indicator, or what the state says where none was reported."""
    told = [_achieved(one) for one in row.achieved if one.fact.value is not None]
    if told:
        return "; ".join(told)
    done = row.state is DeadlineState.DONE
    return clean(row.expected) if done and any(one.fact.done for one in row.achieved) else NOTHING


def _achieved(one: Achieved) -> str:
    if one.percent:
        return percent(one.fact.value)
    shown = number(one.fact.value)
    return f"{shown} ({nominative(clean(one.unit))})" if one.unit else shown


def performance_of(row: MeasureRow) -> str:
    """Whether a measure was performed."""
    if row.state is DeadlineState.DONE and row.late_days:
        late = ngettext("done, {n} day late", "done, {n} days late", row.late_days)
        return late.format(n=row.late_days)
    said = {
        DeadlineState.DONE: pgettext("report", "done"),
        DeadlineState.SUBMITTED: pgettext("report", "reported, not yet accepted"),
        DeadlineState.OVERDUE: pgettext("report", "not done"),
        DeadlineState.AWAITED: pgettext("report", "the report is awaited"),
        DeadlineState.DUE_SOON: pgettext("report", "in progress, not due yet"),
        DeadlineState.IN_PROGRESS: pgettext("report", "in progress, not due yet"),
        DeadlineState.PLANNED: pgettext("report", "not due yet"),
        DeadlineState.CANCELLED: pgettext("report", "cancelled"),
    }
    return said[row.state]


def reasons_of(row: MeasureRow) -> str:
    """Why a measure deviates, and which earlier dates of it are open still."""
    parts = [clean(row.reason)] if row.reason else []
    if row.open_before:
        years = ", ".join(map(str, row.open_before))
        parts.append(_("dates of earlier years still open: {years}").format(years=years))
    return "; ".join(parts)


def tally_lines(tally: Tally) -> tuple[tuple[str, int, Decimal | None], ...]:
    """The tally: what is counted, how many, and the share of all in percent where it has one."""
    reached, missed, unknown = shares_of(tally)
    return (
        (pgettext("tally", "Reached"), tally.reached, reached),
        (_("of them exceeded"), tally.exceeded, None),
        (pgettext("tally", "Not reached"), tally.not_reached, missed),
        (_("Cannot be determined"), tally.unknown, unknown),
        (_("of them not due in this year"), tally.unknown_not_due, None),
        (_("Total"), tally.total, Decimal(100) if tally.total else None),
        (_("Besides, at risk of not being reached"), tally.at_risk, None),
    )


def degree_of(report: YearReport) -> str:
    """The programme's degree, in a sentence."""
    if report.degree is None:
        return _("The degree to which the indicators were reached cannot be determined: no figure was reported.")
    said = _("Degree to which the indicators were reached (mean of fact / plan, each at most 1): {degree}")
    return said.format(degree=number(report.degree))


def rating_of(report: YearReport) -> str:
    """The rating, in a sentence; "" where none is asked for."""
    if report.rating is None:
        return ""
    named = report.rating or pgettext("rating", "below the lowest threshold")
    return _("Rating: {rating}").format(rating=clean(named))


def notes_of(report: YearReport) -> tuple[str, ...]:
    """What a reader of the tables needs to know."""
    notes = [
        _("Figures of a total are counted from the beginning of the plan to the end of the year."),
        _("«Calculated»: the plan sets no value for this year; it is the part of the whole due for the years gone by."),
        _("Reached and not reached count only where a value is set or calculated for the year."),
    ]
    if report.finished:
        numbers = ", ".join(report.finished)
        notes.append(_("Finished before {year}, and not listed: {numbers}").format(year=report.year, numbers=numbers))
    return tuple(notes)


def discipline_headings() -> tuple[str, ...]:
    """The headings of the table of how executors kept their deadlines, whose first column names them."""
    *numbers, executor = kept_headings()
    return (executor, *(heading.removeprefix(">") for heading in numbers))


def executor_of(one: Discipline) -> str:
    """Who kept them."""
    return clean(one.executor) or _("no executor named")


def numbers_of(one: Discipline) -> tuple[int | Decimal | None, ...]:
    """The numbers of a row of that table, in the order of its headings; None where there is none."""
    return one.due, one.in_time, one.percent, one.mean_delay, one.postponed, one.returned, one.silent
