"""Whether the yearly report can be made by the operator's own template, on the plan as if nothing were reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.plan import Severity
from mappings.yearly_report import Basis, differences, report_of
from mappings.yearly_report.year_end import YearEnd
from sync.summary.report import Closing, Handed, render_report
from sync.tracker import Diagnosis

if TYPE_CHECKING:
    from sync.runs.inputs import Inputs


def look_at_report(inputs: Inputs) -> Iterator[Diagnosis]:
    """What comes of the operator's own template; nothing where the config names none."""
    path = inputs.config.report_template_path
    if path is None:
        return
    try:
        render_report(_sample(inputs), "docx", template=path)
    except VekhaError as error:
        yield Diagnosis.of(error)
        return
    text = _("The yearly report is made by the template {file}, in a process of its own with limits.")
    yield Diagnosis("report", Severity.INFO, text.format(file=path))


def _sample(inputs: Inputs) -> Handed:
    """A report that has everything: closed, and with changes since."""
    year = inputs.today.year
    end = YearEnd(year, inputs.mapping.report_by, inputs.zone)
    report = report_of(Basis(inputs.plan, {}, end, inputs.today), thresholds=inputs.mapping.rating)
    other = report_of(Basis(inputs.plan, {}, YearEnd(year + 1, end.report_by, end.zone), inputs.today))
    changes = differences(report, other, {})
    return Handed(report, Closing(datetime(year, 12, 31, tzinfo=UTC), "", "", changes))
