"""Whose mail goes to which address on a day: one mail tells all that everybody is told whose mail goes there.

An address may stand beside several scopes, and somebody may stand in for others beside their own work. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from notify.alerts.memory import Known, Remembered, Told
from notify.alerts.recipients import Recipient, address_key


@dataclass(frozen=True)
class Reader:
    """Everybody whose mail goes to one address on a day.

    `own` are the entries of the one to whom it is addressed, and by whose address is remembered what it told: whose
    own address it is, or the first of those who are away. `absent` are the entries of the others.
    """

    own: tuple[Recipient, ...]
    absent: tuple[Recipient, ...] = ()

    @property
    def entries(self) -> tuple[Recipient, ...]:
        """All of them."""
        return self.own + self.absent

    def remembered(self, known: Known) -> Remembered:
        """What any of them was told: a stand-in is not told again what the absent one knows."""
        people = {address_key(one.email): None for one in self.entries}
        memories = [known.people[person] for person in people if person in known.people]
        if len(memories) == 1:
            return memories[0]
        told: dict[str, list[Told]] = {}
        for memory in memories:
            for key, those in memory.told.items():
                told.setdefault(key, []).extend(those)
        in_order = {key: tuple(sorted(those, key=lambda one: one.day)) for key, those in told.items()}
        return Remembered(in_order, max((one.mailed for one in memories if one.mailed), default=None))


def readers_of(recipients: Sequence[Recipient], day: date) -> tuple[Reader, ...]:
    """The readers of a day, in the order in which recipients are given."""
    found: dict[str, list[Recipient]] = {}
    for one in recipients:
        found.setdefault(address_key(one.address(day)), []).append(one)
    return tuple(_reader(address, entries) for address, entries in found.items())


def _reader(address: str, entries: Sequence[Recipient]) -> Reader:
    people = [address_key(one.email) for one in entries]
    lead = address if address in people else people[0]
    own = tuple(one for one, person in zip(entries, people, strict=True) if person == lead)
    return Reader(own, tuple(one for one, person in zip(entries, people, strict=True) if person != lead))
