"""What stands at the end of a letter: what to write in the issue, who else was told, and why it came to this reader.

Words only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from mappings.language import gettext as _
from mappings.spans import on
from mappings.wording import clean, cut, day, moment
from notify.alerts.reasons import Reason, Role
from notify.alerts.recipients import Recipient
from notify.letters.imprint import Imprint
from notify.letters.news import deadlines
from notify.letters.others import Others
from notify.letters.parts import Told

_PEOPLE, _NAMES = 10, 400  # people named, and characters of a list of names
_LATE = frozenset({Reason.ESCALATED, Reason.NEWLY_LATE, Reason.STILL_LATE, Reason.BACKLOG})


def foot_of(recipients: Sequence[Recipient], parts: Sequence[Told], others: Others, imprint: Imprint) -> Iterator[str]:
    """The lines below the news, for the entries of one person."""
    if any(alert.case.has(Role.EXECUTOR) for part in parts for alert in part.alerts):
        yield from _in_the_issue(parts, imprint)
    if imprint.contact and not imprint.takes_answers:
        yield _("You can answer this mail: {contact} will read it.").format(contact=clean(imprint.contact))
    if others.people:
        yield _also_told(others)
    yield _why(recipients, imprint)
    yield from _stands_in(parts, imprint)
    yield _("As the tracker stood on {moment}.").format(moment=moment(imprint.as_of))


def _in_the_issue(parts: Sequence[Told], imprint: Imprint) -> Iterator[str]:
    """What whoever does the work writes in the issue."""
    yield _(
        "In the issue: close it when the work is done, with a line “Fact: …” where the plan asks for a number. If "
        "something deviates from the plan, add a line “Reason: …”; the next mail will show it."
    )
    if any(part.reason in _LATE for part in parts):
        until = imprint.terms.days.nth_after(imprint.today, imprint.terms.acknowledged_days)
        text = _("Need more time? Write “Accepted until {day}” there: no reminder comes before that day.")
        yield text.format(day=day(until))


def _also_told(others: Others) -> str:
    """Who else was told of the same deadlines, the best informed first."""
    ranked = sorted(others.people, key=lambda one: -one[1])
    names = [
        _("{name} ({deadlines})").format(name=_name(recipient), deadlines=deadlines(count))
        for recipient, count in ranked[:_PEOPLE]
    ]
    more = len(ranked) - len(names)
    names += [_("and others: {n}").format(n=more)] if more else []
    return _("The same was sent to: {names}.").format(names="; ".join(names))


def _name(recipient: Recipient) -> str:
    name = clean(recipient.name or recipient.email)
    return _("{name}, deputy head").format(name=name) if recipient.roles == (Role.DEPUTY,) else name


def _why(recipients: Sequence[Recipient], imprint: Imprint) -> str:
    """As what the reader gets the letter, or in whose place, and of what part of the plan."""
    labels = {
        Role.EXECUTOR: _("the person responsible for the work"),
        Role.HEAD: _("the person overseeing the work"),
        Role.DEPUTY: _("the deputy head of the town"),
    }
    roles = _(" and ").join(labels[role] for role in Role if any(role in one.roles for one in recipients))
    scope, until = _scope(recipients), _away_until(recipients[0], imprint)
    if until is not None:
        name = clean(recipients[0].name or recipients[0].email)
        return _("You get this mail in the place of {name}, who is away until {day} ({scope}).").format(
            name=name, day=on(until), scope=scope
        )
    return _("You get this mail as {roles} ({scope}).").format(roles=roles, scope=scope)


def _stands_in(parts: Sequence[Told], imprint: Imprint) -> Iterator[str]:
    """For whom the reader stands in beside their own work."""
    absent = dict.fromkeys(who for part in parts for alert in part.alerts for who in alert.case.absent)
    people = {clean(who.name or who.email): _away_until(who, imprint) for who in absent}
    for name, until in people.items():
        if until is not None:
            text = _("It also says what {name}, who is away until {day}, would be told.")
            yield text.format(name=name, day=on(until))


def _away_until(recipient: Recipient, imprint: Imprint) -> date | None:
    """The last day on which somebody who is away is so."""
    return next((one.until for one in recipient.away if one.since <= imprint.today <= one.until), None)


def _scope(recipients: Sequence[Recipient]) -> str:
    """What the person follows."""
    if any(one.follows_all for one in recipients):
        return _("the whole plan")
    parts = (
        (_("sections"), [name for one in recipients for name in one.sections]),
        (_("groups"), [name for one in recipients for name in one.groups]),
        (_("measures"), [name for one in recipients for name in one.measures]),
        (_("executors"), [name for one in recipients for name in one.executors]),
        (_("assigned in the tracker to"), [name for one in recipients for name in one.logins]),
    )
    said = (f"{label}: {cut(', '.join(dict.fromkeys(map(clean, names))), _NAMES)}" for label, names in parts if names)
    return "; ".join(said)
