"""Reports and figures as the ledger's rows, and back. Values in, values out; it asks no database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from mappings.progress import FigureLine, Reason, Report, Status


def report_row(plan: str, report: Report) -> dict[str, Any]:
    """A report as a row of `reports`."""
    return {
        "plan": plan,
        "key": report.key,
        "status": report.status.value,
        "url": report.url,
        "assignee": report.assignee,
        "reason": json.dumps([_reason_values(reason) for reason in report.reasons], ensure_ascii=False),
        "unread": "[]",
        "figures": json.dumps([_line_values(line) for line in report.lines], ensure_ascii=False),
    }


def report_of(row: Any) -> Report:
    """The report of a row."""
    return Report(
        key=row.key,
        status=Status(row.status),
        lines=tuple(_line(one) for one in json.loads(row.figures)),
        reasons=tuple(_reason(one) for one in json.loads(row.reason)),
        url=row.url,
        assignee=row.assignee,
    )


def figure_row(plan: str, key: str, line: FigureLine, now: datetime) -> dict[str, Any]:
    """A line that was read as a row of `figures`."""
    values = _line_values(line)
    kept = ("indicator", "value", "text", "author", "at", "place")
    return {"plan": plan, "key": key, "seen_at": time_text(now), **{name: values[name] for name in kept}}


def time_text(moment: datetime) -> str:
    """A moment as it is stored."""
    return moment.astimezone(UTC).isoformat()


def time_of(text: str) -> datetime:
    """A stored moment."""
    return datetime.fromisoformat(text)


def _line_values(line: FigureLine) -> dict[str, Any]:
    return {
        "indicator": line.indicator,
        "value": None if line.value is None else str(line.value),
        "text": line.text,
        "author": line.author,
        "at": time_text(line.at),
        "place": line.place,
        "percent": line.percent,
        "unit": line.unit,
        "adds": line.adds,
        "of": None if line.of is None else str(line.of),
        "year": line.year,
        "url": line.url,
    }


def _line(values: Mapping[str, Any]) -> FigureLine:
    return FigureLine(
        value=_decimal(values["value"]),
        text=values["text"],
        author=values["author"],
        at=time_of(values["at"]),
        place=values["place"],
        indicator=values["indicator"],
        percent=values["percent"],
        unit=values["unit"],
        adds=values["adds"],
        of=_decimal(values["of"]),
        year=values["year"],
        url=values["url"],
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _reason_values(reason: Reason) -> dict[str, Any]:
    return {"text": reason.text, "author": reason.author, "at": time_text(reason.at), "place": reason.place}


def _reason(values: Mapping[str, Any]) -> Reason:
    return Reason(values["text"], values["author"], time_of(values["at"]), values["place"])
