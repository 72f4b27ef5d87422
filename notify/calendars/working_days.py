"""Reads which days a country works: the calendars that come with Vekha, and an operator's own file.

Decides what such a file may say. What follows from it for a deadline is in `notify.alerts.workdays`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

from mappings.errors import ConfigError, Problem
from mappings.language import gettext as _
from mappings.operator_files.days import day_of_every_year, day_of_some_year
from mappings.operator_files.strict_yaml import KeyPath, Source, in_order, parse, printable, read_file
from mappings.operator_files.validation import Block, Text, dotted, validate
from notify.alerts.workdays import EVERY_DAY, WorkingDays

NONE = "none"
BUNDLED = {path.stem: path for path in Path(__file__).parent.glob("*.yaml")}

_CYCLE = 28  # years after which the same days fall on the same weekdays

_Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _year(value: Any) -> int:
    if isinstance(value, int):
        return value
    if isinstance(value, str) and re.fullmatch(r"(?:19|20)[0-9]{2}", value):
        return int(value)
    raise ValueError(_("expected a year such as 2027"))


class _YearBlock(Block):
    """What was decreed for one year, and where that is written."""

    days_off: tuple[Annotated[tuple[int, int], BeforeValidator(day_of_some_year)], ...] = ()
    work_days: tuple[Annotated[tuple[int, int], BeforeValidator(day_of_some_year)], ...] = ()
    source: Text | None = None


class _CalendarFile(Block):
    """The file as a whole."""

    weekend: tuple[_Weekday, ...] = ("saturday", "sunday")
    holidays: tuple[Annotated[tuple[int, int], BeforeValidator(day_of_every_year)], ...] = ()
    years: dict[Annotated[int, BeforeValidator(_year)], _YearBlock] = Field(default_factory=dict)


def load_working_days(named: str | Path, *, by: str) -> WorkingDays:
    """The calendar of a name, or that of a file; `none` is the one in which every day is worked.

    Raises `ConfigError` with all that is wrong in the file, or with `calendar-unknown` at `by`, the place that names
    it; `FileUnreadable` (`calendar-missing`, `calendar-unreadable`).
    """
    if named == NONE:
        return EVERY_DAY
    path = named if isinstance(named, Path) else BUNDLED.get(named)
    if path is None:
        known = [*sorted(BUNDLED), NONE]
        message = _("no calendar «{name}» comes with Vekha; known: {known}")
        message = message.format(name=printable(str(named)), known=", ".join(known))
        hint = _("name a file of your own with its ending: {name}.yaml").format(name=printable(str(named)))
        raise ConfigError([Problem("calendar-unknown", by, message, hint)])
    hint = _("fix alerts.calendar in the config: ru, none, or the path of a calendar's file")
    content = read_file(path, missing="calendar-missing", unreadable="calendar-unreadable", hint=hint)
    return _read(parse(content, str(path)))


def _read(source: Source) -> WorkingDays:
    if source.data is None:
        raise ConfigError(list(source.problems))
    problems = list(source.problems)
    checked = validate(_CalendarFile, source.data, source.lines, source.file)
    if isinstance(checked, list):
        raise ConfigError(in_order([*problems, *checked]))
    problems += _days_that_are_none(checked, source)
    days = _working_days(checked)
    problems += _both(days, source) if not problems else ()
    problems += _idle_months(days, source) if not problems else ()
    if problems:
        raise ConfigError(in_order(problems))
    return days


def _working_days(file: _CalendarFile) -> WorkingDays:
    names = get_args(_Weekday)
    return WorkingDays(
        weekend=frozenset(names.index(name) + 1 for name in file.weekend),
        holidays=frozenset(file.holidays),
        days_off=frozenset(_dated(file, "days_off")),
        work_days=frozenset(_dated(file, "work_days")),
        years=frozenset(file.years),
    )


def _dated(file: _CalendarFile, key: str) -> Iterator[date]:
    for year, block in file.years.items():
        yield from (date(year, *day) for day in getattr(block, key) if _exists(year, day))


def _exists(year: int, day: tuple[int, int]) -> bool:
    return day != (2, 29) or calendar.isleap(year)


def _days_that_are_none(file: _CalendarFile, source: Source) -> Iterator[Problem]:
    """Every 29th of February of a year that has none."""
    for year, block in file.years.items():
        for key in ("days_off", "work_days"):
            for place, day in enumerate(getattr(block, key)):
                if not _exists(year, day):
                    yield _problem(source, ("years", str(year), key, place), _("the calendar has no such day"))


def _both(days: WorkingDays, source: Source) -> Iterator[Problem]:
    """Every day of which a year says both."""
    for day in sorted(days.days_off & days.work_days):
        message = _("{day} stands both in days_off and in work_days").format(day=f"{day:%m-%d}")
        yield _problem(source, ("years", str(day.year)), message, _("leave one of the two"))


def _idle_months(days: WorkingDays, source: Source) -> Iterator[Problem]:
    """The first month of a year that holds no working day: no reminder would ever come in it."""
    known = days.years or frozenset()
    after = max(known, default=2000) + 1
    for year in sorted({*known, *range(after, after + _CYCLE)}):
        months = ((month, calendar.monthrange(year, month)[1]) for month in range(1, 13))
        worked = (any(days.is_working(date(year, month, day)) for day in range(1, last + 1)) for month, last in months)
        idle = next((month for month, works in enumerate(worked, start=1) if not works), None)
        if idle is not None:
            path: KeyPath = ("years", str(year)) if year in known else ("holidays",)
            message = _("no working day is left in {month}").format(month=f"{year}-{idle:02}")
            yield _problem(source, path, message)
            if year not in known:
                return


def _problem(source: Source, path: KeyPath, message: str, hint: str = "") -> Problem:
    return source.problem("value-invalid", path, f"{dotted(path)}: {message}", hint)
