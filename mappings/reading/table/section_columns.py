"""Sections that stand in a column beside the measures, whose numbers begin anew in each: «Этап», «Направление».

Decides whether a column tells the sections apart. Where numbers do not repeat, where headings stand in rows of their
own, or no such column tells the same numbers apart, rows stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from mappings.reading.headings import roman, section_heading
from mappings.reading.table.columns import Columns
from mappings.reading.table.rows import Row

# Stems of what a section is called.
SECTIONS = (
    *("раздел", "направлени", "блок", "этап", "задач", "цель", "приоритет", "модул", "розділ", "напрям", "етап"),
    *("section", "theme", "priorit", "pillar", "objective", "goal", "stage", "phase", "area", "workstream", "strand"),
    *("etapa", "eje", "línea", "fase", "objetivo", "axe", "étape", "bereich", "handlungsfeld", "etap", "obszar", "cel"),
)
_MOST = 80  # sections
_FEWEST = 2
_HEADING = re.compile(rf"(?:{'|'.join(SECTIONS)})", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){0,3})[.)]?(?:\s|$)")


def with_sections(rows: tuple[Row, ...], columns: Columns) -> tuple[Row, ...]:
    """The rows with a heading above the first of each section."""
    numbers = [_number(row, columns) for row in rows]
    printed = [number for number in numbers if number]
    if len(set(printed)) == len(printed) or any(sum(map(bool, row.cells)) == 1 for row in rows):
        return rows
    for heading, at in columns.others:
        names = _names(rows, at) if _HEADING.match(heading) else []
        runs = [name for name, _group in groupby(names)]
        told = list(zip(names, numbers, strict=False))
        apart = len({one for one in told if one[1]}) == len(printed)
        if apart and "" not in runs and _FEWEST <= len(set(runs)) == len(runs) <= _MOST:
            return tuple(_headed(rows, names, at))
    return rows


def _number(row: Row, columns: Columns) -> str:
    text = columns.cell(row, "number") or columns.cell(row, "title")
    found = _NUMBERED.match(text)
    return found["number"] if found is not None else ""


def _names(rows: Sequence[Row], at: int) -> list[str]:
    """The section of each row; a blank goes on with the one above."""
    names: list[str] = []
    for row in rows:
        text = row.cells[at] if at < len(row.cells) else ""
        names.append(text or (names[-1] if names else ""))
    return names


def _headed(rows: Sequence[Row], names: Sequence[str], at: int) -> list[Row]:
    headed: list[Row] = []
    before, count = "", 0
    for row, name in zip(rows, names, strict=True):
        if name != before:
            before, count = name, count + 1
            numeral = "" if section_heading(name, "", leading=True) is not None else f"{roman(count)}. "
            headed.append(Row((f"{numeral}{name}",), row.place))
        headed.append(replace(row, cells=(*row.cells[:at], "", *row.cells[at + 1 :])))
    return headed
