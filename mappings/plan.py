"""The vocabulary of a plan: what the official document says, as values.

Nothing here reads, judges or translates. Dates are calendar days; numbers are decimals as printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

WHOLE = "-"  # in a key the place of a deadline, of an issue that stands for none


class Recurrence(StrEnum):
    """How a measure's deadlines arise from its timing."""

    ANNUAL = "annual"  # each year of the range
    YEARS = "years"  # a list of years or dates
    ONCE = "once"  # one date
    ONGOING = "ongoing"  # permanent, no deadline of its own
    NONE = "none"  # no timing, or one that could not be read


class IndicatorKind(StrEnum):
    """What a target asks for."""

    TOTAL = "total"  # a count over the whole measure
    PER_YEAR = "per_year"  # a count in each year
    LEVEL = "level"  # a level to be reached and held
    GROWTH = "growth"  # growth by so much (a year, where the measure is annual)
    DONE = "done"  # a thing that is there or is not
    QUALITATIVE = "qualitative"  # a direction without a number


class Severity(StrEnum):
    """How much a finding matters: an error forbids a sync, a warning is a guess, info is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands in the document: a line of a text, or a table's row on its page or sheet."""

    line: int = 0
    table: int = 0
    row: int = 0
    page: int = 0
    sheet: str = ""


@dataclass(frozen=True)
class Finding:
    """Something wrong or doubtful in the document. The words for `code` stand in `mappings.reading.findings`.

    `details` are the values that the words name.
    """

    code: str
    severity: Severity
    place: Place
    measure: str | None = None
    details: tuple[tuple[str, str | Place], ...] = ()


@dataclass(frozen=True)
class Indicator:
    """What a target text asks for. `value` is None where the text names no number.

    `baseline` is the number that the text starts from: 45 in «с 45 до 60 %»; `targets` what is asked by each year where
    the text names years, `value` the last of them. A falling growth has a negative `value`. `reporting` and
    `count_closed` are the operator's word on how figures are reported: see docs/mapping.md.
    """

    kind: IndicatorKind
    comparator: str | None
    value: Decimal | None
    unit: str
    percent: bool
    text: str
    baseline: Decimal | None = None
    baseline_year: int | None = None
    targets: tuple[tuple[int, Decimal], ...] = ()
    reporting: Literal["period", "cumulative"] | None = None
    count_closed: Decimal | None = None


@dataclass(frozen=True, order=True)
class Extension:
    """A decided extension of a deadline: the date that it moves, the one that counts from then on, and the order."""

    before: date
    until: date
    by: str
    order: str


@dataclass(frozen=True, order=True)
class Deadline:
    """One date by which a measure must show a result; the year names its milestone.

    `due` is the date that counts: where it was extended, that of the last of its `extensions`. The key is made of the
    plan's own date and never changes.
    """

    due: date
    start: date
    key: str
    extensions: tuple[Extension, ...] = ()

    @property
    def year(self) -> int:
        """The milestone's year."""
        return self.due.year

    @property
    def planned(self) -> date:
        """The plan's own date, whatever it was extended to."""
        return self.extensions[0].before if self.extensions else self.due

    @property
    def period(self) -> int:
        """The year that its figures are of: the plan's own, since an extension gives more time and no other period."""
        return self.planned.year

    @property
    def years(self) -> range:
        """The years that its issue serves: the plan's own.

        Where they are several, those by which it was extended go on with them; the issue of one year stays that year's,
        however late it is done.
        """
        first = min(self.start.year, self.period)
        return range(first, (self.year if first < self.period else self.period) + 1)

    def extended(self, until: date, *, by: str, order: str) -> Deadline:
        """The deadline with one more extension."""
        return replace(self, due=until, extensions=(*self.extensions, Extension(self.due, until, by, order)))


@dataclass(frozen=True)
class Timing:
    """A timing cell as read: the days asked for, and the period they came from."""

    recurrence: Recurrence
    due: tuple[date, ...] = ()
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Group:
    """A printed heading that holds measures; it has no deadline of its own."""

    key: str
    number: str
    title: str
    place: Place
    parent: str | None = None


@dataclass(frozen=True)
class Measure:
    """One numbered row with its own deadline. `parent` is the measure above it, `group` the key of its group.

    `remarks` are headings and texts of the table's other columns, which play no part in anything.
    """

    key: str
    number: str
    section: str
    group: str | None
    parent: str | None
    title: str
    executors: tuple[str, ...]
    funding: tuple[str, ...]
    timing_text: str
    recurrence: Recurrence
    deadlines: tuple[Deadline, ...]
    target_text: str
    indicators: tuple[Indicator, ...]
    place: Place
    short_title: str = ""
    remarks: tuple[tuple[str, str], ...] = ()

    @property
    def whole_key(self) -> str:
        """The key of an issue that spoke of several deadlines as a whole, once the measure has but one."""
        return f"{self.key}/{WHOLE}"

    def issue_key(self, deadline: Deadline) -> str:
        """The key of the issue that stands for a deadline: the measure's own where the deadline is its only one."""
        return self.key if len(self.deadlines) == 1 else deadline.key

    def is_told_by_year(self, deadline: Deadline) -> bool:
        """Whether its year alone tells a deadline from the others of the measure; else its day does."""
        return sum(other.period == deadline.period for other in self.deadlines) == 1


@dataclass(frozen=True)
class Section:
    """A part of the plan with a roman numeral, printed or implied."""

    key: str
    title: str
    place: Place


@dataclass(frozen=True)
class Plan:
    """The official document as read. Never a dry run."""

    title: str
    start_year: int | None
    end_year: int | None
    sections: tuple[Section, ...]
    groups: tuple[Group, ...]
    measures: tuple[Measure, ...]
    findings: tuple[Finding, ...] = field(default=())

    @property
    def is_sectioned(self) -> bool:
        """Whether its sections tell anything apart: it has several, or its only one has a title."""
        return len(self.sections) > 1 or any(section.title for section in self.sections)

    def section(self, key: str) -> Section:
        """The section with this key."""
        return next(section for section in self.sections if section.key == key)

    def group(self, key: str | None) -> Group | None:
        """The group with this key, or None for a measure without one."""
        return next((group for group in self.groups if group.key == key), None)
