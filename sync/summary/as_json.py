"""The summary as JSON: the contract other programs read.

Keys are never translated; those of an indicator that its kind does not have are left out. Numbers are JSON numbers,
dates ISO 8601; what is not known is null.
"""

from __future__ import annotations

from typing import Any

from mappings.json_text import json_number, json_text
from mappings.progress import (
    DeadlineProgress,
    Doubt,
    Forecast,
    IndicatorProgress,
    MeasureProgress,
    MeasureState,
    PeriodProgress,
    Source,
)
from mappings.progress.attainment import falls
from mappings.progress.discipline import Discipline
from mappings.progress.forecast import sentence
from mappings.progress.quality_words import message_of
from sync.summary import extensions, history
from sync.summary.figures import DeadlineCounts, Summary, main_figure


def render(summary: Summary) -> bytes:
    """The JSON text, indented, in UTF-8, with a line end."""
    return f"{json_text(to_json(summary))}\n".encode()


def to_json(summary: Summary) -> dict[str, Any]:
    """The summary as values that `json` can write."""
    return {
        "as_of": summary.as_of.isoformat() if summary.as_of else None,
        "today": summary.today.isoformat(),
        **history.to_json(summary.written, summary.compared),
        "plan": {
            "title": summary.plan.title,
            "start_year": summary.plan.start_year,
            "end_year": summary.plan.end_year,
        },
        "totals": {
            "measures": summary.measure_counts.total,
            **_counts(summary.deadline_counts),
            "measures_by_state": {state.value: getattr(summary.measure_counts, state.value) for state in MeasureState},
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
        "discipline": [discipline_values(one) for one in summary.discipline],
        "at_risk": [{"key": one.measure.measure.key, "why": one.why} for one in summary.at_risk],
        "coming": [
            {"key": one.deadline.deadline.key, "due": one.deadline.deadline.due.isoformat()} for one in summary.coming
        ],
        "measures": [_measure(one) for one in summary.measures],
        "quality": [_doubt(one) for one in summary.orphans],
        **({"left_out": summary.left_out} if summary.left_out else {}),
    }


def discipline_values(one: Discipline) -> dict[str, Any]:
    """How an executor kept its dates."""
    return {
        "executor": one.executor or None,
        "year": one.year,
        "due": one.due,
        "in_time": one.in_time,
        "percent": json_number(one.percent),
        "mean_delay": json_number(one.mean_delay),
        "postponed": one.postponed,
        "returned": one.returned,
        "silent": one.silent,
    }


def _counts(counts: DeadlineCounts) -> dict[str, int | float | None]:
    return {
        "deadlines": counts.total,
        "done": counts.done,
        "submitted": counts.submitted,
        "overdue": counts.overdue,
        "backlog": counts.backlog,
        "awaited": counts.awaited,
        "upcoming": counts.due_soon,
        "due_soon": counts.due_soon,
        "in_progress": counts.in_progress,
        "planned": counts.planned,
        "cancelled": counts.cancelled,
        "due": counts.due,
        "due_done": counts.due_done,
        "percent": json_number(counts.percent),
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
        "percent": json_number(one.percent),
        "coverage": _part(one.coverage),
        "indicators": [_indicator(inner, number) for number, inner in enumerate(one.indicators, start=1)],
        "deadlines": [_deadline(inner) for inner in one.deadlines],
        "quality": [_doubt(inner) for inner in one.quality],
    }


def _indicator(one: IndicatorProgress, number: int) -> dict[str, Any]:
    asked = one.indicator
    return {
        "number": number,
        "text": asked.text,
        "kind": asked.kind.value,
        "comparator": asked.comparator,
        "target": json_number(asked.value),
        "unit": asked.unit,
        "baseline": json_number(asked.baseline),
        "actual": json_number(one.actual),
        "need": json_number(one.need),
        "percent": json_number(one.percent),
        "state": one.state.value,
        "periods": [_period(inner) for inner in one.periods],
        "sources": [_source(inner) for inner in one.sources],
        "forecast": _forecast(one.forecast) if one.forecast else None,
        **_where_it_applies(one),
    }


def _where_it_applies(one: IndicatorProgress) -> dict[str, Any]:
    """What an indicator has by its kind, and by what was reported; the rest is left out."""
    running = one.running
    found: dict[str, Any] = {
        "direction": ("down" if falls(one.indicator) else "up") if one.indicator.value is not None else None,
        "period": one.period,
        "kept": _part(one.kept) if one.kept is not None else None,
        "running": {"year": running.year, "actual": json_number(running.actual)} if running else None,
        "missed_periods": list(one.missed_periods) or None,
        "progress": json_number(one.progress),
        "index": json_number(one.index),
        "index_required": json_number(one.index_required),
        "numerator": json_number(one.numerator),
        "denominator": json_number(one.denominator),
        "counted_from_closing": json_number(one.counted_from_closing),
        "rolled_up_from": list(one.rolled_up_from) or None,
        "incomplete": one.incomplete or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _period(one: PeriodProgress) -> dict[str, Any]:
    return {"key": one.key, "due": one.due.isoformat(), "actual": json_number(one.actual), "state": one.state.value}


def _source(one: Source) -> dict[str, Any]:
    line = one.line
    return {"key": one.key, "author": line.author, "at": line.at.isoformat(), "text": line.text, "url": line.url}


def _forecast(one: Forecast) -> dict[str, Any]:
    return {
        "value": json_number(one.value),
        "low": json_number(one.low),
        "high": json_number(one.high),
        "year": one.year,
        "reports": one.reports,
        "text": sentence(one),
    }


def _deadline(one: DeadlineProgress) -> dict[str, Any]:
    figure, report = main_figure(one.facts), one.report
    return {
        "key": one.deadline.key,
        "due": one.deadline.due.isoformat(),
        **extensions.to_json(one.deadline),
        "state": one.state.value,
        **({"backlog": True} if one.backlog else {}),
        "fact": json_number(figure.value) if figure else None,
        "fact_author": figure.author or None if figure else None,
        "fact_at": figure.at.isoformat() if figure else None,
        "closed_at": report.closed_at.isoformat() if report.closed_at else None,
        "reason": report.reason or None,
        "assignee": report.assignee,
        "url": report.url,
    }


def _doubt(one: Doubt) -> dict[str, Any]:
    return {
        "code": one.code,
        "key": one.key,
        "indicator": one.indicator,
        "author": one.author or None,
        "at": one.at.isoformat() if one.at else None,
        "message": message_of(one),
        "url": one.url,
        **({"days": one.days} if one.days is not None else {}),
    }


def _part(part: tuple[int, int]) -> str:
    """How many of how many."""
    return f"{part[0]}/{part[1]}"
