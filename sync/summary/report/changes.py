"""How it is worded what differs from a report that was handed in."""

from __future__ import annotations

from mappings.language import gettext as _
from mappings.language import pgettext
from mappings.wording import clean
from mappings.yearly_report.differences import Change, Part
from mappings.yearly_report.values import IndicatorRow, MeasureRow
from sync.summary.report import words


def change_headings() -> tuple[str, ...]:
    """The headings of what differs from the report that was handed in."""
    return _("No."), _("Indicator or measure"), _("What was changed"), _("Handed in"), _("Now")


def change_cells(change: Change) -> tuple[str, str, str, str, str]:
    """A change as a row: number, name, what, as handed in, now."""
    rows = [row for row in (change.before, change.now) if row is not None]
    shown = [_shown(row, change.part) if row else words.NOTHING for row in (change.before, change.now)]
    return _number(rows[0]), _name(rows[0]), _part(change.part), shown[0], shown[1]


def _number(row: IndicatorRow | MeasureRow) -> str:
    return words.number_of(row) if isinstance(row, IndicatorRow) else row.measure_no


def _name(row: IndicatorRow | MeasureRow) -> str:
    return words.name_of(row) if isinstance(row, IndicatorRow) else clean(row.title)


def _shown(row: IndicatorRow | MeasureRow, part: Part) -> str:
    return _indicator_part(row, part) if isinstance(row, IndicatorRow) else _measure_part(row, part)


def _part(part: Part) -> str:
    return {
        Part.GONE: pgettext("change", "no longer in the report"),
        Part.NEW: pgettext("change", "was not in the report"),
        Part.PREVIOUS: pgettext("change", "fact of the year before"),
        Part.PLAN: pgettext("change", "plan"),
        Part.FACT: pgettext("change", "fact"),
        Part.CLOSED: pgettext("change", "actual date"),
        Part.STATE: pgettext("change", "performance"),
        Part.REASON: pgettext("change", "reason"),
    }[part]


def _indicator_part(row: IndicatorRow, part: Part) -> str:
    if part is Part.PREVIOUS:
        return words.fact_of(row.previous)
    return words.plan_of(row) if part is Part.PLAN else words.fact_of(row.fact)


def _measure_part(row: MeasureRow, part: Part) -> str:
    if part is Part.CLOSED:
        return words.closed_of(row)
    return (clean(row.reason) or words.NOTHING) if part is Part.REASON else words.performance_of(row)
