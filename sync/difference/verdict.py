"""The decision table of one field: what the plan says now, what stands there, what was written there last.

    theirs == ours                    SAME       nothing to do
    theirs == base                    WRITE      the plan changed it: update
    the policy says `plan`            WRITE      the staff changed it, and the plan has its way: update
    ours == base                      DRIFT      the staff changed it: told, theirs stays
    all three differ, or no base      CONFLICT   both changed it: told, theirs stays

Pure, and one field at a time; which fields are compared and what a verdict leads to is for `sync.difference.diff`.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Literal

Policy = Literal["staff", "plan"]


class Never(Enum):
    """The base of a field in which Vekha has never written."""

    WRITTEN = auto()


Base = str | None | Literal[Never.WRITTEN]


class Verdict(Enum):
    """What is to become of one field."""

    SAME = auto()
    WRITE = auto()
    DRIFT = auto()
    CONFLICT = auto()


def verdict(ours: str | None, theirs: str | None, base: Base, policy: Policy = "staff") -> Verdict:
    """The verdict on a field, row by row of the table above."""
    if theirs == ours:
        return Verdict.SAME
    if theirs == base:
        return Verdict.WRITE
    if policy == "plan":
        return Verdict.WRITE
    return left_to_staff(ours, base)


def left_to_staff(ours: str | None, base: Base) -> Verdict:
    """The last two rows alone, for a field that differs and cannot be written."""
    return Verdict.DRIFT if ours == base else Verdict.CONFLICT
