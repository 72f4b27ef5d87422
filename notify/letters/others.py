"""Who else knows of what a letter tells: the other people of the round, and to whom it was brought.

Pure: it reads what was decided for everybody and what they were told before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from notify.alerts.deciding import Decision, Decisions
from notify.alerts.reasons import Reason, Role
from notify.alerts.recipients import Recipient, address_key


@dataclass(frozen=True)
class Others:
    """`people` know of so many of the letter's deadlines, as the config has them; `brought` says to which roles.

    `brought` goes by the key of the deadline.
    """

    people: tuple[tuple[Recipient, int], ...] = ()
    brought: Mapping[str, frozenset[Role]] | None = None

    def brought_to(self, key: str) -> frozenset[Role]:
        """The roles of other people to whom a deadline was brought because nothing changed."""
        return (self.brought or {}).get(key, frozenset())


def others_of(decisions: Decisions, keys: Collection[str], person: str) -> Others:
    """Who beside a person, named by `address_key`, was told of any of these deadlines, now or before."""
    people: dict[str, tuple[Recipient, set[str]]] = {}
    brought: dict[str, set[Role]] = {}
    for one in decisions.made:
        case = one.case
        if case.key not in keys or (other := address_key(case.recipient.email)) == person:
            continue
        told = list(_told(one))
        if told:
            people.setdefault(other, (case.recipient, set()))[1].add(case.key)
        roles = {Role(detail) for reason, detail in told if reason is Reason.ESCALATED and detail}
        brought.setdefault(case.key, set()).update(roles)
    return Others(
        tuple((recipient, len(known)) for recipient, known in people.values()),
        {key: frozenset(roles) for key, roles in brought.items() if roles},
    )


def _told(decision: Decision) -> Iterator[tuple[Reason, str]]:
    """For which reasons somebody was told; that something is settled tells nothing."""
    alert = decision.alert
    if alert is not None and alert.reason is not Reason.CLOSED:
        yield alert.reason, alert.detail
    yield from ((one.reason, one.detail) for one in decision.case.told if one.reason is not Reason.CLOSED)
