"""The yearly report as it is handed on: the values, and where it was closed, by whom, when and what differs since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mappings.yearly_report.differences import Change
from mappings.yearly_report.values import YearReport


@dataclass(frozen=True)
class Closing:
    """That a report was handed in. `at` is in the plan's zone; `changes` are what differs now."""

    at: datetime
    by: str
    checksum: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Handed:
    """A report, closed or not: one that is closed is shown as it was then."""

    report: YearReport
    closing: Closing | None = None
