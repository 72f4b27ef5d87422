"""What is different between two states of a plan's reports."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mappings.plan import IndicatorKind
from mappings.progress import FigureLine, Report, Status
from mappings.progress.comparison import Change, Compared, Difference, differences
from tests.examples.plan_values import indicator, measure, plan

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


def line(value: int | None, at: int = 0, **more: Any) -> FigureLine:
    """A line written on a day."""
    return FigureLine(
        None if value is None else Decimal(value), str(value), "anna", START + timedelta(days=at), "comment", **more
    )


def found(before: Report, after: Report, *, percent: bool = False, start: date | None = None) -> list[tuple[Any, ...]]:
    """The differences in one issue of a measure with one deadline."""
    asked = indicator(percent=percent, kind=IndicatorKind.LEVEL if percent else IndicatorKind.TOTAL)
    whole = plan(measure("I.1", years=(2026,), start=start, indicators=(asked,)))
    told = differences(whole, {"I.1": before}, {"I.1": after}, UTC)
    return [(one.change, one.indicator, one.year, one.before, one.after) for one in told]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((), (line(5),), (Change.NEW, 1, None, None, 5)),
        ((line(1),), (line(1), line(2, 1)), (Change.CORRECTED, 1, None, 1, 2)),
        ((line(1),), (line(1), line(1, 1, adds=True)), (Change.CORRECTED, 1, None, 1, 2)),
        ((line(3),), (), (Change.LOST, 1, None, 3, None)),
        ((line(3),), (line(3), line(None, 1)), (Change.LOST, 1, None, 3, None)),
        ((line(3),), (line(3), line(3, 1)), None),
        ((line(3),), (line(3), line(4, 1, year=2026)), (Change.CORRECTED, 1, None, 3, 4)),
        ((), (line(4, year=1999),), None),
        ((), (line(4, indicator=2),), None),
    ],
)
def test_a_figure_is_new_corrected_or_lost(
    before: tuple[FigureLine, ...], after: tuple[FigureLine, ...], expected: tuple[Any, ...] | None
) -> None:
    """What counts is compared, and not the words; what is the same, or counts for nothing, is not mentioned."""
    start = date(2026, 1, 1)
    assert found(Report("I.1", lines=before), Report("I.1", lines=after), start=start) == (
        [expected] if expected else []
    )


def test_each_year_of_an_issue_that_serves_several_is_told_apart() -> None:
    """A figure of 2025 is no correction of that of 2024."""
    before = Report("I.1", lines=(line(1, year=2024),))
    after = Report("I.1", lines=(line(1, year=2024), line(2, 1, year=2025)))
    assert found(before, after, start=date(2021, 1, 1)) == [(Change.NEW, 1, 2025, None, 2)]


def test_a_share_is_told_as_it_is_shown() -> None:
    """«5 из 6» is a percentage with one decimal place where one is asked."""
    after = Report("I.1", lines=(line(5, of=Decimal(6)),))
    assert found(Report("I.1"), after, percent=True) == [(Change.NEW, 1, None, None, Decimal("83.3"))]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (Status.PLANNED, Status.DONE, Change.NEW),
        (Status.CANCELLED, Status.IN_PROGRESS, Change.LOST),
        (Status.DONE, Status.CANCELLED, None),
        (Status.PLANNED, Status.IN_PROGRESS, None),
    ],
)
def test_a_closing_is_new_or_lost(before: Status, after: Status, change: Change | None) -> None:
    """An issue that was closed, and one that was opened again."""
    expected = [(change, None, None, None, None)] if change else []
    assert found(Report("I.1", before), Report("I.1", after)) == expected


def test_a_measures_own_issue_is_compared_beside_its_deadlines() -> None:
    """In the order of the plan, with the line that says what counts and the address of its issue."""
    whole = plan(measure("I.1", years=(2025, 2026), indicators=(indicator(),)))
    told = line(4, 1)
    after = {
        "I.1": Report("I.1", lines=(line(3),), url="https://t.example.org/1"),
        "I.1/2026": Report("I.1/2026", lines=(told,)),
    }
    own, second = differences(whole, {}, after, UTC)
    assert (own.key, own.url, second.key, second.line) == ("I.1", "https://t.example.org/1", "I.1/2026", told)
    compared = Compared(START.date(), (own, second, Difference("I.1", Change.LOST)))
    assert compared.of(Change.NEW) == (own, second)
