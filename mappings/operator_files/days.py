"""Days without a year, as operators write them in their files: `MM-DD`."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from mappings.language import gettext as _

_LEAP = 2000
_COMMON = 2001


def day_of_every_year(value: Any) -> tuple[int, int]:
    """Month and day of a day that every year has; the 29th of February is none."""
    return _month_and_day(value, _COMMON, _("not every year has such a day"))


def day_of_some_year(value: Any) -> tuple[int, int]:
    """Month and day of a day that some years have."""
    return _month_and_day(value, _LEAP, _("the calendar has no such day"))


def _month_and_day(value: Any, year: int, no_such_day: str) -> tuple[int, int]:
    if isinstance(value, tuple):
        return value
    text = value if isinstance(value, str) else ""
    if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", text):
        raise ValueError(_("expected a month and a day such as 01-31"))
    try:
        day = date.fromisoformat(f"{year}-{text}")
    except ValueError:
        raise ValueError(no_such_day) from None
    return day.month, day.day
