"""How much of each plan in tests/plans is read as a careful person reads it, and that nothing is wrong in silence."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.errors import DocumentError
from mappings.plan import Measure, Plan
from mappings.reading import read_plan
from tests.plan_cases import of_a_measure
from tests.test_plans_samples import FOLDER, NAMES, said

# By plan, how many of its measures are read right, at the least.
RIGHT = {
    "01-culture-year": 4,
    "02-culture-month": 5,
    "03-audit-commission": 2,
    "04-fire-village": 2,
    "05-forest-fires": 5,
    "06-flood-village": 3,
    "07-library-society": 5,
    "08-road-safety-month": 1,
    "09-energy-institutions": 3,
    "10-war-memory-orders": 1,
    "11-school-attestation": 5,
    "12-school-fire-safety": 3,
    "13-culture-week": 6,
    "14-quality-assessment": 1,
    "15-sports-year": 5,
    "16-sports-calendar": 8,
    "17-sports-saturday": 5,
    "18-library-work-plan": 6,
    "19-competence-centre": 5,
    "20-accessible-documents": 6,
    "22-open-government-weeks": 6,
    "23-digital-services": 8,
    "24-accessibility-years": 9,
    "25-data-agency-actions": 4,
    "26-data-shared-actions": 4,
    "27-openness-milestones": 9,
    "28-parish-plan": 4,
    "30-inclusion-timeline": 6,
    "31-health-targets": 3,
    "32-university-library": 6,
    "33-health-open-data": 5,
    "34-community-initiative": 3,
    "35-service-rollout": 9,
}


def _judged(name: str) -> list[tuple[Plan, Measure | None, list[str]]]:
    """By statement, in every document: the plan, the measure that is meant, and what is read otherwise."""
    stated: dict[str, Any] = said(name)
    plans = [read_plan(FOLDER / document) for document in stated["documents"]]
    return [(plan, *of_a_measure(plan, one)) for plan in plans for one in stated["measures"]]


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_what_is_read_right_stays_right(name: str) -> None:
    """As many measures of the plan are read as its statement says."""
    wrong = [fault for _plan, _measure, faults in _judged(name) for fault in faults]
    assert sum(not faults for _plan, _measure, faults in _judged(name)) >= RIGHT[name], wrong


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_read_wrong_in_silence(name: str) -> None:
    """A measure that is read otherwise has a finding of its own, or the document has one; else it is refused."""
    try:
        judged = _judged(name)
    except DocumentError as error:
        assert error.hint
        return
    for plan, measure, faults in judged:
        own = [finding for finding in plan.findings if measure is None or finding.measure in ("", measure.key)]
        assert not faults or own, faults
