"""The rows of a mail: alerts gathered by section and measure, with every text cut, cleaned and worded.

Decides what a row shows, not which alerts there are nor how a row looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from mappings.language import gettext as _
from mappings.progress import Progress, Status
from mappings.wording import clean, cut, day, extended, section_titles
from notify.alerts.alert import Alert, Rows
from notify.letters.wording import web_link

_HEADING, _TITLE, _WHO, _REASON, _EXTENDED = 90, 120, 60, 140, 200  # characters shown of each


@dataclass(frozen=True)
class Line:
    """One deadline of a measure: its date, what a column of days says of it, and what is said where there is none.

    `url` is its issue where that may be linked.
    """

    due: str
    when: str
    alone: str
    url: str | None


@dataclass(frozen=True)
class Row:
    """One measure with its deadlines, the worst first."""

    number: str
    title: str
    who: str
    notes: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Block:
    """The measures of one section."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Listing:
    """What a mail shows of the alerts of one rule; `more` is how many it leaves out."""

    blocks: tuple[Block, ...] = ()
    more: int = 0


def listing(alerts: Sequence[Alert], rows: Rows, limit: int, progress: Progress) -> Listing:
    """The first `limit` of the alerts by section and measure, each where its worst deadline puts it."""
    shown = alerts[:limit]
    sections = list(dict.fromkeys(alert.section for alert in shown))
    measures = list(dict.fromkeys(alert.measure_key for alert in shown))
    ordered = sorted(shown, key=lambda alert: (sections.index(alert.section), measures.index(alert.measure_key)))
    titles = section_titles(progress.plan)
    headings = {key: cut(f"{key}. {title}", _HEADING) for key, title in titles.items()}
    blocks = tuple(
        Block(
            headings.get(section, clean(section)),
            tuple(_row(list(own), rows) for _key, own in groupby(inside, key=lambda alert: alert.measure_key)),
        )
        for section, inside in groupby(ordered, key=lambda alert: alert.section)
    )
    return Listing(blocks, len(alerts) - len(shown))


def _row(alerts: Sequence[Alert], rows: Rows) -> Row:
    first = alerts[0]
    return Row(
        number=clean(first.measure_key),
        title=cut(clean(first.title), _TITLE),
        who=_who(alerts),
        notes=(*_extended(alerts), *_reasons(alerts), *_unread(alerts)),
        lines=tuple(_line(alert, rows) for alert in alerts),
    )


def _line(alert: Alert, rows: Rows) -> Line:
    return Line(day(alert.due), rows.when(alert), rows.alone(alert), web_link(alert.url))


def _who(alerts: Sequence[Alert]) -> str:
    """The executors as the plan prints them, whom the tracker assigns, and whether work has begun."""
    executors = cut(", ".join(clean(name) for name in alerts[0].executors), _WHO)
    assigned = dict.fromkeys(clean(alert.assignee) for alert in alerts if alert.assignee)
    begun = any(alert.status is Status.IN_PROGRESS for alert in alerts)
    return " · ".join(filter(None, (executors, cut(", ".join(assigned), _WHO), _("in progress") if begun else "")))


def _extended(alerts: Sequence[Alert]) -> tuple[str, ...]:
    """What was extended, from when to when and by which orders."""
    return tuple(cut(extended(alert.extensions), _EXTENDED) for alert in alerts if alert.extensions)


def _unread(alerts: Sequence[Alert]) -> tuple[str, ...]:
    """What was reported as a figure and cannot be read as one, each text once."""
    texts = dict.fromkeys(cut(clean(text), _REASON) for alert in alerts for text in alert.unread)
    return tuple(_("Figure not read: «{text}»").format(text=text) for text in texts if text)


def _reasons(alerts: Sequence[Alert]) -> tuple[str, ...]:
    """Each reason once; with its years where it does not hold for every deadline of the measure."""
    years: dict[str, list[int]] = {}
    for alert in alerts:
        if reason := cut(clean(alert.reason), _REASON):
            years.setdefault(reason, []).append(alert.due.year)
    return tuple(
        _("Reason: {reason}").format(reason=reason)
        if len(said) == len(alerts)
        else _("Reason ({years}): {reason}").format(years=", ".join(map(str, sorted(set(said)))), reason=reason)
        for reason, said in years.items()
    )
