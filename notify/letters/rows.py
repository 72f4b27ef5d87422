"""The rows of a letter: the measures of a part by section, each with its deadlines, as texts and links.

Decides how many rows are shown and how a row looks; not what is told nor why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.links import web_link
from mappings.progress import Progress, Status
from mappings.progress.figure_words import targets, year_fact
from mappings.spans import on
from mappings.wording import clean, cut, extended, section_headings
from notify.alerts.alert import Alert
from notify.alerts.reasons import Reason
from notify.letters.letter import Block, Due, Line, Part, Row, Tone
from notify.letters.news import heading_of
from notify.letters.others import Others
from notify.letters.parts import Told
from notify.letters.said import backlog_of, said_of, silence_of

_HEADING, _TITLE, _WHO, _REASON, _EXTENDED = 90, 120, 60, 140, 200  # characters shown of each
_OLDEST = 10  # rows shown of a backlog that was told in full before
_KEPT = 10  # rows that a later part keeps where an earlier one is long
_SHORT = frozenset({Reason.ASK, Reason.CLOSED})

_TONES: dict[Reason, Tone] = {
    Reason.ESCALATED: "alarm",
    Reason.NEWLY_LATE: "alarm",
    Reason.STILL_LATE: "alarm",
    Reason.CLOSED: "calm",
    Reason.BACKLOG: "quiet",
    Reason.ASK: "quiet",
}


@dataclass(frozen=True)
class Rows:
    """The parts of a letter as rows. `is_cut` says that some of what is told is not shown."""

    parts: tuple[Part, ...]
    is_cut: bool


def rows_of(parts: Sequence[Told], limit: int, progress: Progress, others: Others) -> Rows:
    """The parts with at most `limit` deadlines shown."""
    headings = {key: cut(heading, _HEADING) for key, heading in section_headings(progress.plan).items()}
    listed = [_listed(part) for part in parts]
    rooms = _rooms([len(one) for one in listed], limit)
    shown = [_part(part, own[:room], others, headings) for part, own, room in zip(parts, listed, rooms, strict=True)]
    return Rows(tuple(shown), any(room < part.deadlines for part, room in zip(parts, rooms, strict=True)))


def _listed(part: Told) -> Sequence[Alert]:
    """What of a part has rows at all: of a backlog that was told before the oldest, all of whatever is new.

    That nobody answered is a line for somebody higher, and no list.
    """
    if part.is_asked_in_vain:
        return ()
    if part.reason is not Reason.BACKLOG:
        return part.alerts
    again = [alert for alert in part.alerts if alert.case.told_late]
    folded = {alert.key for alert in again[_OLDEST:]}
    return [alert for alert in part.alerts if alert.key not in folded]


def _rooms(sizes: Sequence[int], rows: int) -> list[int]:
    """How many of so many rows each part may fill: the first ones go first, but for what the later ones keep."""
    rooms: list[int] = []
    for index in range(len(sizes) - 1, -1, -1):
        room = min(sizes[index], max(min(_KEPT, rows // 2), rows - sum(sizes[:index])))
        rooms.insert(0, room)
        rows -= room
    return rooms


def _part(part: Told, shown: Sequence[Alert], others: Others, headings: dict[str, str]) -> Part:
    sections = list(dict.fromkeys(_section(alert) for alert in shown))
    measures = list(dict.fromkeys(_measure(alert) for alert in shown))
    ordered = sorted(shown, key=lambda alert: (sections.index(_section(alert)), measures.index(_measure(alert))))
    more = part.deadlines - len(shown)
    return Part(
        reason=part.reason.value,
        heading=heading_of(part),
        tone=_TONES.get(part.reason, "notice"),
        short=part.reason in _SHORT,
        notes=tuple(_notes(part)),
        blocks=tuple(
            Block(
                headings.get(section, clean(section)),
                tuple(_row(list(own), part, others) for _key, own in groupby(inside, key=_measure)),
            )
            for section, inside in groupby(ordered, key=_section)
        ),
        left_out=_left_out(more, shown),
    )


def _left_out(count: int, shown: Sequence[Alert]) -> str:
    """What is said of the rows that are not shown."""
    if not count:
        return ""
    if not shown:
        return _("The list is in the attached table.")
    text = ngettext(
        "and {n} more deadline: see the attached table", "and {n} more deadlines: see the attached table", count
    )
    return text.format(n=count)


def _section(alert: Alert) -> str:
    return alert.case.measure.measure.section


def _measure(alert: Alert) -> str:
    return alert.case.measure.measure.key


def _notes(part: Told) -> Iterator[str]:
    """What is said once of a part: how long all is silent, or how much of an old backlog is of which year."""
    if part.reason is Reason.ASK:
        yield silence_of(part.alerts)
    if part.is_repeated_backlog:
        years = Counter(alert.due.year for alert in part.alerts)
        yield _("By year: {years}.").format(years=", ".join(f"{year} – {years[year]}" for year in sorted(years)))


def _row(alerts: Sequence[Alert], part: Told, others: Others) -> Row:
    progress = alerts[0].case.measure
    measure, short = progress.measure, part.reason in _SHORT
    several = len(measure.deadlines) > 1
    only = alerts[0].case.deadline.deadline if len(alerts) == 1 else None
    return Row(
        number=clean(measure.key),
        title=cut(clean(measure.short_title or measure.title), _TITLE),
        url=next((link for alert in alerts if (link := web_link(alert.url))), None),
        target="" if short else targets(progress, only),
        who="" if short else _who(alerts),
        notes=() if short else (*_extended(alerts), *_reasons(alerts), *_unread(alerts, part)),
        lines=tuple(
            _lines(alerts, others, with_facts=several and not short and part.reason is not Reason.BELOW_TARGET)
        ),
    )


def _lines(alerts: Sequence[Alert], others: Others, *, with_facts: bool) -> Iterator[Line]:
    """The deadlines of a measure, in one line those of which the same is to be said."""
    alike: dict[tuple[str, str], list[Alert]] = {}
    backlog = backlog_of(alerts)
    for alert in alerts:
        fact = year_fact(alert.case.deadline) if with_facts else ""
        alike.setdefault((backlog or said_of(alert, others), fact), []).append(alert)
    for (said, fact), own in alike.items():
        measure = own[0].case.measure.measure
        by_year = len(own) > 1 and all(measure.is_told_by_year(one.case.deadline.deadline) for one in own)
        dues = (Due(str(one.due.year) if by_year else on(one.due), web_link(one.url)) for one in own)
        yield Line(tuple(dues), said, fact)


def _who(alerts: Sequence[Alert]) -> str:
    """The executors as the plan prints them, whom the tracker assigns, and whether work has begun."""
    reports = [alert.case.deadline.report for alert in alerts]
    executors = cut(", ".join(map(clean, alerts[0].case.measure.measure.executors)), _WHO)
    assigned = dict.fromkeys(clean(report.assignee) for report in reports if report.assignee)
    begun = any(report.status is Status.IN_PROGRESS for report in reports)
    return " · ".join(filter(None, (executors, cut(", ".join(assigned), _WHO), _("in progress") if begun else "")))


def _extended(alerts: Sequence[Alert]) -> Iterator[str]:
    """What was extended, from when to when and by which orders."""
    for alert in alerts:
        if said := extended(alert.case.deadline.deadline.extensions):
            yield cut(said, _EXTENDED)


def _unread(alerts: Sequence[Alert], part: Told) -> Iterator[str]:
    """What was reported as a figure and cannot be read as one, each text once."""
    if part.reason is not Reason.UNREAD:
        texts = dict.fromkeys(
            cut(clean(text), _REASON) for alert in alerts for text in alert.case.deadline.report.unread
        )
        yield from (_("“{text}” could not be read as a number").format(text=text) for text in texts if text)


def _reasons(alerts: Sequence[Alert]) -> Iterator[str]:
    """Each reason once; with its years where it does not hold for every deadline of the measure."""
    years: dict[str, list[int]] = {}
    for alert in alerts:
        if reason := cut(clean(alert.case.deadline.report.reason), _REASON):
            years.setdefault(reason, []).append(alert.due.year)
    for reason, said in years.items():
        if len(said) == len(alerts):
            yield _("Reason: {reason}").format(reason=reason)
        else:
            named = ", ".join(map(str, sorted(set(said))))
            yield _("Reason ({years}): {reason}").format(years=named, reason=reason)
