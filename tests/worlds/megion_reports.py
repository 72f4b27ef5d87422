"""The plan of Megion, and what its staff report in five years (`tests/examples/megion-years.csv`), as values.

Each row of the table stands in the issue of its year, or in the one that serves several years, as `vekha import` puts
it there: the line names its year, and is written long after it.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from mappings.mapping.model import load_mapping
from mappings.mapping.overrides import apply_overrides
from mappings.plan import Measure, Plan
from mappings.progress import FigureLine, Reason, Report, Status, judge
from mappings.reading import read_plan
from mappings.yearly_report import Basis
from mappings.yearly_report.year_end import YearEnd
from sync.summary import Summary, summarize

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "tests" / "examples" / "megion-years.csv"
ZONE = ZoneInfo("Asia/Yekaterinburg")
TODAY = date(2026, 11, 29)
AFTER = date(2026, 1, 1)  # the first day after the last year of reports
_WRITTEN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@cache
def megion() -> Plan:
    """The plan with its mapping."""
    folder = ROOT / "mappings" / "megion-2021-2030"
    mapping = load_mapping(folder / "mapping.yaml")
    return apply_overrides(read_plan(folder / "plan.txt"), mapping)


def five_years() -> dict[str, Report]:
    """What was reported for 2021 to 2025, by issue."""
    measures = {measure.key: measure for measure in megion().measures}
    found: dict[str, Report] = {}
    with TABLE.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter=";"):
            key = issue_of(measures[row["Мероприятие"]], int(row["Год или дата"]))
            found[key] = _with(found.get(key) or Report(key), row)
    return found


def issue_of(measure: Measure, year: int) -> str:
    """The key of the issue that a year of a measure is reported in."""
    own = next((one for one in measure.deadlines if one.period == year), None)
    return measure.key if own is None else measure.issue_key(own)


def line(value: str | None, *, year: int | None = None, at: datetime = _WRITTEN, indicator: int = 1) -> FigureLine:
    """A line of a report: a number, a percentage, or «5 из 6»."""
    text = value or "нет"
    first, _from, whole = text.removesuffix(" %").partition(" из ")
    number = Decimal(first.replace(",", ".")) if value else None
    of = Decimal(whole) if whole else None
    return FigureLine(
        number, text, "Иванова И. И.", at, "comment", indicator, percent=text.endswith("%"), of=of, year=year
    )


def basis(reports: dict[str, Report], year: int, *, today: date = TODAY, plan: Plan | None = None) -> Basis:
    """What the report of a year is made from."""
    return Basis(plan or megion(), reports, YearEnd(year, (1, 31), ZONE), today)


def summary_of_2025() -> Summary:
    """The plan on the first day after the last year of reports."""
    progress = judge(megion(), five_years(), today=AFTER, zone=ZONE)
    return summarize(progress, as_of=datetime(2026, 1, 1, 9, 0, tzinfo=ZONE))


def _with(report: Report, row: dict[str, str]) -> Report:
    year, lines, reasons = int(row["Год или дата"]), report.lines, report.reasons
    if row["Факт"]:
        lines = (*lines, line(row["Факт"], year=year, indicator=int(row["Показатель №"] or 1)))
    if row["Причина"]:
        reasons = (*reasons, Reason(row["Причина"], "Иванова И. И.", _WRITTEN, "comment"))
    status, closed_at = report.status, report.closed_at
    if row["Исполнено"]:
        status = Status.DONE
        closed_at = datetime.strptime(row["Исполнено"], "%d.%m.%Y").replace(hour=12, tzinfo=ZONE)
    return Report(report.key, status, lines, reasons, f"https://t/{report.key}", closed_at=closed_at)
