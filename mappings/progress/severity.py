"""Which of several states weighs most.

An order and nothing else; which states fit is decided where each kind of indicator is judged.
"""

from __future__ import annotations

from collections.abc import Iterable

from mappings.progress.states import MeasureState

_ORDER = (
    MeasureState.OVERDUE,
    MeasureState.NOT_REACHED,
    MeasureState.AT_RISK,
    MeasureState.NO_DATA,
    MeasureState.ON_TRACK,
    MeasureState.DONE,
)


def worst(states: Iterable[MeasureState]) -> MeasureState:
    """The state that weighs most of several, at least one."""
    return min(states, key=_ORDER.index)
