"""How the plan stands: the vocabulary of progress, and `judge`, which fills it."""

from mappings.progress.attainment import meets, percent_of
from mappings.progress.judging import SOON_DAYS, deadline_state, judge
from mappings.progress.states import (
    DeadlineProgress,
    DeadlineState,
    Figure,
    FigureLine,
    IndicatorProgress,
    MeasureProgress,
    MeasureState,
    Progress,
    Reason,
    Report,
    Sighting,
    Status,
)

__all__ = [
    "SOON_DAYS",
    "DeadlineProgress",
    "DeadlineState",
    "Figure",
    "FigureLine",
    "IndicatorProgress",
    "MeasureProgress",
    "MeasureState",
    "Progress",
    "Reason",
    "Report",
    "Sighting",
    "Status",
    "deadline_state",
    "judge",
    "meets",
    "percent_of",
]
