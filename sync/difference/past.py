"""What becomes of a deadline that passed before its issue was ever made, by what the mapping says of such.

Pure: data in, data out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from mappings.desired.issues import DesiredIssue


def first_made(issue: DesiredIssue, *, past: str, today: date) -> DesiredIssue | None:
    """An issue as it is made where none stood for it; None where none is made any more."""
    if past == "open" or issue.due is None or issue.due >= today:
        return issue
    return replace(issue, closed=True) if past == "closed" else None


def all_first_made(issues: Iterable[DesiredIssue], *, past: str, today: date) -> tuple[DesiredIssue, ...]:
    """The issues that a plan's first run makes."""
    made = (first_made(issue, past=past, today=today) for issue in issues)
    return tuple(issue for issue in made if issue is not None)
