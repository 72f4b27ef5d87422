"""What a template of the report is given: texts by name, and nothing that acts.

The names are the contract with the templates of operators: docs/report.md lists them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from mappings.progress.discipline import Discipline
from mappings.wording import clean, day, moment, number
from mappings.yearly_report.values import IndicatorRow, MeasureRow, YearReport
from sync.summary.report import words
from sync.summary.report.changes import change_cells
from sync.summary.report.handed import Handed


def context_of(handed: Handed) -> dict[str, Any]:
    """The values of a report, worded in the active language."""
    report, closing = handed.report, handed.closing
    return {
        "year": str(report.year),
        "before": str(report.year - 1),
        "title": words.title(report),
        "subject": words.subject(report),
        "plan": clean(report.plan_title),
        "day": day(report.as_of),
        "state_day": words.state_day(report),
        "indicators": _parts(report, [(row.section, _indicator(row, report.year)) for row in report.indicators]),
        "measures": _parts(report, [(row.section, _measure(row)) for row in report.measures]),
        "tally": list(_tally(report)),
        "degree": words.degree_of(report),
        "discipline": [_discipline(one) for one in report.discipline],
        "rating": words.rating_of(report),
        "notes": list(words.notes_of(report)),
        "closed": "" if closing is None else words.closed(closing),
        "closed_by": "" if closing is None else clean(closing.by),
        "closed_at": "" if closing is None else moment(closing.at),
        "checksum": "" if closing is None else closing.checksum,
        "changes": [] if closing is None else [_change(one) for one in map(change_cells, closing.changes)],
    }


def _parts(report: YearReport, rows: list[tuple[str, dict[str, str]]]) -> list[dict[str, Any]]:
    """The rows under the titles of their sections, in the order of the plan; sections without rows are left out."""
    parts = []
    for key, title in report.sections:
        inside = [row for section, row in rows if section == key]
        if inside:
            parts.append({"title": f"{key}. {clean(title)}" if title else key, "rows": inside})
    return parts


def _indicator(row: IndicatorRow, year: int) -> dict[str, str]:
    return {
        "no": words.number_of(row),
        "name": words.name_of(row),
        "unit": words.unit_of(row),
        "previous": words.previous_of(row, year),
        "plan": words.plan_of(row),
        "fact": words.fact_of(row.fact),
        "deviation": words.deviation_of(row),
        "level": number(row.level),
        "explanation": words.explanation_of(row, year),
    }


def _measure(row: MeasureRow) -> dict[str, str]:
    return {
        "no": row.measure_no,
        "name": clean(row.title),
        "executors": words.executors_of(row),
        "due": words.due_of(row),
        "closed": words.closed_of(row),
        "expected": clean(row.expected),
        "achieved": words.achieved_of(row),
        "performance": words.performance_of(row),
        "reasons": words.reasons_of(row),
    }


def _discipline(one: Discipline) -> dict[str, str]:
    names = ("due", "in_time", "percent", "delay", "postponed", "returned", "silent")
    numbers = ("—" if value is None else number(Decimal(value)) for value in words.numbers_of(one))
    return {"executor": words.executor_of(one), **dict(zip(names, numbers, strict=True))}


def _tally(report: YearReport) -> Iterator[dict[str, str]]:
    for label, count, share in words.tally_lines(report.tally):
        yield {"label": label, "count": str(count), "share": "" if share is None else number(share)}


def _change(cells: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(("no", "name", "what", "before", "now"), cells, strict=True))
