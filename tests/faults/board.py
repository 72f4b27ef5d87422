"""What stands in a tracker, seen past the proxy, and what the staff do there.

Knows nothing of the engine: what is compared with must not come from the code under test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class Card:
    """An issue. `theirs` are the fields that are the staff's own, `plan` those of the plan; all as plain values.

    `derived` are fields that the tracker itself works out from the issue's children.
    """

    id: str
    key: str
    theirs: Mapping[str, object]
    plan: Mapping[str, object]
    derived: frozenset[str] = frozenset()
    has_children: bool = False

    def value(self, name: str) -> object:
        """The value of any field."""
        return self.theirs[name] if name in self.theirs else self.plan[name]


@dataclass(frozen=True)
class Deed:
    """What a person did: to which issue, and the fields that are theirs from then on."""

    card: str
    fields: frozenset[str]
    deleted: bool = False


class Board(Protocol):
    """One tracker's project. Issues go by the tracker's own ids."""

    def cards(self) -> dict[str, Card]:
        """Every issue of the project, those of the staff included."""
        ...

    def comment(self, card: Card, text: str) -> Deed:
        """Comment on it."""
        ...

    def write(self, card: Card, text: str) -> Deed:
        """Add words of their own to the description."""
        ...

    def take(self, card: Card) -> Deed:
        """Take it over, and report some progress."""
        ...

    def close(self, card: Card) -> Deed:
        """Close it, or open it again where it is closed."""
        ...

    def postpone(self, card: Card, due: date) -> Deed:
        """Set another due date than the plan's."""
        ...

    def delete(self, card: Card) -> Deed:
        """Delete it."""
        ...

    def own(self, title: str) -> None:
        """Make an issue that is none of the plan's."""
        ...


@dataclass(frozen=True)
class Wanted:
    """What the plan asks of one issue."""

    due: date | None
    milestone: str | None
    parent: str | None
    closed: bool = False


@dataclass
class Breaches:
    """What must never happen, in words, and what a late request did to words of the staff that no client can save."""

    duplicates: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    restless: list[str] = field(default_factory=list)
    unreported: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)

    def worst(self) -> list[str]:
        """All of them but those that came late."""
        return [f"{name}: {told}" for name, found in vars(self).items() if name != "late" for told in found]
