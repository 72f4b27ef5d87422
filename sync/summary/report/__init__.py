"""The yearly report in the forms in which a town hands it in."""

from sync.summary.report.forms import REPORT_FORMS, render_report
from sync.summary.report.handed import Closing, Handed

__all__ = ["REPORT_FORMS", "Closing", "Handed", "render_report"]
