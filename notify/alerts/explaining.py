"""Why each person is told of a deadline in a round, or why not: values, whose words are for others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mappings.progress import Progress
from notify.alerts.deciding import Decisions
from notify.alerts.readers import readers_of
from notify.alerts.reasons import Reason, Silence
from notify.alerts.recipients import Recipient, address_key, deadlines_followed


@dataclass(frozen=True)
class Explained:
    """What was decided of a deadline for a person, and the name of the row of the table that decided it.

    `instead` is the address to which all goes that somebody who is away would be told.
    """

    recipient: Recipient
    key: str
    rule: str
    outcome: Reason | Silence
    instead: str = ""


def explain(
    progress: Progress, recipients: Sequence[Recipient], decisions: Decisions, key: str
) -> tuple[Explained, ...]:
    """What was decided of the deadlines of a key, a deadline's or a measure's, person by person as given.

    Empty where the plan has no such key.
    """
    rules = {(address_key(one.case.recipient.email), one.case.key): one.rule for one in decisions.made}
    leads = {one: reader.own[0] for reader in readers_of(recipients, progress.today) for one in reader.entries}
    found, follows = [], {one: deadlines_followed(one, progress) for one in recipients}
    for measure, deadline in progress.deadlines():
        if key not in (deadline.deadline.key, measure.measure.key):
            continue
        for person, entries in _people(recipients).items():
            following = [one for one in entries if deadline.deadline.key in follows[one]]
            one, lead = (following or entries)[0], leads[entries[0]]
            own, instead = deadline.deadline.key, one.address(progress.today)
            if not following:
                found.append(Explained(one, own, "out-of-scope", Silence.OUT_OF_SCOPE))
            elif address_key(lead.email) != person:
                found.append(Explained(one, own, "away", Silence.AWAY, instead))
            else:
                rule = rules[person, own]
                found.append(Explained(one, own, rule.name, rule.outcome, "" if instead == one.email else instead))
    return tuple(found)


def _people(recipients: Sequence[Recipient]) -> dict[str, list[Recipient]]:
    """The entries of each person."""
    found: dict[str, list[Recipient]] = {}
    for one in recipients:
        found.setdefault(address_key(one.email), []).append(one)
    return found
