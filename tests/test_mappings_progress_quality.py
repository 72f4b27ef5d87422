"""What is told of figures before they are trusted, and that nothing is told where nothing is amiss."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from gettext import NullTranslations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import language
from mappings.plan import Indicator, IndicatorKind, Measure
from mappings.progress import Doubt, FigureLine, Report, Status, judge
from mappings.progress.quality_words import MESSAGES, message_of
from tests.examples.plan_values import indicator, measure, plan, report, reports

DONE, CANCELLED, WORK = Status.DONE, Status.CANCELLED, Status.IN_PROGRESS
KEY = "I.3.4"
TODAY = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_active", NullTranslations())


def _at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=UTC)


def _line(value: str | None, day: str = "2026-03-02", **about: Any) -> FigureLine:
    number = None if value is None else Decimal(value)
    return FigureLine(number, str(value), "И. Петрова", _at(day), "comment", url="https://t.example/1", **about)


def _asked(value: str | int | None = 9, kind: IndicatorKind = IndicatorKind.TOTAL, **about: Any) -> Indicator:
    return replace(indicator(value, kind=kind), **about)


def _yearly(asked: Indicator, years: range = range(2021, 2027)) -> Measure:
    return measure(KEY, years=years, indicators=[asked])


def _long(asked: Indicator) -> Measure:
    return measure(KEY, years=[2030], start=date(2021, 1, 1), indicators=[asked])


def _told(one: Measure, *given_reports: Report, **options: Any) -> tuple[Doubt, ...]:
    return judge(plan(one), reports(*given_reports), today=TODAY, **options).measures[0].quality


def _codes(one: Measure, *given_reports: Report, **options: Any) -> list[str]:
    return [doubt.code for doubt in _told(one, *given_reports, **options)]


def _said(key: str, status: Status, *lines: FigureLine, closed: str | None = None) -> Report:
    return Report(key, status, lines, closed_at=_at(closed) if closed else None)


TOTAL, LEVEL = _asked(), _asked(80, IndicatorKind.LEVEL, percent=True, unit="библиотек")
GROWTH = _asked(3, IndicatorKind.GROWTH, percent=True)
YEARS = [_line(str(number), f"202{number}-12-20") for number in range(1, 6)]

SITUATIONS = [
    # the code, the target, the lines of its one issue
    ("figure-unread", TOTAL, [_line(None)]),
    ("figure-unread", TOTAL, [_line("5", indicator=2)]),
    ("share-over-100", TOTAL, [_line("7", of=Decimal(6))]),
    ("share-over-100", LEVEL, [_line("120", percent=True)]),
    ("negative", TOTAL, [_line("-5")]),
    ("unit-differs", TOTAL, [_line("85", percent=True)]),
    ("unit-differs", LEVEL, [_line("5", unit="библиотек")]),
    ("figure-other-year", TOTAL, [_line("4", year=2019)]),
    ("cumulative-fell", TOTAL, [_line("5", "2025-01-10"), _line("3", "2026-01-10")]),
    ("same-figure-repeated", TOTAL, [_line("1", f"202{year}-12-20") for year in range(3, 6)]),
    ("level-fell", LEVEL, [_line("85", year=2024), _line("70", year=2025)]),
    ("growth-base-missing", GROWTH, [_line("124", "2026-01-10")]),
    ("stale", TOTAL, [_line("1", "2025-03-29")]),
    ("no-number", _asked(None, IndicatorKind.DONE), [_line("1")]),
    ("target-number-missing", _asked(None), [_line("1")]),
]


@pytest.mark.parametrize(("code", "asked", "lines"), SITUATIONS)
def test_a_doubt_is_told_with_its_issue_author_date_and_link(
    code: str, asked: Indicator, lines: list[FigureLine]
) -> None:
    """Each names the line that it is about; those about the plan itself name the measure alone."""
    one = _long(asked) if code != "level-fell" else _yearly(asked)
    if code == "level-fell":
        found = _told(one, *(_said(f"{KEY}/{line.year}", DONE, line, closed="2026-03-02") for line in lines))
    else:
        found = _told(one, _said(KEY, WORK, *lines))
    doubt = next(each for each in found if each.code == code)
    assert doubt.key.startswith(KEY)
    if code != "target-number-missing":
        assert (doubt.author, doubt.at, doubt.url) == ("И. Петрова", lines[-1].at, "https://t.example/1")
    assert message_of(doubt)


def test_what_was_corrected_is_told_no_more() -> None:
    """A later good line of the same issue settles what could not be read before it."""
    for newest in (_line(None), _line("-5"), _line("4", year=2019)):
        assert _codes(_long(TOTAL), _said(KEY, WORK, newest, _line("5", "2026-03-03"))) == []


def test_closings_are_told() -> None:
    """Without a figure; late, by the days after the due day; and figures that came after."""
    closed = report(f"{KEY}/2021", DONE)
    assert _codes(_yearly(TOTAL), closed) == ["closed-without-figure"]
    assert _codes(_yearly(replace(TOTAL, count_closed=Decimal(1))), closed) == []
    assert _codes(_yearly(TOTAL), closed, _said(KEY, WORK, _line("1", "2022-01-10"))) == []
    late = _said(f"{KEY}/2021", DONE, _line("1", "2022-01-05"), closed="2022-02-10")
    assert [(doubt.code, doubt.days) for doubt in _told(_yearly(TOTAL), late)] == [("closed-late", 41)]
    assert _codes(_yearly(TOTAL), late, report_by=(2, 10)) == []
    assert _codes(_yearly(TOTAL), late, backlog_before=date(2022, 2, 10)) == []
    assert _codes(_yearly(TOTAL), late, backlog_before=date(2022, 2, 11)) == ["closed-late"]
    after = _said(f"{KEY}/2021", DONE, _line("1", "2021-12-01"), _line("2", "2022-02-01"), closed="2021-12-20")
    assert _codes(_yearly(TOTAL), after) == ["figure-after-close"]


def test_figures_of_what_is_no_longer_asked_are_told() -> None:
    """A cancelled period's and a dropped one's figure count and are told; a dropped measure's counts nowhere."""
    given_reports = [report(f"{KEY}/2021", CANCELLED, 1), report(f"{KEY}/2019", DONE, 1)]
    assert sorted(_codes(_yearly(TOTAL), *given_reports)) == ["figure-on-cancelled", "figure-orphaned"]
    stray = judge(plan(_yearly(TOTAL)), reports(report("I.9.9", WORK, 3)), today=TODAY)
    assert [(doubt.code, doubt.key) for doubt in stray.quality] == [("figure-orphaned", "I.9.9")]


