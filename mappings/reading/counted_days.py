"""Timings that are counted from a day named above the rows: «30 дней», «через 2 недели», «Д+10».

Decides the day, and nothing where the words wait for anything else than that day.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from mappings.reading.timing.calendar_days import QUARTER, YEAR, month_end
from mappings.reading.timing.tokens import normal

_WEEK, _FRIDAY = 7, 4
_MONTHS_OF = {"месяц": 1, "month": 1, "квартал": QUARTER, "quarter": QUARTER, "год": YEAR, "лет": YEAR, "year": YEAR}
_BEFORE = "в течение|в срок до|в срок|не позднее(?: чем)?(?: через)?|через|спустя|до|на|within|no later than|in|after"
_UNIT = "дн[а-я]*|день|суток|сут|недел[а-я]*|месяц[а-я]*|квартал[а-я]*|год[а-я]*|лет|(?:day|week|month|quarter|year)s?"
_FROM = r" (?:с|со|от|после|from|after|of) (?:the )?(?:даты|дня|начала|момента|точки)?\s?(?:отсчета|base date|day zero)"
_COUNTED = re.compile(
    rf"(?:{_BEFORE})?\s?(?P<day>day|день|[дтdt])?\s?(?P<sign>[+-])?\s?"
    r"(?:[0-9]{1,3}\s?-\s?(?=[0-9]))?(?P<count>[0-9]{1,4})?(?:-?(?:й|го|ти|х|и|м))?\s?(?:\([^()]{1,30}\)\s?)?"
    rf"(?P<working>рабоч[а-я]* |working |business )?(?:календарн[а-я]* |calendar )?(?P<unit>{_UNIT})?(?:{_FROM})?\.?"
)


def counted_from(base: date, text: str) -> date | None:
    """The day that a timing is when counted from a base; None where it is not so counted.

    Working days are Monday to Friday.
    """
    found = _COUNTED.fullmatch(normal(text))
    if found is None or not (found["unit"] or (found["day"] and found["count"])):
        return None
    unit = found["unit"] or "день"
    bare_year = found["count"] is None and unit.startswith(("год", "year"))
    if bare_year or (found["count"] is None and found["day"]):
        return None
    count = int(found["count"] or 1) * (-1 if found["sign"] == "-" else 1)
    return _later(base, count, unit, working=bool(found["working"]))


def _later(base: date, count: int, unit: str, *, working: bool) -> date | None:
    months = next((months for word, months in _MONTHS_OF.items() if unit.startswith(word)), 0)
    try:
        if months:
            return _months_later(base, count * months)
        if unit.startswith(("недел", "week")):
            return base + timedelta(days=count * _WEEK)
        return _working_days_later(base, count) if working else base + timedelta(days=count)
    except (OverflowError, ValueError):
        return None


def _months_later(base: date, months: int) -> date:
    """The same day of a later month, or the last of one that is shorter."""
    month = base.month - 1 + months
    end = month_end(base.year + month // YEAR, month % YEAR + 1)
    return end.replace(day=min(base.day, end.day))


def _working_days_later(base: date, count: int) -> date:
    day, step = base, timedelta(days=1 if count >= 0 else -1)
    while count:
        day += step
        count -= (1 if count > 0 else -1) if day.weekday() <= _FRIDAY else 0
    return day
