"""How the plan stands: the vocabulary of progress, and `judge`, which fills it."""

from mappings.progress.attainment import meets, percent_of
from mappings.progress.deadlines import SOON_DAYS, deadline_state
from mappings.progress.judging import judge
from mappings.progress.states import (
    Acknowledgement,
    DeadlineProgress,
    DeadlineState,
    Doubt,
    Figure,
    FigureLine,
    Forecast,
    IndicatorProgress,
    MeasureProgress,
    MeasureState,
    PeriodProgress,
    Progress,
    Reason,
    Report,
    Sighting,
    Source,
    Status,
    Wish,
)

__all__ = [
    "SOON_DAYS",
    "Acknowledgement",
    "DeadlineProgress",
    "DeadlineState",
    "Doubt",
    "Figure",
    "FigureLine",
    "Forecast",
    "IndicatorProgress",
    "MeasureProgress",
    "MeasureState",
    "PeriodProgress",
    "Progress",
    "Reason",
    "Report",
    "Sighting",
    "Source",
    "Status",
    "Wish",
    "deadline_state",
    "judge",
    "meets",
    "percent_of",
]