def test_a_figure_out_of_proportion_is_told() -> None:
    """Five times the median of its kind, or a fifth of it; a running year is still to grow."""
    usual = [report(f"{KEY}/{year}", DONE, 10) for year in range(2022, 2026)]
    asked = _asked(9, IndicatorKind.PER_YEAR)
    for value, codes in [(50, ["magnitude-off"]), (2, ["magnitude-off"]), (49, []), (3, [])]:
        assert _codes(_yearly(asked), report(f"{KEY}/2021", DONE, value), *usual) == codes
    assert _codes(_yearly(asked), *usual, report(f"{KEY}/2026", WORK, 1)) == []


def test_two_figures_of_one_thing_are_compared() -> None:
    """The measure's own figure with its periods, and with what its parts add up to; an open parent of done parts."""
    years = [report(f"{KEY}/{year}", DONE, 1) for year in range(2021, 2024)]
    own = _said(KEY, WORK, _line("4", "2023-12-31"))
    told = next(doubt for doubt in _told(_yearly(TOTAL), *years, own) if doubt.code == "own-differs")
    assert list(told.numbers) == [4, 3]
    above = measure(KEY, years=[2024], indicators=[replace(TOTAL, value=Decimal(2))])
    below = replace(measure(f"{KEY}.1", years=[2024], indicators=[TOTAL]), parent=KEY)
    given_reports = reports(report(KEY, WORK, 5), report(f"{KEY}.1", DONE, 9))
    quality = judge(plan(above, below), given_reports, today=TODAY).measures[0].quality
    assert [doubt.code for doubt in quality] == ["rollup-differs", "parent-open"]


def test_a_measure_without_a_target_says_so() -> None:
    """It can only be closed; what could not be read there is told all the same."""
    assert _codes(measure(KEY)) == ["target-missing"]
    assert _codes(measure(KEY), _said(KEY, WORK, _line(None))) == ["target-missing", "figure-unread"]


def test_every_code_has_its_words() -> None:
    """They say the days and the numbers that they are about, and nothing in them steers a terminal."""
    for code in MESSAGES:
        wicked = Doubt(code, KEY, text="\x1b[31m" + "я" * 500, numbers=(Decimal(3), Decimal("2.50")))
        assert "\x1b" not in message_of(wicked)
        assert "{" not in message_of(wicked)
        assert len(message_of(wicked)) < 200
    assert message_of(Doubt("closed-late", KEY, days=91)) == "closed 91 days late"
    assert (
        message_of(Doubt("level-fell", KEY, numbers=(Decimal(85), Decimal("70.50"))))
        == "the level fell from 85 to 70.5"
    )


# --- a clean history

CLEAN = [
    (TOTAL, lambda at: Decimal(1 + at % 2)),
    (_asked(4, IndicatorKind.PER_YEAR), lambda at: Decimal(4 + at % 3)),
    (LEVEL, lambda at: Decimal(60 + 5 * at)),
    (GROWTH, lambda at: Decimal(at - 1)),
]


@given(st.sampled_from(CLEAN), st.integers(1, 6), st.integers(0, 30))
def test_a_clean_history_of_any_kind_raises_none(clean: tuple[Indicator, Any], count: int, days: int) -> None:
    """Each year its figure, written and closed in time: nothing to tell, whatever the kind."""
    asked, value = clean
    given_reports = []
    for at in range(count):
        moment = f"{2021 + at}-12-{1 + days % 25:02d}"
        percent = asked.kind in (IndicatorKind.GROWTH, IndicatorKind.LEVEL)
        line = _line(str(value(at)), moment, percent=percent)
        given_reports.append(_said(f"{KEY}/{2021 + at}", DONE, line, closed=moment))
    assert _codes(_yearly(asked), *given_reports) == []


def test_a_clean_history_of_one_issue_raises_none() -> None:
    """Totals so far, years by name, a level held, a thing done."""
    assert _codes(_long(TOTAL), _said(KEY, WORK, *YEARS)) == []
    named = [_line("1", f"{year + 1}-01-15", year=year) for year in range(2021, 2026)]
    assert _codes(_long(TOTAL), _said(KEY, WORK, *named)) == []
    held = [_line("100", f"{year}-12-20", percent=True) for year in range(2021, 2026)]
    assert _codes(_long(LEVEL), _said(KEY, WORK, *held)) == []
    assert _codes(_long(_asked(None, IndicatorKind.DONE)), _said(KEY, DONE, closed="2025-05-05")) == []
