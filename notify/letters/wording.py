"""How a mail words spans of time and addresses.

Pure functions over text and days; every phrase is in the active language. What is told is decided elsewhere.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.wording import clean

_MONTH = 12  # months in a year
_DAYS_SAID = 92  # from here on three whole months have always passed, and months say more than days
_SCHEME = re.compile(r"\bhttps?://", re.IGNORECASE)


def plain(text: str) -> str:
    """The text with web addresses that a mail program will not turn into links."""
    return _SCHEME.sub("", text)


def web_link(url: str | None) -> str | None:
    """The address if it may become a link, that is, is http or https; else None."""
    if not url or clean(url) != url or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def span(start: date, end: date) -> str:
    """The time between two days, in the largest units that still say enough."""
    days = (end - start).days
    if days < _DAYS_SAID:
        return ngettext("{n} day", "{n} days", days).format(n=days)
    months = (end.year - start.year) * _MONTH + end.month - start.month - (end.day < start.day)
    years, months = divmod(months, _MONTH)
    said = []
    if years:
        said.append(ngettext("{n} year", "{n} years", years).format(n=years))
    if months:
        said.append(ngettext("{n} month", "{n} months", months).format(n=months))
    return " ".join(said)


def ahead(days: int) -> str:
    """When a day comes that is so many days away."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("in {n} day", "in {n} days", days).format(n=days)
