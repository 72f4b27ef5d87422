"""The letter to the operator: what has begun to be wrong, what still is, what is in order again, and what to do.

It always tells all that is wrong at the moment, so that a letter that is replaced by a newer one leaves no gap. When
there is one is decided in `notify.upkeep.troubles`.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from mappings import language
from mappings.language import gettext as _
from mappings.wording import clean, cut, moment
from notify.alerts.recipients import Recipient
from notify.letters.digest import Digest
from notify.letters.wording import plain
from notify.upkeep.troubles import Round, Sight, Standing, Trouble, Turn
from notify.upkeep.words import WORDS

KIND = "operator"
SUBJECT_LENGTH = 118  # characters
_WIDTH = 76  # columns of the text part
_DETAIL = 600  # characters


@dataclass(frozen=True)
class Facts:
    """What every letter says besides: the plan, and when something last went well. `zone` is the plan's."""

    plan_key: str
    plan_title: str
    zone: tzinfo
    synced: datetime | None = None
    pulled: datetime | None = None
    mailed: datetime | None = None


@dataclass(frozen=True)
class _Item:
    head: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Part:
    heading: str
    items: tuple[_Item, ...]


def upkeep_letter(judged: Round, seen: Mapping[Trouble, Sight], facts: Facts, *, address: str, now: datetime) -> Digest:
    """The letter that tells the news of a round, to an address; there must be news.

    Two letters that tell the same news have the same `period`, and so the same Message-ID.
    """
    standings = judged.standings
    turns = [(one, standings[one]) for one in judged.news]
    known = [(one, standings[one]) for one in Trouble if standings[one].bad and one not in judged.news]
    parts = (
        _Part(_("Not in order"), _bad((one for one in turns if one[1].turn is Turn.BEGAN), seen, facts)),
        _Part(_("Still not in order"), _bad((one for one in turns if one[1].turn is Turn.LASTS), seen, facts)),
        _Part(_("In order again"), _over((one for one in turns if one[1].turn is Turn.ENDED), facts)),
        _Part(_("Reported before, and still not in order"), _bad(known, seen, facts)),
        _Part(_("When it last went well"), _went_well(facts)),
    )
    filled = [part for part in parts if part.items]
    news, plan = _news(turns), clean(facts.plan_title) or facts.plan_key
    verdict = f"{news[:1].upper()}{news[1:]}."
    foot = (
        _("The plan: {title} ({key}). Written {moment}.").format(
            title=plan, key=facts.plan_key, moment=moment(now.astimezone(facts.zone))
        ),
        _("You get this mail because operator.email in Vekha's config names your address."),
    )
    return Digest(
        recipient=Recipient("", address),
        address=address,
        kind=KIND,
        alerts=(),
        day=max(of.at for _one, of in turns if of.at).astimezone(facts.zone).date(),
        occasion="; ".join(f"{one} {of.turn} {of.at.astimezone(UTC).isoformat()}" for one, of in turns if of.at),
        subject=cut(f"{verdict[:-1]} — {plan}", SUBJECT_LENGTH),
        text=_text(verdict, filled, foot),
        html=_html(verdict, filled, foot),
        plan_title=plan,
        language=language.active(),
    )


def _news(turns: Sequence[tuple[Trouble, Standing]]) -> str:
    """The gravest news in one clause, and how many more there are; what is bad comes before what is over."""
    ordered = sorted(turns, key=lambda one: list(Turn).index(one[1].turn or Turn.ENDED))
    (trouble, standing), more = ordered[0], len(ordered) - 1
    clause = WORDS[trouble].clause(bad=standing.bad)
    if standing.turn is Turn.LASTS:
        clause = _("still not in order: {trouble}").format(trouble=clause)
    return _("{news}, and {n} more").format(news=clause, n=more) if more else clause


def _bad(of: Iterable[tuple[Trouble, Standing]], seen: Mapping[Trouble, Sight], facts: Facts) -> tuple[_Item, ...]:
    return tuple(
        _Item(
            _sentence(
                _("{trouble} (noticed {moment})").format(
                    trouble=WORDS[trouble].clause(bad=True), moment=_moment(standing.since, facts)
                )
            ),
            (*_detail(seen.get(trouble)), _sentence(WORDS[trouble].advice())),
        )
        for trouble, standing in of
    )


def _detail(sight: Sight | None) -> tuple[str, ...]:
    if sight is None or not sight.detail:
        return ()
    return (_sentence(_("In detail: {detail}").format(detail=cut(clean(sight.detail), _DETAIL))),)


def _over(of: Iterable[tuple[Trouble, Standing]], facts: Facts) -> tuple[_Item, ...]:
    return tuple(
        _Item(
            _sentence(
                _("{trouble} (noticed {since}, over {until})").format(
                    trouble=WORDS[trouble].clause(bad=False),
                    since=_moment(standing.since, facts),
                    until=_moment(standing.at, facts),
                )
            )
        )
        for trouble, standing in of
    )


def _went_well(facts: Facts) -> tuple[_Item, ...]:
    times = (
        (_("Sync: {moment}"), facts.synced),
        (_("Data from the tracker: {moment}"), facts.pulled),
        (_("Mail sent: {moment}"), facts.mailed),
    )
    return tuple(_Item(text.format(moment=_moment(when, facts))) for text, when in times)


def _moment(when: datetime | None, facts: Facts) -> str:
    return moment(when.astimezone(facts.zone)) if when else _("never")


def _sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}" + ("" if clause.endswith((".", "!", "?", "…")) else ".")


def _text(verdict: str, parts: Sequence[_Part], foot: Sequence[str]) -> str:
    blocks = [_filled(verdict)]
    for part in parts:
        lines = [part.heading]
        for item in part.items:
            lines.append(_filled(item.head, first="- ", rest="  "))
            lines += [_filled(line, first="  ", rest="  ") for line in item.lines]
        blocks.append("\n".join(lines))
    blocks += [_filled(line) for line in foot]
    return "\n\n".join(blocks) + "\n"


def _filled(text: str, *, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        plain(text),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _html(verdict: str, parts: Sequence[_Part], foot: Sequence[str]) -> str:
    body = [f'<p style="font-size:18px;line-height:24px;font-weight:bold">{_shown(verdict)}</p>']
    for part in parts:
        body.append(f'<h2 style="font-size:15px;line-height:20px;margin:24px 0 8px 0">{_shown(part.heading)}</h2>')
        items = ("<br>".join(map(_shown, (item.head, *item.lines))) for item in part.items)
        body.append(f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>")
    body += [f'<p style="font-size:12px;line-height:17px;color:#5f6368">{_shown(line)}</p>' for line in foot]
    style = "margin:0 auto;padding:16px;max-width:640px;font-family:Arial,sans-serif;font-size:14px;line-height:20px"
    return (
        f'<!DOCTYPE html>\n<html lang="{language.active()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{_shown(verdict)}</title></head>\n'
        f'<body style="{style}">\n' + "\n".join(body) + "\n</body></html>\n"
    )


def _shown(text: str) -> str:
    return html.escape(plain(text))
