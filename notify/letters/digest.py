"""One mail a recipient: what stands in it, in which order, its subject, and its two bodies.

Decides the look and what stands around the alerts; not what is told and in which words (`notify.alerts`) nor how it
travels (`notify.letters.message`). It knows no rule by name: each part of a mail is what its rule says it is.
The HTML stays below the size at which Gmail cuts a mail; what the tables leave out is still in the totals.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from mappings import language
from mappings.language import gettext as _
from mappings.progress import DeadlineState, Progress
from mappings.wording import clean, cut, moment, on_page
from notify.alerts.alert import Alert, Fold, Rows, Rule, Terms, Tone
from notify.alerts.matching import rule_for
from notify.alerts.recipients import Recipient, address_key, followed
from notify.alerts.rules import RULES
from notify.letters.rows import listing
from notify.letters.wording import plain, web_link

ROWS = 150  # deadlines shown in one mail
HTML_BYTES = 100_000  # Gmail cuts a mail at about 102 KB
SUBJECT_LENGTH = 118  # characters
_PLAN_LEAST = 16  # a plan title cut shorter than this says nothing
_WIDTH = 76  # columns of the text part


@dataclass(frozen=True)
class Totals:
    """The deadlines within a recipient's scope that were not cancelled; `by_rule` counts them by the rule's name."""

    deadlines: int
    done: int
    by_rule: Mapping[str, int]

    def of_kind(self, kind: str) -> int:
        """How many any rule of this kind applies to."""
        return sum(self.by_rule[rule.name] for rule in RULES if rule.kind == kind)


@dataclass(frozen=True)
class Digest:
    """One recipient's mail. `alerts` are all it tells of, in its order; `period` is when they are told.

    `kind` is the gravest of theirs, in the order of the rules.
    """

    recipient: Recipient
    kind: str
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
    terms: Terms,
    contact: str = "",
) -> list[Digest]:
    """One digest for each address among the alerts, in the order in which the addresses first appear.

    `as_of` is when the tracker was read, aware and in the plan's zone; `contact` is whom to ask, where an
    answer to the mail would not do.
    """
    by_address: dict[str, list[Alert]] = {}
    for alert in alerts:
        by_address.setdefault(address_key(alert.recipient.email), []).append(alert)
    return [_digest(own, progress, as_of, period, terms, contact) for own in by_address.values()]


def scope_totals(recipients: Sequence[Recipient], progress: Progress, terms: Terms) -> Totals:
    """The counts over every measure that any of the recipients follows."""
    keys = frozenset[str]().union(*(followed(each, progress.plan) for each in recipients))
    live = [deadline for measure, deadline in progress.deadlines() if deadline.live and measure.measure.key in keys]
    rules = [rule_for(deadline, terms) for deadline in live]
    return Totals(
        deadlines=len(live),
        done=sum(deadline.state is DeadlineState.DONE for deadline in live),
        by_rule={rule.name: rules.count(rule) for rule in RULES},
    )


@dataclass(frozen=True)
class _Part:
    """What one rule tells in one mail, in its order."""

    rule: Rule
    alerts: tuple[Alert, ...]


def _parts(alerts: Sequence[Alert]) -> list[_Part]:
    """The alerts by their rules, each once, in the order of the rules and of their own; ties stay in the plan's."""
    once: dict[tuple[str, str], Alert] = {}
    for alert in alerts:
        once.setdefault(alert.told_as, alert)
    own = {rule: [alert for alert in once.values() if alert.rule is rule] for rule in RULES}
    return [_Part(rule, tuple(sorted(told, key=rule.rank))) for rule, told in own.items() if told]


