"""Builders of plan values for tests: small, with defaults, so that a test names only what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from mappings.plan import (
    Deadline,
    Group,
    Indicator,
    IndicatorKind,
    Measure,
    Place,
    Plan,
    Recurrence,
    Section,
)
from mappings.progress import FigureLine, Reason, Report, Status

WHEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def indicator(
    value: str | int | None = 4,
    *,
    kind: IndicatorKind = IndicatorKind.TOTAL,
    comparator: str | None = ">=",
    unit: str = "документов",
    percent: bool = False,
    text: str = "Оцифровано не менее 4 документов",
) -> Indicator:
    """An indicator; `value` is written as a number or as its text."""
    number = None if value is None else Decimal(value)
    return Indicator(kind, comparator, number, unit, percent, text)


def deadline(key: str, year: int, *, due: date | None = None, start: date | None = None) -> Deadline:
    """A deadline at the end of a year, its work beginning with that year."""
    return Deadline(due or date(year, 12, 31), start or date(year, 1, 1), key)


def measure(
    key: str = "I.3.4",
    *,
    years: Iterable[int] = (2030,),
    start: date | None = None,
    indicators: Iterable[Indicator] = (),
    group: str | None = "I.3",
    executors: tuple[str, ...] = ("МБУ «Централизованная библиотечная система»",),
    title: str = "Создание цифровых копий документов",
) -> Measure:
    """A measure with a deadline at the end of each year."""
    section, _, number = key.partition(".")
    asked = tuple(years)
    deadlines = tuple(deadline(f"{key}/{year}", year, start=start) for year in asked)
    texts = tuple(indicators)
    return Measure(
        key=key,
        number=number,
        section=section,
        group=group,
        parent=None,
        title=title,
        executors=executors,
        funding=("Муниципальный бюджет",),
        timing_text=f"{min(asked)} – {max(asked)}" if asked else "постоянно",
        recurrence=Recurrence.YEARS if asked else Recurrence.ONGOING,
        deadlines=deadlines,
        target_text="; ".join(one.text for one in texts),
        indicators=texts,
        place=Place(line=1),
    )


def extended(one: Measure, year: int, *untils: date) -> Measure:
    """The measure with the deadline of a year extended to each of these days in turn, by the mayor's orders."""
    deadlines = []
    for each in one.deadlines:
        moved = each
        for number, until in enumerate(untils if each.period == year else (), start=1):
            moved = moved.extended(until, by="Mayor", order=f"No. {number}")
        deadlines.append(moved)
    return replace(one, deadlines=tuple(deadlines))


def plan(*measures: Measure, title: str = "План развития библиотек", years: tuple[int, int] = (2021, 2030)) -> Plan:
    """A plan of these measures with the sections and groups they name."""
    sections = dict.fromkeys(one.section for one in measures)
    groups = {one.group: one.section for one in measures if one.group is not None}
    return Plan(
        title=title,
        start_year=years[0],
        end_year=years[1],
        sections=tuple(Section(key, f"РАЗДЕЛ {key}", Place()) for key in sections),
        groups=tuple(Group(key, key.partition(".")[2], f"Группа {key}", Place()) for key in groups),
        measures=measures,
    )


def figure(
    value: str | int,
    *,
    indicator: int = 1,
    author: str = "И. Петрова",
    at: datetime = WHEN,
    text: str | None = None,
) -> FigureLine:
    """A figure reported in a comment."""
    return FigureLine(Decimal(value), str(value) if text is None else text, author, at, "comment", indicator)


def because(text: str, *, author: str = "И. Петрова", at: datetime = WHEN) -> tuple[Reason, ...]:
    """A reason given in a comment."""
    return (Reason(text, author, at, "comment"),)


def report(
    key: str = "I.3.4",
    status: Status = Status.PLANNED,
    *facts: str | int | FigureLine,
    reason: str = "",
    url: str | None = None,
    assignee: str | None = None,
) -> Report:
    """A report of one issue; bare facts are figures of the first indicator."""
    lines = tuple(fact if isinstance(fact, FigureLine) else figure(fact) for fact in facts)
    return Report(key, status, lines, because(reason) if reason else (), url, assignee)


def reports(*given: Report) -> dict[str, Report]:
    """Reports by key, as `judge` takes them."""
    return {one.key: one for one in given}
