"""One mail a recipient: what stands in it, in which order, its subject, and its two bodies.

Decides the words and the look; not who is told (`notify.alerts.rules`) nor how it travels (`notify.letters.message`).
The HTML stays below the size at which Gmail cuts a mail; what the tables leave out is still in the totals.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from mappings import language
from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.progress import DeadlineState, Progress
from mappings.wording import clean, cut, day, moment
from notify.alerts.rules import UPCOMING_DAYS, Alert, AlertKind, Recipient, alert_kind, followed
from notify.letters.rows import listing
from notify.letters.wording import plain, span, web_link

ROWS = 150  # deadlines shown in one mail
UPCOMING_ROWS = 30  # of these, kept for what is still ahead
HTML_BYTES = 100_000  # Gmail cuts a mail at about 102 KB
SUBJECT_LENGTH = 118  # characters
_PLAN_LEAST = 16  # a plan title cut shorter than this says nothing
_WIDTH = 76  # columns of the text part


@dataclass(frozen=True)
class Totals:
    """The deadlines within a recipient's scope that were not cancelled."""

    deadlines: int
    done: int
    overdue: int
    upcoming: int


@dataclass(frozen=True)
class Digest:
    """One recipient's mail. `alerts` are all it tells of, in its order; `period` is when they are told."""

    recipient: Recipient
    kind: AlertKind
    alerts: tuple[Alert, ...]
    period: str
    subject: str
    text: str
    html: str
    plan_title: str
    language: str


def make_digests(
    alerts: Sequence[Alert],
    *,
    progress: Progress,
    as_of: datetime,
    period: str,
    upcoming_days: int = UPCOMING_DAYS,
    contact: str = "",
) -> list[Digest]:
    """One digest for each address among the alerts, in the order in which the addresses first appear.

    `as_of` is when the tracker was read, aware and in the plan's zone; `contact` is whom to ask, where an
    answer to the mail would not do.
    """
    by_address: dict[str, list[Alert]] = {}
    for alert in alerts:
        by_address.setdefault(address_key(alert.recipient.email), []).append(alert)
    return [_digest(own, progress, as_of, period, upcoming_days, contact) for own in by_address.values()]


def address_key(email: str) -> str:
    """The form in which two spellings of one mail address are equal."""
    return email.strip().casefold()


def scope_totals(recipients: Sequence[Recipient], progress: Progress, upcoming_days: int) -> Totals:
    """The counts over every measure that any of the recipients follows."""
    keys = frozenset[str]().union(*(followed(each, progress.plan) for each in recipients))
    live = [deadline for measure, deadline in progress.deadlines() if deadline.live and measure.measure.key in keys]
    kinds = [alert_kind(deadline, upcoming_days) for deadline in live]
    return Totals(
        deadlines=len(live),
        done=sum(deadline.state is DeadlineState.DONE for deadline in live),
        overdue=kinds.count(AlertKind.OVERDUE),
        upcoming=kinds.count(AlertKind.UPCOMING),
    )


def _in_order(alerts: Sequence[Alert]) -> list[Alert]:
    """Overdue before upcoming, the latest and the nearest first, each once; ties stay in the plan's order."""
    once: dict[tuple[str, str], Alert] = {}
    for alert in alerts:
        once.setdefault((alert.kind, alert.key), alert)
    return sorted(
        once.values(),
        key=lambda alert: (0, -alert.days) if alert.kind is AlertKind.OVERDUE else (1, alert.days),
    )


def _digest(
    given: list[Alert], progress: Progress, as_of: datetime, period: str, upcoming_days: int, contact: str
) -> Digest:
    alerts = _in_order(given)
    overdue = [alert for alert in alerts if alert.kind is AlertKind.OVERDUE]
    upcoming = alerts[len(overdue) :]
    recipients = list(dict.fromkeys(alert.recipient for alert in given))
    totals = scope_totals(recipients, progress, upcoming_days)
    plan_title = clean(progress.plan.title)
    news = _news(overdue, upcoming, upcoming_days)
    subject = _subject(news, plan_title)
    context = {
        "lang": language.active(),
        "subject": subject,
        "verdict": f"{news[:1].upper()}{news[1:]}.",
        "detail": _detail(overdue, upcoming, totals, progress),
        "plan_title": plan_title,
        "totals": totals,
        "window": _window(upcoming_days),
        "told_before": max(0, totals.overdue + totals.upcoming - len(alerts)),
        "recipient": clean(recipients[0].name or recipients[0].email),
        "scope": _scope(recipients),
        "as_of": moment(as_of),
        "contact": clean(contact),
        "link": next((link for alert in alerts if (link := web_link(alert.url))), None),
    }
    text, html = _bodies(context, overdue, upcoming, progress)
    return Digest(
        recipient=recipients[0],
        kind=AlertKind.OVERDUE if overdue else AlertKind.UPCOMING,
        alerts=tuple(alerts),
        period=period,
        subject=subject,
        text=text,
        html=html,
        plan_title=plan_title,
        language=language.active(),
    )


