"""Finds the header row and what each column means, by its words and not by its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.reading.rows import Row

ROLES: dict[str, re.Pattern[str]] = {
    "number": re.compile(r"^(?:№|#|n|no\.?|номер|number)\s*(?:п\s*/\s*п)?\.?$", re.IGNORECASE),
    "funding": re.compile(r"финансир|\bfunding\b|\bbudget\b", re.IGNORECASE),
    "executor": re.compile(r"исполнител|ответствен|\bexecutor|\bresponsible\b", re.IGNORECASE),
    "timing": re.compile(r"^срок|^дата|время проведения|\bdeadline|\btiming\b|\bperiod\b", re.IGNORECASE),
    "target": re.compile(r"результат|целев|показател|\btarget\b|\bresult|\bindicator", re.IGNORECASE),
    "title": re.compile(r"мероприяти|наименование|\bmeasure|\baction\b|\bactivity\b", re.IGNORECASE),
}
NEEDED = ("number", "title", "timing")


@dataclass(frozen=True)
class Columns:
    """Which cell of a row plays which role, from 0. A role that the plan has no column for is absent."""

    at: dict[str, int]

    def cell(self, row: Row, role: str) -> str:
        """The text of a role's cell, empty where the row is too short or the plan has no such column."""
        index = self.at.get(role)
        return row.cells[index] if index is not None and index < len(row.cells) else ""


def find_columns(row: Row) -> Columns | None:
    """The columns that a header row names, or None where the row is no header."""
    at: dict[str, int] = {}
    for index, cell in enumerate(row.cells):
        role = next((role for role, words in ROLES.items() if role not in at and words.search(cell)), None)
        if role is not None:
            at[role] = index
    return Columns(at) if all(role in at for role in NEEDED) else None
