"""How days and spans of time are worded: on which day, how long ago, how far ahead.

Pure functions over days; every phrase is in the active language.
"""

from __future__ import annotations

from datetime import date

from mappings.language import gettext as _
from mappings.language import ngettext

_MONTH = 12  # months in a year
_DAYS_SAID = 92  # from here on three whole months have always passed, and months say more than days


def on(when: date) -> str:
    """A day as it is written in a sentence."""
    return _("{day} {when:%b %Y}").format(day=when.day, when=when)


def span(start: date, end: date) -> str:
    """The time between two days, in the largest units that still say enough."""
    days = (end - start).days
    if not is_long(days):
        return ngettext("{n} day", "{n} days", days).format(n=days)
    months = (end.year - start.year) * _MONTH + end.month - start.month - (end.day < start.day)
    years, months = divmod(months, _MONTH)
    said = []
    if years:
        said.append(ngettext("{n} year", "{n} years", years).format(n=years))
    if months:
        said.append(ngettext("{n} month", "{n} months", months).format(n=months))
    return " ".join(said)


def is_long(days: int) -> bool:
    """Whether so many days are better told in months."""
    return days >= _DAYS_SAID


def ahead(days: int) -> str:
    """When a day comes that is so many days away."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("in {n} day", "in {n} days", days).format(n=days)