def _bodies(
    context: dict[str, Any], overdue: list[Alert], upcoming: list[Alert], progress: Progress
) -> tuple[str, str]:
    """The text and the HTML, both with as many rows as the HTML has room for."""
    rows = ROWS
    while True:
        near = min(len(upcoming), max(min(UPCOMING_ROWS, rows // 2), rows - len(overdue)))
        tables = {
            "overdue": listing(overdue, rows - near, progress),
            "upcoming": listing(upcoming, near, progress),
        }
        html = _templates.get_template("digest.html").render(context | tables)
        if len(html.encode()) <= HTML_BYTES or rows <= 1:
            return _templates.get_template("digest.txt").render(context | tables), html
        rows = rows * 3 // 4


def _window(days: int) -> str:
    return ngettext("in the next {n} day", "in the next {n} days", days).format(n=days)


def _news(overdue: list[Alert], upcoming: list[Alert], upcoming_days: int) -> str:
    """What is new, in one clause: how many measures are late, with how many deadlines, and what is near."""
    clauses = []
    if overdue:
        measures = len({alert.measure_key for alert in overdue})
        late = ngettext("{n} measure overdue", "{n} measures overdue", measures).format(n=measures)
        if len(overdue) > measures:
            told = ngettext("{n} deadline", "{n} deadlines", len(overdue)).format(n=len(overdue))
            late = f"{late} ({told})"
        clauses.append(late)
    if upcoming:
        near = (
            ngettext("{n} more deadline {window}", "{n} more deadlines {window}", len(upcoming))
            if overdue
            else ngettext("{n} deadline {window}", "{n} deadlines {window}", len(upcoming))
        )
        clauses.append(near.format(n=len(upcoming), window=_window(upcoming_days)))
    return ", ".join(clauses)


def _subject(news: str, plan_title: str) -> str:
    bare = _("Vekha: {news}").format(news=news)
    room = SUBJECT_LENGTH - len(bare) - len(" — ")
    title = cut(plan_title, room) if room >= _PLAN_LEAST else ""
    return f"{bare} — {title}" if title else bare


def _detail(overdue: list[Alert], upcoming: list[Alert], totals: Totals, progress: Progress) -> str:
    """What follows the verdict: the longest delay, or that there is none, and the nearest date."""
    sentences = []
    if overdue:
        longest = span(overdue[0].due, progress.today)
        sentences.append(_("The longest delay is {span}.").format(span=longest))
    elif not totals.overdue:
        sentences.append(_("Nothing is overdue."))
    if upcoming:
        sentences.append(_("The nearest date is {day}.").format(day=day(upcoming[0].due)))
    return " ".join(sentences)


def _scope(recipients: Sequence[Recipient]) -> str:
    """What the recipient follows, as the reason why this mail comes."""
    if any(each.follows_all for each in recipients):
        return _("the whole plan")
    parts = (
        (_("sections"), [name for each in recipients for name in each.sections]),
        (_("groups"), [name for each in recipients for name in each.groups]),
        (_("measures"), [name for each in recipients for name in each.measures]),
        (_("executors"), [name for each in recipients for name in each.executors]),
    )
    return "; ".join(f"{label}: {', '.join(dict.fromkeys(map(clean, names)))}" for label, names in parts if names)


def _wrap(text: str, indent: str = "", first: str | None = None) -> str:
    """The text in lines of the text part; a web address is never broken."""
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _templates_of(folder: Path) -> Environment:
    """The environment of the templates: strict, translated, and escaping in HTML."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True, pgettext=language.pgettext
    )
    environment.filters |= {"wrap": _wrap, "plain": plain}
    return environment


_templates = _templates_of(Path(__file__).parent / "templates")
