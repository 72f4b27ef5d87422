"""Reports, lines and sightings as the ledger's rows, and back. Values in, values out; it asks no database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from mappings.progress import Acknowledgement, FigureLine, Reason, Report, Sighting, Status, Wish

READING = 2  # the way of reading lines; texts that were read in different ways are not compared


@dataclass(frozen=True)
class KnownLine:
    """A line of the ledger's: as the tracker told it, and when it was written, seen first and found no more."""

    id: int
    told: FigureLine
    reading: int
    at: datetime
    seen_at: datetime
    gone_at: datetime | None

    @property
    def line(self) -> FigureLine:
        """The line with its own times."""
        return replace(self.told, at=self.at, seen_at=self.seen_at, gone_at=self.gone_at)


def report_row(plan: str, report: Report) -> dict[str, Any]:
    """A report as a row of `reports`, which holds neither lines nor sightings."""
    return {
        "plan": plan,
        "key": report.key,
        "status": report.status.value,
        "closed_at": _time_or_none(report.closed_at),
        "url": report.url,
        "assignee": report.assignee,
        "reasons": json.dumps([_reason_values(reason) for reason in report.reasons], ensure_ascii=False),
        "acknowledged": json.dumps(_acknowledged_values(report.acknowledged), ensure_ascii=False),
        "moved_to": report.moved_to.isoformat() if report.moved_to else None,
        "changed_at": _time_or_none(report.changed_at),
        "wished": json.dumps(_wish_values(report.wished), ensure_ascii=False),
    }


def report_of(row: Any, lines: Iterable[FigureLine], sightings: Iterable[Sighting]) -> Report:
    """The report of a row."""
    return Report(
        key=row.key,
        status=Status(row.status),
        lines=tuple(lines),
        reasons=tuple(_reason(one) for one in json.loads(row.reasons)),
        url=row.url,
        assignee=row.assignee,
        closed_at=moment_or_none(row.closed_at),
        sightings=tuple(sightings),
        acknowledged=_acknowledged(json.loads(row.acknowledged or "null")),
        moved_to=date.fromisoformat(row.moved_to) if row.moved_to else None,
        changed_at=moment_or_none(row.changed_at),
        wished=_wish(json.loads(row.wished or "null")),
    )


def line_text(line: FigureLine) -> str:
    """A line as the tracker told it, as it is stored."""
    return json.dumps(_line_values(line), ensure_ascii=False)


def known_line(row: Any) -> KnownLine:
    """The line of a row of `lines`."""
    told, gone_at = _line(json.loads(row.line)), moment_or_none(row.gone_at)
    return KnownLine(row.id, told, row.reading, time_of(row.at), time_of(row.seen_at), gone_at)


def sighting_row(plan: str, report: Report, now: datetime) -> dict[str, Any]:
    """How an issue stands at a pull, as a row of `sightings`."""
    closed_at = _time_or_none(report.closed_at)
    seen = {"seen_at": time_text(now), "status": report.status.value, "closed_at": closed_at}
    return {"plan": plan, "key": report.key, **seen}


def sighting_of(row: Any) -> Sighting:
    """The sighting of a row."""
    return Sighting(time_of(row.seen_at), Status(row.status), moment_or_none(row.closed_at))


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
    """The line of its stored values; one of an old ledger has the first six only."""
    return FigureLine(
        value=_decimal(values["value"]),
        text=values["text"],
        author=values["author"],
        at=time_of(values["at"]),
        place=values["place"],
        indicator=values["indicator"],
        percent=values.get("percent", False),
        unit=values.get("unit", ""),
        adds=values.get("adds", False),
        of=_decimal(values.get("of")),
        year=values.get("year"),
        url=values.get("url"),
    )


def _time_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else time_text(moment)


def moment_or_none(text: str | None) -> datetime | None:
    """A stored moment, where there is one."""
    return None if text is None else time_of(text)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _reason_values(reason: Reason) -> dict[str, Any]:
    return {"text": reason.text, "author": reason.author, "at": time_text(reason.at), "place": reason.place}


def _reason(values: Mapping[str, Any]) -> Reason:
    return Reason(values["text"], values["author"], time_of(values["at"]), values["place"])


def _acknowledged_values(said: Acknowledgement | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {"until": said.until.isoformat() if said.until else None, "author": said.author, "at": time_text(said.at)}


def _acknowledged(values: Mapping[str, Any] | None) -> Acknowledgement | None:
    if values is None:
        return None
    until = date.fromisoformat(values["until"]) if values["until"] else None
    return Acknowledgement(until, values["author"], time_of(values["at"]))


def _wish_values(wish: Wish | None) -> dict[str, Any] | None:
    return None if wish is None else {"day": wish.day.isoformat(), "author": wish.author, "at": time_text(wish.at)}


def _wish(values: Mapping[str, Any] | None) -> Wish | None:
    return None if values is None else Wish(date.fromisoformat(values["day"]), values["author"], time_of(values["at"]))