def _digest(given: list[Alert], progress: Progress, as_of: datetime, period: str, terms: Terms, contact: str) -> Digest:
    parts = _parts(given)
    alerts = [alert for part in parts for alert in part.alerts]
    recipients = list(dict.fromkeys(alert.recipient for alert in given))
    totals = scope_totals(recipients, progress, terms)
    plan_title = clean(progress.plan.title)
    news = _news(parts, terms)
    subject = _subject(news, plan_title)
    context = {
        "lang": language.active(),
        "subject": subject,
        "verdict": f"{news[:1].upper()}{news[1:]}.",
        "detail": _detail(parts, totals),
        "plan_title": plan_title,
        "totals": totals,
        "bars": _bars(totals, terms),
        "told_before": _told_before(parts, totals),
        "recipient": clean(recipients[0].name or recipients[0].email),
        "scope": _scope(recipients),
        "as_of": moment(as_of),
        "contact": clean(contact),
        "link": next((link for alert in alerts if (link := web_link(alert.url))), None),
    }
    text, html = _bodies(context, parts, progress, terms)
    return Digest(
        recipient=recipients[0],
        kind=next(rule.kind for rule in RULES if any(rule.kind == alert.kind for alert in alerts)),
        alerts=tuple(alerts),
        period=period,
        subject=subject,
        text=text,
        html=html,
        plan_title=plan_title,
        language=language.active(),
    )


def _bars(totals: Totals, terms: Terms) -> list[tuple[str, int, Tone]]:
    """The label, the number and the tone of each total; one that is folded is shown only where there is any."""
    counted = ((rule, totals.by_rule[rule.name]) for rule in RULES)
    return [
        (rule.words.heading(terms), count, rule.tone) for rule, count in counted if count or isinstance(rule.body, Rows)
    ]


def _told_before(parts: Sequence[_Part], totals: Totals) -> int:
    """How many rows an earlier mail of the period had."""
    now = sum(len(part.alerts) for part in parts if isinstance(part.rule.body, Rows))
    return max(0, sum(totals.by_rule[rule.name] for rule in RULES if isinstance(rule.body, Rows)) - now)


def _bodies(context: dict[str, Any], parts: Sequence[_Part], progress: Progress, terms: Terms) -> tuple[str, str]:
    """The text and the HTML, both with as many rows as the HTML has room for."""
    listed = [(part, part.rule.body) for part in parts if isinstance(part.rule.body, Rows)]
    notes = [part.rule.body.note(part.alerts) for part in parts if isinstance(part.rule.body, Fold)]
    context = context | {"notes": notes}
    rows = ROWS
    while True:
        shown = [
            {
                "heading": part.rule.words.heading(terms),
                "column": _(body.column),
                "tone": part.rule.tone,
                "listing": listing(part.alerts, body, room, progress),
            }
            for (part, body), room in zip(listed, _rooms(listed, rows), strict=True)
        ]
        html = _templates.get_template("digest.html").render(context, parts=shown)
        if len(html.encode()) <= HTML_BYTES or rows <= 1:
            return _templates.get_template("digest.txt").render(context, parts=shown), html
        rows = rows * 3 // 4


def _rooms(parts: Sequence[tuple[_Part, Rows]], rows: int) -> list[int]:
    """How many of so many rows each part may fill: the first ones go first, but for what the later ones keep."""
    rooms: list[int] = []
    for index in range(len(parts) - 1, -1, -1):
        part, body = parts[index]
        before = sum(len(other.alerts) for other, _body in parts[:index])
        room = min(len(part.alerts), max(min(body.kept, rows // 2), rows - before))
        rooms.insert(0, room)
        rows -= room
    return rooms


def _news(parts: Sequence[_Part], terms: Terms) -> str:
    """What is new, in one clause of each part that has one."""
    first, *others = parts
    clauses = [first.rule.words.news(first.alerts, terms)]
    clauses += [part.rule.words.more_news(part.alerts, terms) for part in others]
    return ", ".join(filter(None, clauses))


def _subject(news: str, plan_title: str) -> str:
    bare = _("Vekha: {news}").format(news=news)
    room = SUBJECT_LENGTH - len(bare) - len(" — ")
    title = cut(plan_title, room) if room >= _PLAN_LEAST else ""
    return f"{bare} — {title}" if title else bare


def _detail(parts: Sequence[_Part], totals: Totals) -> str:
    """What follows the verdict: a sentence of each rule that has something to say, told by this mail or not."""
    told = {part.rule.name: part.alerts for part in parts}
    sentences = (rule.words.detail(told.get(rule.name, ()), totals.of_kind(rule.kind)) for rule in RULES)
    return " ".join(filter(None, sentences))


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
        finalize=on_page,
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
