"""A report that was handed in: the text it is kept as, and what differs from it later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mappings.progress import Reason, Report
from mappings.yearly_report import YearReport, report_of
from mappings.yearly_report.differences import IndicatorChange, MeasureChange, Part, differences
from mappings.yearly_report.kept import checksum_of, report_in, text_of
from tests.worlds.megion_reports import basis, five_years, line

SAME: dict[str, str] = {}


def test_a_report_comes_back_from_its_text_as_it_was() -> None:
    """Figures, states, dates and sources are all there, and the text of one report is always the same."""
    report = report_of(basis(five_years(), 2025), thresholds={"высокая": Decimal("0.9")})
    assert report_in(text_of(report)) == report
    assert checksum_of(text_of(report_in(text_of(report)))) == checksum_of(text_of(report))
    (source,) = next(row for row in report.indicators if row.key == "I.3.4").evidence[-1:]
    assert (source.author, source.text) == ("Иванова И. И.", "4")


def test_what_is_no_report_is_refused() -> None:
    """A text that lacks something is no report."""
    with pytest.raises(ValueError, match="indicators"):
        report_in('{"year": 2025}')


def report_with(key: str, *values: str) -> YearReport:
    """The report of 2025 with these lines in an issue."""
    reports = five_years()
    known = reports.get(key) or Report(key)
    reports[key] = replace(known, lines=(*known.lines, *(line(value, year=2025) for value in values)))
    return report_of(basis(reports, 2025))


def test_a_later_correction_stands_beside_the_closed_figure() -> None:
    """One figure that was corrected is one change, with both values; nothing else differs."""
    closed, now = report_of(basis(five_years(), 2025)), report_with("I.3.4/2025", "6")
    (change,) = differences(closed, now, SAME)
    assert isinstance(change, IndicatorChange)
    assert change.before
    assert change.now
    assert (change.part, change.before.fact.value, change.now.fact.value) == (Part.FACT, Decimal(4), Decimal(6))


def test_nothing_changed_is_no_difference() -> None:
    """The day on which a report is made again changes nothing in it."""
    closed = report_of(basis(five_years(), 2025, today=date(2026, 1, 20)))
    now = report_of(basis(five_years(), 2025, today=date(2026, 11, 29)))
    assert differences(closed, closed, SAME) == differences(now, now, SAME) == ()


def test_a_reopened_issue_and_a_new_reason_are_told() -> None:
    """What differs in a measure's row is told by its parts: the actual date, the performance, the reason."""
    closed, reports = report_of(basis(five_years(), 2025)), five_years()
    at = reports["I.3.4/2025"].lines[0].at
    reports["I.3.4/2025"] = Report("I.3.4/2025", lines=reports["I.3.4/2025"].lines, reasons=(Reason("X", "", at, ""),))
    changed = differences(closed, report_of(basis(reports, 2025)), SAME)
    parts = {one.part for one in changed if isinstance(one, MeasureChange)}
    assert parts == {Part.CLOSED, Part.STATE, Part.REASON}


def test_a_renumbered_measure_is_the_same_measure() -> None:
    """By its new key nothing is gone and nothing is new; without it both are."""
    now = report_of(basis(five_years(), 2025))
    closed = replace(
        now,
        indicators=tuple(replace(row, key=row.key.replace("I.3.4", "I.3.9")) for row in now.indicators),
        measures=tuple(
            replace(row, key=row.key.replace("I.3.4", "I.3.9"), deadline=row.deadline.replace("I.3.4", "I.3.9"))
            for row in now.measures
        ),
    )
    assert differences(closed, now, {"I.3.9": "I.3.4"}) == ()
    assert {one.part for one in differences(closed, now, SAME)} == {Part.GONE, Part.NEW}
