"""The witness: compares what stands before a step with what stands after it, and tells what must never happen.

It sees the tracker's own rows, never the engine's ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from tests.faults.board import Board, Breaches, Card, Deed, Wanted

STATUS = "status"
_LONG = 120


class Witness:
    """What it has seen so far."""

    def __init__(self, board: Board) -> None:
        self.breaches = Breaches()
        self._board = board
        self.cards = board.cards()
        self._touched: set[tuple[str, str]] = set()
        self._deleted_keys: set[str] = set()
        self._extra = 0

    def saw(self, deed: Deed) -> None:
        """Take what a person has just done for the state to be kept."""
        if deed.deleted:
            self._deleted_keys.add(self.cards[deed.card].key)
        self._touched |= {(deed.card, name) for name in deed.fields}

    def refresh(self) -> None:
        """Take what stands now for what is to be kept."""
        self.cards = self._board.cards()

    def compare(self, step: str, *, wanted: Collection[str], allowed: int = 0, late: Collection[str] = ()) -> None:
        """Hold what stands against what stood.

        Issues outside `wanted` may be closed by the plan; `allowed` is how many issues too many the line itself may
        have made; `late` are issues that a request reached whose client had
        given it up long before.
        """
        before, self.cards = self.cards, self._board.cards()
        for number, card in before.items():
            now = self.cards.get(number)
            if now is None:
                self.breaches.deleted.append(f"{step}: #{number} {card.key}")
                continue
            if not card.key and now != card:
                self.breaches.foreign.append(f"{step}: #{number}")
            for name in self._kept(card, now, wanted):
                if card.value(name) != now.value(name):
                    told = (
                        f"{step}: #{number} {card.key} {name}: {_short(card.value(name))} -> {_short(now.value(name))}"
                    )
                    (self.breaches.late if number in late else self.breaches.overwritten).append(told)
        extra = sum(self.copies().values())
        if extra > max(allowed, self._extra):
            self.breaches.duplicates.append(f"{step}: {dict(self.copies())}")
        self._extra = extra
        known = {card.key for card in self.cards.values()} - {""}
        strange = known - set(wanted) - {card.key for card in before.values()}
        if strange:
            self.breaches.foreign.append(f"{step}: made for no measure: {sorted(strange)}")

    def copies(self) -> Counter[str]:
        """How many issues too many stand for a key."""
        counted = Counter(card.key for card in self.cards.values() if card.key)
        return Counter({key: number - 1 for key, number in counted.items() if number > 1})

    def lacks(self, wanted: Mapping[str, Wanted]) -> list[str]:
        """The keys without an issue, those aside whose issue the staff have deleted."""
        known = {card.key for card in self.cards.values()}
        return sorted(wanted.keys() - known - self._deleted_keys)

    def unfinished(self, wanted: Mapping[str, Wanted]) -> list[str]:
        """What of the plan is not in its issue, those fields aside that the staff have changed."""
        ids = {card.key: card.id for card in reversed(self.cards.values()) if card.key}
        found = []
        for key, one in wanted.items():
            card = self.cards.get(ids.get(key, ""))
            if card is None:
                continue
            parent = ids.get(one.parent or "") if one.parent not in self._deleted_keys else None
            ours = {"due": one.due, "milestone": one.milestone, "parent": parent}
            for name, value in ours.items():
                if self._may_differ(card, name) or card.plan[name] == value:
                    continue
                found.append(f"{key} {name}: {card.plan[name]!r} instead of {value!r}")
            if one.closed and not card.theirs["closed"] and (card.id, STATUS) not in self._touched:
                found.append(f"{key} is open")
        return found

    def drifted(self) -> set[str]:
        """The keys of the issues whose plan fields the staff have changed."""
        return {self.cards[number].key for number, name in self._touched if name == "due" and number in self.cards}

    def _may_differ(self, card: Card, name: str) -> bool:
        return name in card.derived or (card.id, name) in self._touched

    def _kept(self, card: Card, now: Card, wanted: Collection[str]) -> list[str]:
        """The fields of an issue that nobody but the staff may change."""
        derived = card.derived | now.derived
        names = [name for name in card.theirs if name not in ("closed", STATUS) and name not in derived]
        if (card.id, STATUS) in self._touched and card.key in wanted:
            names.append(STATUS)
        return names + [name for name in card.plan if (card.id, name) in self._touched and name not in derived]


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) < _LONG else f"{text[:40]} … {text[-40:]}"
