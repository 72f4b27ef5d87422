"""The history in a summary: what had been written by its day and was known then, and what is different since another.

Words and values for the forms. What counts at a moment, and what a difference is, is decided in
`mappings.progress.history` and `mappings.progress.comparison`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mappings.json_text import json_number
from mappings.language import gettext as _
from mappings.language import ngettext, pgettext
from mappings.progress.comparison import Change, Compared, Difference
from mappings.progress.history import Written
from mappings.wording import clean, day, number


def written_line(written: Written) -> str:
    """How much had been written by the day, and how much of it was known then, in one sentence."""
    count = written.figures
    text = ngettext(
        "{n} figure had been written by {day}; {known} of them were known on that day.",
        "{n} figures had been written by {day}; {known} of them were known on that day.",
        count,
    )
    return text.format(n=count, day=day(written.day), known=written.known)


def heading(compared: Compared) -> str:
    """What the differences are called."""
    if not compared.differences:
        return _("Nothing is different since {day}").format(day=day(compared.day))
    return _("Different since {day}").format(day=day(compared.day))


def headings() -> tuple[str, ...]:
    """The headings over `rows`."""
    return (_("No."), _("What"), ">" + _("Before"), ">" + _("After"), _("Who and when"))


def rows(compared: Compared) -> Iterator[tuple[str, ...]]:
    """Each difference in a row: new ones first, then corrected and lost ones."""
    for change in Change:
        for one in compared.of(change):
            yield one.key, _what(one), *(number(value) for value in (one.before, one.after)), _by(one)


def to_json(written: Written | None, compared: Compared | None) -> dict[str, Any]:
    """Both as values that `json` can write; null where they were not asked for."""
    by = written and {"by": written.day.isoformat(), "figures": written.figures, "known": written.known}
    since = compared and {
        "since": compared.day.isoformat(),
        **{change.value: [_difference(one) for one in compared.of(change)] for change in Change},
    }
    return {"written": by, "compared": since}


def _what(one: Difference) -> str:
    if one.indicator is None:
        return _("closed") if one.change is Change.NEW else _("opened again")
    labels = {
        Change.NEW: pgettext("figure", "new"),
        Change.CORRECTED: pgettext("figure", "corrected"),
        Change.LOST: pgettext("figure", "lost"),
    }
    parts: Iterable[str] = (
        labels[one.change],
        _("indicator {n}").format(n=one.indicator) if one.indicator > 1 else "",
        _("for {year}").format(year=one.year) if one.year is not None else "",
    )
    return ", ".join(part for part in parts if part)


def _by(one: Difference) -> str:
    if one.line is None:
        return ""
    return f"{clean(one.line.author)}, {day(one.line.at.date())}".removeprefix(", ")


def _difference(one: Difference) -> dict[str, Any]:
    line = one.line
    return {
        "key": one.key,
        "what": "closing" if one.indicator is None else "figure",
        "indicator": one.indicator,
        "year": one.year,
        "before": json_number(one.before),
        "after": json_number(one.after),
        "author": line.author if line else None,
        "at": line.at.isoformat() if line else None,
        "text": line.text if line else None,
        "url": one.url,
    }
