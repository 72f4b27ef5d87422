"""Small plans as people make them, each read as a careful person reads it."""

from __future__ import annotations

import pytest

from tests.plan_cases import faults

READ = (
    "box-frame",
    "checklist",
    "control-events",
    "counting-row",
    "dash-library-month",
    "executors-small-letters",
    "fixed-columns",
    "header-start-finish",
    "header-target-date",
    "marks-quarters",
    "number-in-title",
    "protocol",
    "ref-audit",
    "ref-letters",
    "shifted-stages",
    "targets",
    "targets-by-years",
    "timing-and-executor",
    "timing-figures",
    "timing-mixed",
    "two-level-dates",
    "upright-no-numbers",
    "weeks-of-months",
    "year-of-approval",
)


@pytest.mark.parametrize("name", READ)
def test_a_plan_with_one_kind_of_trouble(name: str) -> None:
    """Its measures, their deadlines, executors and indicators, and the plan's years, as far as they are certain."""
    assert faults(name) == []
