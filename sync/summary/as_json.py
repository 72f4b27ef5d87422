"""The summary as JSON: the contract other programs read.

Keys are never translated or left out. Numbers are JSON numbers, dates ISO 8601; what is not known is null.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from mappings.progress import DeadlineProgress, IndicatorProgress, MeasureProgress, MeasureState
from sync.summary.figures import DeadlineCounts, Summary, main_figure


def render(summary: Summary) -> bytes:
    """The JSON text, indented, in UTF-8, with a line end."""
    return (json.dumps(to_json(summary), ensure_ascii=False, indent=2) + "\n").encode()


def to_json(summary: Summary) -> dict[str, Any]:
    """The summary as values that `json` can write."""
    return {
        "as_of": summary.as_of.isoformat() if summary.as_of else None,
        "today": summary.today.isoformat(),
        "plan": {
            "title": summary.plan.title,
            "start_year": summary.plan.start_year,
            "end_year": summary.plan.end_year,
        },
        "totals": {
            "measures": summary.measure_counts.total,
            **_counts(summary.deadline_counts),
            "measures_by_state": {state.value: summary.measure_counts.of(state) for state in MeasureState},
        },
        "by_section": [
            {
                "section": one.section.key,
                "title": one.section.title,
                "measures": one.measures.total,
                **_counts(one.deadlines),
            }
            for one in summary.by_section
        ],
        "by_year": [{"year": one.year, **_counts(one.deadlines)} for one in summary.by_year],
        "by_executor": [
            {"executor": one.name or None, "measures": one.measures.total, **_counts(one.deadlines)}
            for one in summary.by_executor
        ],
        "measures": [_measure(one) for one in summary.measures],
    }


def _counts(counts: DeadlineCounts) -> dict[str, int | float | None]:
    return {
        "deadlines": counts.total,
        "done": counts.done,
        "overdue": counts.overdue,
        "upcoming": counts.due_soon,
        "due_soon": counts.due_soon,
        "in_progress": counts.in_progress,
        "planned": counts.planned,
        "cancelled": counts.cancelled,
        "percent": _number(counts.percent),
    }


def _measure(one: MeasureProgress) -> dict[str, Any]:
    measure = one.measure
    return {
        "key": measure.key,
        "number": measure.number,
        "section": measure.section,
        "group": measure.group,
        "title": measure.title,
        "executors": list(measure.executors),
        "state": one.state.value,
        "percent": _number(one.percent),
        "indicators": [_indicator(inner) for inner in one.indicators],
        "deadlines": [_deadline(inner) for inner in one.deadlines],
    }


def _indicator(one: IndicatorProgress) -> dict[str, Any]:
    return {
        "text": one.indicator.text,
        "kind": one.indicator.kind.value,
        "target": _number(one.indicator.value),
        "actual": _number(one.actual),
        "percent": _number(one.percent),
        "state": one.state.value,
    }


def _deadline(one: DeadlineProgress) -> dict[str, Any]:
    figure = main_figure(one.report.figures)
    return {
        "key": one.deadline.key,
        "due": one.deadline.due.isoformat(),
        "state": one.state.value,
        "fact": _number(figure.value) if figure else None,
        "fact_author": figure.author if figure else None,
        "fact_at": figure.at.isoformat() if figure else None,
        "reason": one.report.reason or None,
        "assignee": one.report.assignee,
        "url": one.report.url,
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
