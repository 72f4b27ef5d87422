"""Reports and figures as the ledger's rows, and back. Values in, values out; it asks no database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from mappings.progress import Figure, Report, Status


def report_row(plan: str, report: Report) -> dict[str, Any]:
    """A report as a row of `reports`."""
    return {
        "plan": plan,
        "key": report.key,
        "status": report.status.value,
        "url": report.url,
        "assignee": report.assignee,
        "reason": report.reason,
        "unread": json.dumps(list(report.unread), ensure_ascii=False),
        "figures": json.dumps([_figure_values(figure) for figure in report.figures], ensure_ascii=False),
    }


def report_of(row: Any) -> Report:
    """The report of a row."""
    return Report(
        key=row.key,
        status=Status(row.status),
        figures=tuple(_figure(one) for one in json.loads(row.figures)),
        reason=row.reason,
        url=row.url,
        assignee=row.assignee,
        unread=tuple(json.loads(row.unread)),
    )


def figure_row(plan: str, key: str, figure: Figure, now: datetime) -> dict[str, Any]:
    """A figure as a row of `figures`."""
    return {"plan": plan, "key": key, "seen_at": time_text(now), **_figure_values(figure)}


def time_text(moment: datetime) -> str:
    """A moment as it is stored."""
    return moment.astimezone(UTC).isoformat()


def time_of(text: str) -> datetime:
    """A stored moment."""
    return datetime.fromisoformat(text)


def _figure_values(figure: Figure) -> dict[str, Any]:
    return {
        "indicator": figure.indicator,
        "value": str(figure.value),
        "text": figure.text,
        "author": figure.author,
        "at": time_text(figure.at),
        "place": figure.place,
    }


def _figure(values: Mapping[str, Any]) -> Figure:
    return Figure(
        value=Decimal(values["value"]),
        text=values["text"],
        author=values["author"],
        at=time_of(values["at"]),
        place=values["place"],
        indicator=values["indicator"],
    )
