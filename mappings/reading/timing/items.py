"""A member of a timing: a single stretch of the calendar or a range, and what is said of it.

Holds no reading: members are joined in `members`, given years in `shared_years`, and made days in `days`.
"""

from __future__ import annotations

from dataclasses import dataclass

from mappings.reading.timing.calendar_days import YEAR, Span, Stretch


class Unreadable(Exception):
    """A timing that gives no deadline; `doubt` says why."""

    def __init__(self, doubt: str = "timing-unread") -> None:
        super().__init__(doubt)
        self.doubt = doubt


@dataclass(frozen=True)
class Item:
    """One member of a timing: a stretch, or a range from one to another.

    `fixed` are its days where they are known without a year; `all_year` stands for the year of the plan.
    """

    first: Stretch
    last: Stretch
    ranged: bool = False
    open_end: bool = False
    before: bool = False
    parted: bool = True
    plural: bool = False
    all_year: bool = False
    begins_stage: bool = False
    fixed: Span | None = None

    @property
    def size(self) -> int:
        """The months of its last stretch, 0 for a day."""
        return self.last.size

    @property
    def stretch_year(self) -> int | None:
        """The year printed with it."""
        return self.last.year if self.fixed is None else self.fixed.last.year

    @property
    def single_year(self) -> bool:
        """Whether it is no more than a year by itself."""
        return self.size == YEAR and not self.ranged and not self.all_year and self.fixed is None
