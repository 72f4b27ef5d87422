"""How the plan stands: the vocabulary of progress, and `judge`, which fills it."""

from mappings.progress.attainment import meets, percent_of
from mappings.progress.judging import SOON_DAYS, deadline_state, judge
from mappings.progress.states import (
    DeadlineProgress,
    DeadlineState,
    Figure,
    IndicatorProgress,
    MeasureProgress,
    MeasureState,
    Progress,
    Report,
    Status,
)

__all__ = [
    "SOON_DAYS",
    "DeadlineProgress",
    "DeadlineState",
    "Figure",
    "IndicatorProgress",
    "MeasureProgress",
    "MeasureState",
    "Progress",
    "Report",
    "Status",
    "deadline_state",
    "judge",
    "meets",
    "percent_of",
]
