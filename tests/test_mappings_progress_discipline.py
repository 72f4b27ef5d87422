"""How executors keep their dates: hand-worked cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from mappings.plan import Extension, Measure
from mappings.progress import Report, Sighting, Status, judge
from mappings.progress.discipline import Discipline
from sync.summary import Summary, summarize
from tests.examples.plan_values import measure, plan, report, reports

TODAY = date(2026, 12, 10)


def _summary(*measures: Measure, told: tuple[Report, ...] = (), backlog_before: date | None = None) -> Summary:
    progress = judge(plan(*measures), reports(*told), today=TODAY, backlog_before=backlog_before)
    return summarize(progress, as_of=datetime(2026, 12, 10, 7, tzinfo=UTC))


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def _only(summary: Summary, year: int | None = None) -> Discipline:
    return next(one for one in summary.discipline if one.year == year)


def test_what_was_done_by_its_day_was_done_in_time() -> None:
    """Of four due two in time, one ten days late, one still open for 344 days: 50 %, (10 + 344) / 2 = 177 days."""
    told = (
        replace(report("I.1.1/2022", Status.DONE), closed_at=_at(2022, 12, 31)),
        replace(report("I.1.1/2023", Status.DONE), closed_at=_at(2023, 6, 1)),
        replace(report("I.1.1/2024", Status.DONE), closed_at=_at(2025, 1, 10)),
    )
    summary = _summary(measure("I.1.1", years=range(2022, 2028)), told=told)
    whole = _only(summary)
    assert (whole.due, whole.in_time, whole.percent, whole.mean_delay) == (4, 2, Decimal(50), Decimal("177.0"))
    assert [one.year for one in summary.discipline] == [None, 2022, 2023, 2024, 2025]
    assert (_only(summary, 2024).in_time, _only(summary, 2024).mean_delay) == (0, Decimal("10.0"))


def test_a_closing_has_its_day_in_the_zone_of_the_plan() -> None:
    """Five in the evening UTC on 31 December is the new year in Kamchatka, and that is a day late."""
    told = replace(report("I.1.1", Status.DONE), closed_at=datetime(2025, 12, 31, 17, tzinfo=UTC))
    progress = judge(plan(measure("I.1.1", years=[2025])), reports(told), today=TODAY)
    for hours, in_time in (("+00:00", 1), ("+12:00", 0)):
        summary = summarize(progress, as_of=datetime.fromisoformat(f"2026-12-10T07:00:00{hours}"))
        assert _only(summary).in_time == in_time


def test_a_measure_counts_with_its_parts_and_not_once_more() -> None:
    """The date of the whole is kept by those who keep the dates of its parts."""
    whole, part = measure("I.1.1", years=[2025]), replace(measure("I.1.1.1", years=[2025]), parent="I.1.1")
    assert _only(_summary(whole, part)).due == 1


def test_what_was_late_before_the_plan_was_followed_is_nobodys_mark() -> None:
    """Nobody knows whether it was done."""
    assert _only(_summary(measure("I.1.1", years=[2023, 2025]), backlog_before=date(2024, 6, 1))).due == 1


def test_dates_moved_by_order_or_by_hand_are_counted() -> None:
    """A date that the staff brought forward is none of them."""
    one = measure("I.1.1", years=[2024, 2025, 2026])
    extension = Extension(date(2024, 12, 31), date(2026, 12, 20), "Дума", "№ 5")
    extended = replace(one.deadlines[0], due=date(2026, 12, 20), extensions=(extension,))
    told = (
        replace(report("I.1.1/2025"), moved_to=date(2027, 1, 1)),
        replace(report("I.1.1/2026"), moved_to=date(2026, 1, 1)),
    )
    assert _only(_summary(replace(one, deadlines=(extended, *one.deadlines[1:])), told=told)).postponed == 2


def test_what_was_done_and_opened_again_was_returned() -> None:
    """As often as a pull saw it."""
    seen = [Status.DONE, Status.IN_PROGRESS, Status.DONE, Status.PLANNED, Status.CANCELLED]
    sightings = tuple(Sighting(_at(2026, 1, 1 + day), status) for day, status in enumerate(seen))
    told = replace(report("I.1.1", Status.IN_PROGRESS), sightings=sightings)
    assert _only(_summary(measure("I.1.1", years=[2026]), told=(told,))).returned == 2


def test_silence_is_ninety_days_without_a_word() -> None:
    """Of what is due or near; a figure, a reason or a change is a word."""
    one = measure("I.1.1", years=[2024, 2025, 2026, 2027])
    told = (
        replace(report("I.1.1/2024"), changed_at=_at(2026, 9, 11)),
        replace(report("I.1.1/2025"), changed_at=_at(2026, 9, 10)),
        report("I.1.1/2026", Status.IN_PROGRESS, "1"),
    )
    assert _only(_summary(one, told=told)).silent == 2


def test_an_executor_of_whom_nothing_is_due_has_no_percent() -> None:
    """And no row of a year."""
    summary = _summary(measure("I.1.1", years=[2030]))
    assert [(one.year, one.due, one.percent, one.mean_delay) for one in summary.discipline] == [(None, 0, None, None)]
