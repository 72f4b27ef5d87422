"""The yearly report as JSON: its values, for programs. Keys are never translated; what is not known is null."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mappings.json_text import json_number, json_text
from mappings.yearly_report.differences import Change, IndicatorChange, MeasureChange
from mappings.yearly_report.values import Fact, IndicatorRow, MeasureRow
from sync.summary.as_json import discipline_values
from sync.summary.report.changes import change_cells
from sync.summary.report.handed import Closing, Handed
from sync.summary.report.words import number_of


def render(handed: Handed, _template: Path | None = None) -> bytes:
    """The JSON text, indented, in UTF-8, with a line end."""
    return f"{json_text(to_json(handed))}\n".encode()


def to_json(handed: Handed) -> dict[str, Any]:
    """The report as values that `json` can write."""
    report, tally = handed.report, handed.report.tally
    return {
        "year": report.year,
        "as_of": report.as_of.isoformat(),
        "plan": report.plan_title,
        "indicators": [_indicator(row) for row in report.indicators],
        "measures": [_measure(row) for row in report.measures],
        "tally": {
            "total": tally.total,
            "reached": tally.reached,
            "exceeded": tally.exceeded,
            "not_reached": tally.not_reached,
            "unknown": tally.unknown,
            "unknown_not_due": tally.unknown_not_due,
            "at_risk": tally.at_risk,
        },
        "degree": json_number(report.degree),
        "rating": report.rating,
        "finished": list(report.finished),
        "discipline": [discipline_values(one) for one in report.discipline],
        "closed": None if handed.closing is None else _closing(handed.closing),
    }


def _indicator(row: IndicatorRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "number": row.position,
        "printed": number_of(row),
        "title": row.title,
        "text": row.text,
        "kind": row.kind.value,
        "unit": row.unit,
        "percent": row.percent,
        "previous": _fact(row.previous),
        "plan": json_number(row.plan),
        "plan_basis": row.basis.value,
        "fact": _fact(row.fact),
        "fact_year": row.fact.year,
        "deviation": json_number(row.deviation),
        "level": json_number(row.level),
        "outcome": row.outcome.value,
        "unknown": row.unknown.value if row.unknown else None,
        "at_risk": row.at_risk,
        "state": row.state.value,
        "due": row.due,
        "reason": row.reason,
        "sources": [
            {"key": one.key, "author": one.author, "at": one.at.isoformat(), "text": one.text, "url": one.url}
            for one in row.evidence
        ],
    }


def _measure(row: MeasureRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "printed": row.measure_no,
        "title": row.title,
        "executors": list(row.executors),
        "due": row.due.isoformat() if row.due else None,
        "extended_to": row.until.isoformat() if row.until else None,
        "closed": row.closed.isoformat() if row.closed else None,
        "late_days": row.late_days,
        "expected": row.expected,
        "achieved": [_fact(one.fact) for one in row.achieved],
        "state": row.state.value,
        "reason": row.reason,
        "open_before": list(row.open_before),
        "url": row.url,
    }


def _closing(closing: Closing) -> dict[str, Any]:
    return {
        "at": closing.at.isoformat(),
        "by": closing.by,
        "checksum": closing.checksum,
        "changes": [_change(one) for one in closing.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    number, title, _what, before, now = change_cells(change)
    table = "indicators" if isinstance(change, IndicatorChange) else "measures"
    return {
        "table": table,
        "key": _key(change),
        "printed": number,
        "title": title,
        "what": change.part.value,
        "before": before,
        "now": now,
    }


def _key(change: IndicatorChange | MeasureChange) -> str | None:
    """The key that the row has, or had when it was handed in."""
    row = change.now or change.before
    return row.key if row is not None else None


def _fact(fact: Fact) -> bool | float | int | None:
    return json_number(fact.value) if fact.done is None else fact.done
