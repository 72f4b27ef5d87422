"""The yearly report that a town hands in, as values: `report_of` makes it, `differences` says what changed since.

It counts what is of its year, whenever that was written, by the arithmetic of the summary. The forms word it.
"""

from mappings.yearly_report.differences import differences
from mappings.yearly_report.judged import Basis
from mappings.yearly_report.making import report_of
from mappings.yearly_report.values import YearReport

__all__ = ["Basis", "YearReport", "differences", "report_of"]
