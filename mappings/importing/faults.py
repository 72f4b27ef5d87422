"""What can be wrong with a row of an import table, in words with the mend; the rest of the table goes on without it.

Decides how a thing is said. Whether it is so, `entries` and the run find out.
"""

from __future__ import annotations

from mappings.errors import Problem
from mappings.language import gettext as _
from mappings.plan import Place
from mappings.reading.findings import place_of
from mappings.wording import clean, cut

_SHOWN = 60  # characters of a cell


def row_problem(code: str, place: Place, **details: str) -> Problem:
    """The problem of a row; `details` are what its words name."""
    message, hint = _words()[code]
    shown = {name: cut(clean(text), _SHOWN) for name, text in details.items()}
    return Problem(code, place_of(place), message.format(**shown), hint.format(**shown))


def _words() -> dict[str, tuple[str, str]]:
    return {**_of_the_table(), **_of_the_issue()}


def _of_the_table() -> dict[str, tuple[str, str]]:
    return {
        "row-measure-unknown": (
            _("the plan has no measure «{measure}»"),
            _("write the key of the measure, such as I.1.1: the section and the number"),
        ),
        "row-measure-ambiguous": (
            _("«{measure}» may be any of several measures: {keys}"),
            _("write the key of the measure, the section included"),
        ),
        "row-indicator": (
            _("the measure {measure} has no indicator «{indicator}»: it has {count}"),
            _("name the indicator by its number, from 1 to {count}"),
        ),
        "row-period-unread": (
            _("«{period}» is neither a year nor a date"),
            _("write a year such as 2023, or a date such as 31.12.2023"),
        ),
        "row-period-missing": (
            _("the measure {measure} has several deadlines, and no year is named"),
            _("write the year of the deadline: {years}"),
        ),
        "row-period-outside": (
            _("the measure {measure} has no deadline in «{period}»"),
            _("its deadlines: {years}"),
        ),
        "row-day-unread": (
            _("«{day}» is not a date"),
            _("write the day on which it was done, such as 20.12.2023"),
        ),
        "row-day-ahead": (
            _("the closing day {day} is yet to come"),
            _("what is not done yet is closed in the tracker when it is done"),
        ),
        "row-twice": (
            _("the same as in {other}"),
            _("it counts once; delete one of the rows"),
        ),
        "row-contradicts": (
            _("another row says something else of the same period: {other}"),
            _("neither was posted; leave the one that is right"),
        ),
        "row-figure-unread": (
            _("the figure «{figure}» cannot be read"),
            _("write a number, such as 4, 12.5 or 5 of 6"),
        ),
    }


def _of_the_issue() -> dict[str, tuple[str, str]]:
    return {
        "row-issue-missing": (
            _("there is no issue {key} in the tracker"),
            _("run `vekha sync` first; what the plan leaves out or the staff deleted has none"),
        ),
        "row-issue-cancelled": (
            _("the issue {key} is cancelled, and its figure would not count"),
            _("open it again in the tracker if it is meant, or delete the row"),
        ),
        "row-figure-there": (
            _("the issue {key} already has the figure {there}, by {author}; the table says {figure}"),
            _("theirs was left; correct it in the issue itself if the table is right"),
        ),
        "row-reopened": (
            _("the issue {key} was closed by an import and has been opened again since"),
            _("it was left open; close it in the tracker if it is done"),
        ),
    }
