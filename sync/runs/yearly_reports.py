"""The yearly report: made from what the ledger holds, and kept there once it is handed in. It asks no tracker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.errors import FileUnwritable
from mappings.language import gettext as _
from mappings.wording import day, moment
from mappings.yearly_report import Basis, YearReport, differences, report_of
from mappings.yearly_report.kept import checksum_of, report_in, text_of
from mappings.yearly_report.year_end import YearEnd
from sync.errors import LedgerBroken, UnsafeChange
from sync.files import write_whole
from sync.memory import ClosedReport
from sync.runs.at_work import NOBODY, Watch, at_work, looking
from sync.summary.report import Closing, Handed, render_report

if TYPE_CHECKING:
    from sync.ledger.store import Ledger
    from sync.runs.inputs import Inputs

_LAST_MONTH = (12, 1)  # from this day of its year on a report can be handed in


def years_of(inputs: Inputs) -> range:
    """The years of the plan, those of all its deadlines among them; none where it names none."""
    plan = inputs.plan
    named = [year for year in (plan.start_year, plan.end_year) if year is not None]
    named += [year for one in plan.measures for deadline in one.deadlines for year in (deadline.period, deadline.year)]
    return range(min(named), max(named) + 1) if named else range(0)


def yearly_report(inputs: Inputs, year: int, watch: Watch = NOBODY) -> Handed:
    """The report of a year by what had been written today: as it was handed in where it was, with what differs now.

    Raises `NotPulled` where nothing was ever pulled, `LedgerBroken` where a report is not what was handed in.
    """
    with looking(inputs, watch) as work:
        inputs.pulled_at(work.ledger)
        now, closed = _made(inputs, work.ledger, year), work.ledger.closed_report(year)
    return Handed(now) if closed is None else _as_handed_in(inputs, closed, now)


def close_yearly_report(
    inputs: Inputs, year: int, made: Callable[[Handed], bytes], *, by: str, watch: Watch = NOBODY
) -> tuple[Handed, bytes]:
    """Hand a report in: it is kept as it is, and comes back with what `made` makes of it.

    Raises `UnsafeChange` where it was handed in before, or where its year is not near its end; then, and where `made`
    fails, nothing is kept.
    """
    first = date(year, *_LAST_MONTH)
    if inputs.today < first:
        message = _("the report of {year} cannot be closed yet: its year is not near its end").format(year=year)
        hint = _("close it from {day} on; without --close it is printed at any time").format(day=day(first))
        raise UnsafeChange("report-early", message, hint=hint)
    with at_work(inputs, watch) as work:
        inputs.pulled_at(work.ledger)
        before = work.ledger.closed_report(year)
        if before is not None:
            message = _("the report of {year} was closed on {moment} by {name}, and stays as it was handed in")
            message = message.format(year=year, moment=moment(_local(inputs, before.closed_at)), name=before.closed_by)
            hint = _("`vekha summary --report {year}` prints it, and beside it what is different now")
            raise UnsafeChange("report-closed", message, hint=hint.format(year=year))
        report = _made(inputs, work.ledger, year)
        text, at = text_of(report), inputs.clock()
        keys = {row.key: row.key for row in report.measures}
        kept = ClosedReport(year, at, by, text, checksum_of(text), keys)
        handed = Handed(report, Closing(_local(inputs, at), by, kept.checksum, ()))
        data = made(handed)
        work.ledger.close_report(kept)
    return handed, data


def rendered(inputs: Inputs, handed: Handed, form: str) -> bytes:
    """A form of the report, that of Word by the operator's own template where the config names one."""
    return render_report(handed, form, template=inputs.config.report_template_path)


def write_report(path: Path, data: bytes) -> None:
    """Write a form of the report to a file, whole or not at all. Raises `FileUnwritable`."""
    write_whole(path, data, "report-unwritable")


def write_report_template(inputs: Inputs, path: Path) -> None:
    """Leave the bundled Word template in a new file, to make one's own from. Raises `FileUnwritable`."""
    # python-docx loads slowly, and no other form has use for it
    from sync.summary.report.default_template import default_template  # noqa: PLC0415

    if path.exists():
        hint = _("name another file, or remove this one")
        raise FileUnwritable("template-exists", _("the file is there already"), place=str(path), hint=hint)
    write_whole(path, default_template(now=inputs.clock()), "template-unwritable")


def _made(inputs: Inputs, ledger: Ledger, year: int) -> YearReport:
    end = YearEnd(year, inputs.mapping.report_by, inputs.zone)
    basis = Basis(
        inputs.plan,
        inputs.reported(ledger),
        end,
        inputs.today,
        inputs.config.alerts.upcoming_days,
        inputs.mapping.from_year,
    )
    return report_of(basis, thresholds=inputs.mapping.rating)


def _as_handed_in(inputs: Inputs, closed: ClosedReport, now: YearReport) -> Handed:
    if checksum_of(closed.report) != closed.checksum:
        raise _altered(inputs, closed)
    try:
        report = report_in(closed.report)
    except ValueError:
        raise _altered(inputs, closed) from None
    changes = differences(report, now, closed.keys)
    return Handed(report, Closing(_local(inputs, closed.closed_at), closed.closed_by, closed.checksum, changes))


def _altered(inputs: Inputs, closed: ClosedReport) -> LedgerBroken:
    message = _("the closed report of {year} is not what was handed in: its checksum does not fit")
    hint = _("put back a copy of the ledger from before, or take the figures from the document that was handed in")
    place = str(inputs.config.ledger_path)
    return LedgerBroken("report-altered", message.format(year=closed.year), place=place, hint=hint)


def _local(inputs: Inputs, at: datetime) -> datetime:
    return at.astimezone(inputs.zone)
