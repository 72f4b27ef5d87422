"""Rows whose first cells were lost, as below a merged cell: put back where their columns are.

Decides by the timing alone, which stands where the title would. Reads no entry.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mappings.reading.headings import section_heading
from mappings.reading.numbered_titles import has_bullet
from mappings.reading.table.columns import Columns
from mappings.reading.table.rows import Row
from mappings.reading.timing.cell import is_timing, stands_alone

_NAME = re.compile(
    r"(?=(?-i:[А-ЯЁA-Z]))[^0-9]*(?:управлени|отдел|комитет|департамент|администраци|учрежден|библиотек|систем|школ)",
    re.IGNORECASE,
)


def shifted_back(row: Row, columns: Columns) -> Row | None:
    """The row with its timing in the column of timings; None where no cell was lost.

    Where more than one cell was lost, the row says one more thing of the measure above it.
    """
    at, title_at = columns.at.get("number"), columns.at["title"]
    lost = columns.at.get("timing", 0) - title_at
    if at is None or title_at != at + 1 or lost < 1 or stands_alone(columns.cell(row, "timing")):
        return None
    if not _begins_late(columns.cell(row, "number"), columns.cell(row, "title")):
        return None
    below_merged = frozenset(range(at, at + lost)) if lost > 1 else row.carried
    return replace(row, cells=(*row.cells[:at], *[""] * lost, *row.cells[at:]), carried=below_merged)


def is_name(timing: str) -> bool:
    """Whether what stands for a timing is the name of a body."""
    return _NAME.match(timing) is not None and not stands_alone(timing)


def _begins_late(number: str, title: str) -> bool:
    """Whether words stand for a number, and a timing for a title."""
    if has_bullet(number):
        return stands_alone(title)
    return " " in number and is_timing(title) and section_heading(number, "", leading=True) is None
