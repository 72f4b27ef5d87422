"""Which measure is which, whatever number an amendment gives it: by the words of its title.

Holds the names of measures, and what an operator writes into `renamed` where he says what was moved. The engine's own
keys decide nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

FIRST_FREE = 9  # the measures before it are those that have borne their number from the first
_SYLLABLES = ("ба", "ве", "го", "ду", "жи", "зе", "ка", "лу", "ми", "но", "пе", "ру")
_MOST = len(_SYLLABLES) ** 2 // 2  # measures in the life of one town
_NAME = re.compile(r"([бвгджзклмнпр][аеиоу])([бвгджзклмнпр][аеиоу])ный", re.IGNORECASE)

Lines = dict[int, int | None]  # of `renamed`: the number that a measure had, and the one it has; None where it is gone


@dataclass(frozen=True)
class Place:
    """What an issue stands for: a measure, and one of its dates; without one the measure as a whole."""

    identity: int
    due: date | None = None


def name_of(identity: int, *, anew: bool = False) -> str:
    """The title's own words of a measure: no other one shares any of them; `anew` gives it quite other words."""
    high, low = divmod(identity % _MOST + _MOST * anew, len(_SYLLABLES))
    return f"{_SYLLABLES[high].capitalize()}{_SYLLABLES[low]}ный {_SYLLABLES[low]}{_SYLLABLES[high]}тор"


def named_in(text: str) -> int | None:
    """The measure that a text speaks of, if it does."""
    found = _NAME.search(text)
    if found is None:
        return None
    high, low = (_SYLLABLES.index(found[number].lower()) for number in (1, 2))
    return (high * len(_SYLLABLES) + low) % _MOST


@dataclass
class Numbers:
    """What the operator knows of the numbers that runs have taken up: `known` by measure, and the lines by then.

    `told` are the measures of which the mapping says by now where they went.
    """

    known: dict[int, int] = field(default_factory=dict)
    taken: Lines = field(default_factory=dict)
    told: frozenset[int] = frozenset()
    next: int = FIRST_FREE

    def fresh(self) -> int:
        """A measure that the plan never had."""
        self.next += 1
        return self.next - 1

    def lines(self, measures: Mapping[int, int], lines: Lines, *, tells: bool) -> Lines:
        """The lines of `renamed` for a plan whose measures go by their numbers; `lines` are those that stand there.

        A line that was carried out once is not carried out again: what would need it twice is left unsaid.
        """
        moved = self._moved(measures) if tells else {}
        told_apart = set(self.taken.values()) - self.taken.keys()  # by the line that gave such a number away
        again = any(self.taken.get(old, 0) == new or (new is None and old in told_apart) for old, new in moved.items())
        if not tells or again:
            self.told = frozenset()
            return {old: new for old, new in lines.items() if not again and (new is None or new in measures)}
        self.told = frozenset(identity for identity, number in self.known.items() if number in moved)
        stay = {old: new for old, new in lines.items() if old in self.taken and self.taken[old] == new}
        kept = {
            old: new
            for old, new in stay.items()
            if old not in moved and (new is None or (new in measures and new not in moved.values()))
        }
        return kept | moved

    def _moved(self, measures: Mapping[int, int]) -> Lines:
        now = {identity: number for number, identity in measures.items()}
        return {
            number: now.get(identity)
            for identity, number in self.known.items()
            if now.get(identity) != number and (identity in now or number in measures)
        }

    def take_up(self, measures: Mapping[int, int], lines: Lines) -> None:
        """A run has taken a plan up. A measure whose number has gone to another one is not known by it any more."""
        gone = {identity for identity, number in self.known.items() if measures.get(number, identity) != identity}
        now = {identity: number for number, identity in measures.items()}
        self.known = {identity: number for identity, number in self.known.items() if identity not in gone} | now
        self.taken = dict(lines)
